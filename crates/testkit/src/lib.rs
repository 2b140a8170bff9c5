//! What tests share: databases, the whole program in one process, request builders.
