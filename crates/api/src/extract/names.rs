//! Names of enumerations that mean nothing beyond the request, in the order of their numbers.

/// http-api §8.6.
pub(super) const REFERENCE_TYPES: [&str; 7] = [
    "Generic",
    "AltinnAppInstance",
    "AltinnBrokerFileTransfer",
    "DialogportenDialogId",
    "DialogportenProcessId",
    "DialogportenTransmissionId",
    "DialogportenTransmissionType",
];

/// http-api §8.5.
pub(super) const LOCATIONS: [&str; 3] = ["NewCorrespondenceAttachment", "ExistingCorrespondenceAttachment", "ExistingExternalStorage"];

/// The number of the last of them.
pub(super) const EXTERNAL_STORAGE: i32 = 2;
