//! Enumerations as the document shows them (http-api §8). The program has types of its own.
#![expect(dead_code, reason = "only their names are read")]

use serde::Serialize;
use utoipa::ToSchema;

/// Where the bytes of a file are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum AttachmentDataLocationTypeExt {
    AltinnCorrespondenceAttachment,
    ExternalStorage,
}

/// Status of an attachment.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum AttachmentStatusExt {
    Initialized,
    UploadProcessing,
    Published,
    Purged,
    Failed,
    Expired,
}

/// Status of a correspondence.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum CorrespondenceStatusExt {
    Initialized,
    ReadyForPublish,
    Published,
    Fetched,
    Read,
    Replied,
    Confirmed,
    PurgedByRecipient,
    PurgedByAltinn,
    Archived,
    Reserved,
    Failed,
    AttachmentsDownloaded,
    Forwarded,
}

/// On which side of a correspondence a party stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum CorrespondencesRoleType {
    Recipient,
    Sender,
    RecipientAndSender,
}

/// Where the recipient keeps the dialog.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum DialogPortenSystemLabel {
    Default,
    Bin,
    Archive,
    MarkedAsUnopened,
    Sent,
}

/// Format of an e-mail.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum EmailContentType {
    Plain,
    Html,
}

/// Where the bytes of a file come from.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum InitializeAttachmentDataLocationTypeExt {
    NewCorrespondenceAttachment,
    ExistingCorrespondenceAttachment,
    ExistingExternalStorage,
}

/// What became of a notification at creation.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum InitializedNotificationStatusExt {
    Success,
    MissingContact,
    Failure,
}

/// How a notification is sent.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum NotificationChannelExt {
    Email,
    Sms,
    EmailPreferred,
    SmsPreferred,
    EmailAndSms,
}

/// Whose words a notification has.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum NotificationTemplateExt {
    CustomMessage,
    GenericAltinnMessage,
}

/// Kind of a link to another system.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum ReferenceTypeExt {
    Generic,
    AltinnAppInstance,
    AltinnBrokerFileTransfer,
    DialogportenDialogId,
    DialogportenProcessId,
    DialogportenTransmissionId,
    DialogportenTransmissionType,
}
