//! Signing keys of local platforms. Making RSA keys takes longer than most tests, so all tests of a user share one folder of them.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

/// Lets a platform that keeps its keys below `data` find those of earlier tests. Whoever comes first makes them.
pub fn share_keys(data: &Path) {
    let user = fs::metadata("/proc/self").map_or(0, |process| process.uid());
    let shared = std::env::temp_dir().join(format!("correspondence-test-keys-{user}"));
    fs::create_dir_all(&shared).unwrap();
    symlink(&shared, data.join("keys")).unwrap();
}
