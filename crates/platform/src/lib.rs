//! Typed clients of the Altinn platform, token acquisition and the one HTTP wrapper.
