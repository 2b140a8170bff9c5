//! The platform's private keys: made in the background at start, or read from a folder so that tokens outlive a restart.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub(crate) use super::signing_key::NumberForm;
use super::signing_key::SigningKey;

/// Keys by what they sign. Each is made once; who asks before it is ready waits.
pub(crate) struct KeyRing {
    folder: Option<PathBuf>,
    altinn: OnceLock<SigningKey>,
    maskinporten: OnceLock<SigningKey>,
    dialogporten: OnceLock<SigningKey>,
    client: OnceLock<SigningKey>,
}

impl KeyRing {
    /// A ring whose keys are being made (or read) in the background: RSA keys take a tenth of a second each.
    pub(crate) fn start(folder: Option<PathBuf>) -> Arc<Self> {
        let ring = Arc::new(Self {
            folder,
            altinn: OnceLock::new(),
            maskinporten: OnceLock::new(),
            dialogporten: OnceLock::new(),
            client: OnceLock::new(),
        });
        let makers: [fn(&Self) -> &SigningKey; 3] = [Self::client, Self::altinn, Self::maskinporten];
        for make in makers {
            let ring = Arc::clone(&ring);
            // Without a thread of its own the key is made by whoever asks first.
            let started = std::thread::Builder::new().name("signing-key".to_owned()).spawn(move || {
                make(&ring);
            });
            if let Err(error) = started {
                tracing::warn!(%error, "no thread for making a signing key");
            }
        }
        ring
    }

    /// Signs Altinn's own tokens.
    pub(crate) fn altinn(&self) -> &SigningKey {
        self.altinn.get_or_init(|| self.rsa("altinn"))
    }

    /// Signs Maskinporten's tokens.
    pub(crate) fn maskinporten(&self) -> &SigningKey {
        self.maskinporten.get_or_init(|| self.rsa("maskinporten"))
    }

    /// Signs dialog tokens.
    pub(crate) fn dialogporten(&self) -> &SigningKey {
        self.dialogporten.get_or_init(|| {
            let key = self.stored("dialogporten", SigningKey::generate_edwards, |pkcs8| SigningKey::edwards(&pkcs8));
            made(key)
        })
    }

    /// The key of the client that a server wired to this platform asks for tokens with.
    pub(crate) fn client(&self) -> &SigningKey {
        self.client.get_or_init(|| self.rsa("client"))
    }

    fn rsa(&self, name: &str) -> SigningKey {
        made(self.stored(name, SigningKey::generate_rsa, SigningKey::rsa))
    }

    /// The key of the folder, else a new one that is put there.
    fn stored(&self, name: &str, generate: fn() -> Option<Vec<u8>>, read: impl Fn(Vec<u8>) -> Option<SigningKey>) -> Option<SigningKey> {
        let path = self.folder.as_ref().map(|folder| folder.join(format!("{name}.pkcs8")));
        if let Some(key) = path.as_ref().and_then(|path| fs::read(path).ok()).and_then(&read) {
            return Some(key);
        }
        let pkcs8 = generate()?;
        if let Some(path) = path
            && let Err(error) = keep(&path, &pkcs8)
        {
            tracing::warn!(%error, path = %path.display(), "a signing key could not be kept: tokens end with this run");
        }
        read(pkcs8)
    }
}

#[expect(clippy::expect_used, reason = "only a machine without randomness or memory makes no key, and then nothing else works either")]
fn made(key: Option<SigningKey>) -> SigningKey {
    key.expect("a signing key")
}

/// Written beside its place and then moved there, readable by its owner only.
fn keep(path: &Path, pkcs8: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(pkcs8)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
