//! The use cases of Correspondence, one file each, and its background jobs.
