//! A local Altinn that speaks the same HTTP as the real platform.
