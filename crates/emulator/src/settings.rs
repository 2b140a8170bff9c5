//! What an emulator is started with.

use std::path::PathBuf;

use crate::seed::Seed;

/// How an emulator is set up. Everything has a default but the address.
#[derive(Clone, Debug, Default)]
pub struct EmulatorSettings {
    /// The gateway as clients reach it, for example `http://127.0.0.1:5096`. Issuers follow from it.
    pub base_url: String,
    /// More organisations, persons and resources than the built-in ones.
    pub seed: Option<Seed>,
    /// The `Ocp-Apim-Subscription-Key` that is asked for where the gateway asks for one; none accepts any key that is not blank.
    pub subscription_key: Option<String>,
    /// Where signing keys are kept, so that tokens outlive a restart; none makes new keys at each start.
    pub key_folder: Option<PathBuf>,
}
