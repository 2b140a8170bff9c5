//! What the bytes of one upload are called in every store.

use std::path::{Path, PathBuf};

use correspondence_domain::identifiers::{AttachmentId, UploadId};

/// The first part of every name, so that a bucket or a folder can be shared with others.
pub(crate) const ATTACHMENTS: &str = "attachments";

/// The bytes that one upload brought for one attachment. Each attempt is an upload of its own, so a late one can never overwrite
/// what another stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobKey {
    /// Whose bytes they are.
    pub attachment: AttachmentId,
    /// Which attempt brought them.
    pub upload: UploadId,
}

impl BlobKey {
    /// `attachments/{upload}/{attachment}`, the name in the store; a scanner's report ends with it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{ATTACHMENTS}/{}/{}", self.upload, self.attachment)
    }

    /// Reads a name that [`Self::path`] wrote; none for names that others gave.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let (upload, attachment) = path.strip_prefix(ATTACHMENTS)?.strip_prefix('/')?.split_once('/')?;
        let key = Self { attachment: attachment.parse().ok()?, upload: upload.parse().ok()? };
        // A UUID has other spellings, which name other bytes.
        (key.path() == path).then_some(key)
    }

    pub(crate) fn in_folder(&self, folder: &Path) -> PathBuf {
        folder.join(ATTACHMENTS).join(self.upload.to_string()).join(self.attachment.to_string())
    }

    pub(crate) fn in_remote(&self, prefix: &object_store::path::Path) -> object_store::path::Path {
        prefix.clone().join(ATTACHMENTS).join(self.upload.to_string()).join(self.attachment.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "attachments/019bc0e1-2b19-7abc-8def-0123456789ab/9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a";

    #[test]
    fn a_name_is_read_back() {
        let key = BlobKey::from_path(PATH).unwrap();
        assert_eq!(key.path(), PATH);
        assert_eq!(key.upload.to_string(), "019bc0e1-2b19-7abc-8def-0123456789ab");
        assert_eq!(key.attachment.to_string(), "9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a");
    }

    #[test]
    fn other_names_are_nobodys() {
        for path in [
            "",
            "attachments",
            "attachments/x/y",
            "reports/019bc0e1-2b19-7abc-8def-0123456789ab/9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a",
            "attachments/019BC0E1-2b19-7abc-8def-0123456789ab/9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a",
            "attachments/019bc0e1-2b19-7abc-8def-0123456789ab/9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a/more",
            "attachments/../019bc0e1-2b19-7abc-8def-0123456789ab/9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a",
        ] {
            assert_eq!(BlobKey::from_path(path), None, "{path}");
        }
    }
}
