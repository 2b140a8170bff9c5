//! Every error number of the contract, its kind and its text (http-api §14). Numbers and kinds are the contract; texts are ours.

use crate::identifiers::CorrespondenceId;

/// What went wrong, in words that a transport can map to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request breaks a rule.
    Invalid,
    /// The caller may not do this, or is not known.
    Unauthorized,
    /// What the request is about does not exist.
    NotFound,
    /// It exists already.
    Conflict,
    /// Understood, but cannot be carried out for this recipient.
    Unprocessable,
    /// Refused for legal reasons.
    LegalReasons,
    /// The client was too slow.
    Timeout,
    /// A system that we depend on failed.
    Failed,
    /// The store behind us failed.
    BadGateway,
}

/// A row of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// The error.
    pub error: ErrorNumber,
    /// Its kind.
    pub kind: ErrorKind,
    /// Its text; where a list follows, it ends with a colon.
    pub text: &'static str,
}

macro_rules! catalogue {
    ($($number:literal $kind:ident $name:ident $text:literal;)+) => {
        /// The errors of the contract, named by what they mean.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u16)]
        pub enum ErrorNumber {
            $(#[doc = $text] $name = $number,)+
        }

        /// The whole catalogue, by number.
        pub const CATALOGUE: &[CatalogueEntry] = &[
            $(CatalogueEntry { error: ErrorNumber::$name, kind: ErrorKind::$kind, text: $text },)+
        ];

        impl ErrorNumber {
            /// What went wrong, in general.
            #[must_use]
            pub const fn kind(self) -> ErrorKind {
                match self { $(Self::$name => ErrorKind::$kind,)+ }
            }

            /// What the caller is told.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

catalogue! {
    1001 NotFound CorrespondenceNotFound "The correspondence does not exist or is not available to you.";
    1002 Invalid TitleIsNotPlainText "The message title must be plain text: no HTML tags and no line that starts with a Markdown heading.";
    1003 Invalid BodyIsNotMarkdown "The message body must be Markdown text.";
    1004 Invalid SummaryIsNotPlainText "The message summary must be plain text.";
    1005 Invalid FilesDoNotMatch "The uploaded files and the entries of content.attachments do not pair: send one file per entry, with the same file name.";
    1006 Invalid DuplicateRecipients "The same recipient is listed more than once.";
    1007 Invalid ExistingAttachmentNotFound "An attachment in existingAttachments does not exist.";
    1008 Invalid DueDateInThePast "dueDateTime has already passed.";
    1009 Invalid DueDateBeforePublishTime "dueDateTime lies before requestedPublishTime.";
    1013 Invalid PublishedCannotBePurgedBySender "A published correspondence cannot be deleted by its sender.";
    1014 Invalid AlreadyPurged "The correspondence has already been deleted.";
    1015 Invalid NoStatus "The status of the correspondence could not be determined.";
    1016 Invalid DueDateRequired "dueDateTime is required when isConfirmationNeeded is true.";
    1017 Invalid ExistingAttachmentOfOtherSender "An attachment in existingAttachments belongs to another service owner.";
    1018 Invalid ExistingAttachmentNotPublished "An attachment in existingAttachments is not ready: it must be uploaded and scanned first.";
    1019 Invalid ContentMissing "content is required.";
    1020 Invalid TitleEmpty "messageTitle must not be empty.";
    1021 Invalid BodyEmpty "messageBody must not be empty.";
    1022 Invalid BodyTooLong "messageBody is longer than 30000 characters.";
    1023 Invalid UnknownLanguage "language must be nb, nn or en.";
    1024 Invalid ReadBeforeFetched "Fetch the correspondence before marking it as read.";
    1025 Invalid ConfirmBeforeFetched "Fetch the correspondence before confirming it.";
    1026 Invalid PurgeBeforeConfirmed "The sender asks for a confirmation: confirm the correspondence before deleting it.";
    1027 Invalid FromAfterTo "from must not be later than to.";
    1028 Invalid NegativeLimit "limit and offset must not be negative.";
    1029 NotFound RecipientsNotFound "These recipients are not known to Altinn Register:";
    1030 Unprocessable RecipientReserved "The recipient has reserved against digital mail. Send on paper, or set ignoreReservation where the law allows it.";
    1031 Invalid AttachmentNotAvailable "The attachment is not available to the recipient.";
    1032 Failed ContactRegisterFailed "The contact and reservation register could not be asked whether the recipients have reserved against digital mail. Try again.";
    1033 Invalid IdempotentKeyEmpty "idempotentKey must not be the all-zero GUID.";
    1034 Conflict IdempotentKeyUsed "A correspondence with this idempotentKey has already been created.";
    1035 Invalid BadReplyLink "linkURL of a reply option must be an absolute https address of at most 255 characters.";
    1036 Invalid UnknownResource "The resource is not in the resource registry, or has no service owner there.";
    1037 Invalid TitleTooLong "messageTitle is longer than 255 characters.";
    1038 Invalid TooManyAttachments "A correspondence can carry at most 100 attachments, new and existing together.";
    1039 Invalid MessageSenderIsNotPlainText "messageSender must be plain text: no HTML tags and no line that starts with a Markdown heading.";
    1040 Invalid AlreadyRead "The correspondence has already been marked as read.";
    1041 Invalid AlreadyConfirmed "The correspondence has already been confirmed.";
    1042 Invalid SummaryTooLong "messageSummary is longer than 255 characters.";
    1043 Invalid TransmissionCannotBePurged "A correspondence that is a transmission in another dialog cannot be deleted.";
    1044 Invalid RecipientsLackRoles "These organisations have nobody in a role that may receive confidential mail:";
    1045 Invalid TransmissionTakesOneRecipient "A transmission into an existing dialog takes exactly one recipient.";
    1046 Invalid RecipientIsNotDialogParty "The recipient is not the party of the dialog named in externalReferences.";
    1047 Invalid IdempotentKeyNeedsOneRecipient "idempotentKey can only be used with exactly one recipient.";
    1048 Invalid BadDialogId "The DialogportenDialogId in externalReferences must be a GUID.";
    1050 Invalid DialogOfOtherServiceOwner "The dialog named in externalReferences belongs to another service owner.";
    1051 Invalid TransmissionWithActions "A transmission into an existing dialog takes neither reply options nor a confirmation.";
    1052 Invalid SeveralTransmissionTypes "externalReferences may name DialogportenTransmissionType once.";
    1053 Invalid TransmissionTypeWithoutDialog "DialogportenTransmissionType in externalReferences needs a DialogportenDialogId beside it.";
    1054 NotFound DialogNotFound "The dialog named in externalReferences does not exist.";
    1055 Invalid ExistingAttachmentExpires "An attachment in existingAttachments expires within six hours.";
    1060 Invalid ConfidentialFlagMissing "The resource carries confidential mail: set isConfidential.";
    1061 Invalid ConfidentialFlagMisplaced "isConfidential is set, but the resource does not carry confidential mail.";
    1062 NotFound NoUnreadConfidentialMail "There is no unread confidential correspondence.";
    1063 Invalid ForwardingNotAllowed "The sender does not allow this correspondence to be forwarded.";
    1064 Invalid AlreadyForwarded "The correspondence has already been forwarded to this address.";
    1065 Invalid ForwardBeforeRead "Read the correspondence before forwarding it.";
    1066 Invalid ForwardingTextTooLong "forwardingText is longer than 200 characters.";
    1067 Invalid ForwardingTextIsNotPlainText "forwardingText must be plain text: no HTML tags and no line that starts with a Markdown heading.";
    1068 Invalid ForwardingNeedsLevelZero "allowForwarding needs a resource whose policy demands authentication level 0.";
    1069 Invalid ForwardingTooLarge "allowForwarding takes at most 10000000 bytes of attachments in total.";
    2000 Failed RegistryFailed "The resource registry could not be asked.";
    2001 NotFound AttachmentNotFound "The attachment does not exist.";
    2002 BadGateway UploadFailed "The file could not be stored.";
    2003 Invalid AttachmentInUse "The attachment is already part of a correspondence.";
    2004 Invalid BadFileSize "A file must have at least 1 byte and at most 50000000000 bytes; 2000000000 in a form with a correspondence.";
    2005 Invalid AlreadyUploaded "The attachment has already been uploaded, or is being uploaded.";
    2006 Invalid AttachmentPurged "The attachment has already been deleted.";
    2007 Invalid AttachmentLinked "The attachment is part of a correspondence and cannot be deleted.";
    2008 Invalid ChecksumDiffers "The MD5 checksum of the file differs from the one that was announced.";
    2009 Invalid NoStorageLocation "There is no place to store the file.";
    2010 Invalid FileNameMissing "fileName is required.";
    2011 Invalid FileNameTooLong "fileName is longer than 255 characters.";
    2012 Invalid FileNameCharacters "fileName contains a control character or one of < > : \" / \\ | ? *, which is not allowed.";
    2013 Invalid FileTypeNotAllowed "fileName must end in one of the allowed types: doc, xls, docx, xlsx, ppt, pps, zip, pdf, html, txt, xml, jpg, jpeg, gif, bmp, png, json, csv, dcm, dicom.";
    2014 LegalReasons ServiceOwnerNotSetUp "The service owner has not been set up for attachments.";
    2015 Conflict AlreadyMigrated "The attachment has already been migrated.";
    2016 Invalid AttachedToPublished "The attachment is part of a published correspondence.";
    2017 Invalid ExpirationTooShort "expirationInDays is below the minimum.";
    2018 Invalid AttachmentExpired "The attachment has expired and cannot be deleted.";
    2019 Invalid DownloadOfPurged "The attachment has been deleted and cannot be downloaded.";
    2020 Invalid DownloadOfExpired "The attachment has expired and cannot be downloaded.";
    2021 Invalid FileNameReserved "fileName is reserved by Windows.";
    2022 Timeout UploadTooSlow "The file arrived too slowly: nothing of it came for two minutes.";
    2023 Invalid TooLargeForZip "The attachments are too large to be downloaded together: fetch them one by one.";
    3001 NotFound TemplateNotFound "There is no notification template for this language.";
    3002 Invalid EmailTextsMissing "emailSubject and emailBody are required.";
    3003 Invalid ReminderEmailTextsMissing "reminderEmailSubject and reminderEmailBody are required.";
    3004 Invalid SmsTextMissing "smsBody is required.";
    3005 Invalid ReminderSmsTextMissing "reminderSmsBody is required.";
    3006 Invalid PreferredTextsMissing "emailSubject, emailBody and smsBody are required.";
    3007 Invalid ReminderPreferredTextsMissing "reminderEmailSubject, reminderEmailBody and reminderSmsBody are required.";
    3011 Invalid BadEmailAddress "The e-mail address is not valid.";
    3012 Invalid BadMobileNumber "The mobile number is not valid: it must start with a country code.";
    3015 Invalid NameKeywordWithAddress "The keyword $recipientName$ cannot be used with an e-mail address or mobile number.";
    3017 Invalid CustomRecipientsNeedOneRecipient "Custom notification recipients need exactly one recipient.";
    3018 Invalid CustomRecipientSeveralIdentifiers "A custom notification recipient takes exactly one identifier.";
    3019 Invalid CustomRecipientNoIdentifier "A custom notification recipient needs an identifier.";
    3020 NotFound NotificationNotFound "The notification does not exist.";
    3021 NotFound NotificationDetailsNotFound "The details of the notification are not available.";
    3022 Invalid OverrideWithoutRecipients "overrideRegisteredContactInformation needs custom recipients.";
    3023 Invalid UnknownTemplate "notificationTemplate is not a known template.";
    3024 Invalid EmailAndSmsTextsMissing "emailSubject, emailBody and smsBody are required.";
    3025 Invalid ReminderEmailAndSmsTextsMissing "reminderEmailSubject, reminderEmailBody and reminderSmsBody are required.";
    3026 Failed NotificationFailed "The notification has failed.";
    3027 Invalid ForwardingAddressTooLong "forwardTo is longer than 1000 characters.";
    3028 Failed ForwardingFailed "The e-mail could not be ordered.";
    4001 Unauthorized NoAccess "You do not have access to this resource on behalf of the party.";
    4002 Invalid CallerPartyNotFound "The caller is not known to Altinn Register.";
    4003 Invalid BadPartyId "The party id is not valid.";
    4004 Unauthorized NoAccessToMessage "You do not have access to this message.";
    4005 Unauthorized NoAccessToParty "You do not have access to this party.";
    4006 Unauthorized CallerUnknown "The token does not tell who the caller is.";
    4007 Unauthorized NoOrganisation "The token names no organisation.";
    4009 Invalid WrongResourceTypeForAttachment "Attachments need a resource of type CorrespondenceService or GenericAccessResource.";
    4010 Invalid WrongResourceType "Correspondences need a resource of type CorrespondenceService; an AltinnApp can only be used with a DialogportenDialogId.";
    5001 Invalid NoSyncEvents "The request holds no events.";
    6001 NotFound NoReportData "There is no data for the report.";
    6002 Failed ReportFailed "The report could not be made.";
    6003 Invalid Altinn2Unsupported "Altinn 2 is not part of the report.";
}

impl ErrorNumber {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }
}

/// A request refused by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which rule.
    pub error: ErrorNumber,
    /// What the caller is told.
    pub text: String,
    /// Letters that exist already, when the caller may know of them (design §3, additive improvements).
    pub existing: Vec<CorrespondenceId>,
}

impl Refusal {
    /// Refuses with the text of the catalogue followed by `items`, for errors that list what is wrong.
    #[must_use]
    pub fn listing<'a>(error: ErrorNumber, items: impl IntoIterator<Item = &'a str>) -> Self {
        let items: Vec<&str> = items.into_iter().collect();
        Self { error, text: format!("{} {}", error.text(), items.join(", ")), existing: Vec::new() }
    }

    /// Refuses with a text of its own.
    #[must_use]
    pub fn saying(error: ErrorNumber, text: impl Into<String>) -> Self {
        Self { error, text: text.into(), existing: Vec::new() }
    }
}

impl From<ErrorNumber> for Refusal {
    fn from(error: ErrorNumber) -> Self {
        Self { error, text: error.text().to_owned(), existing: Vec::new() }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.error.number(), self.text)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_number_is_there_once_with_a_text_of_its_own_place() {
        let numbers: Vec<u16> = CATALOGUE.iter().map(|entry| entry.error.number()).collect();
        assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
        assert!(numbers.is_sorted(), "the catalogue reads by number");
        for entry in CATALOGUE {
            assert_eq!((entry.kind, entry.text), (entry.error.kind(), entry.error.text()));
            assert_eq!(entry.text.trim(), entry.text, "{}", entry.error.number());
            assert!(entry.text.ends_with(['.', ':']), "{}: {}", entry.error.number(), entry.text);
        }
    }

    #[test]
    fn a_list_follows_its_text() {
        let refusal = Refusal::listing(ErrorNumber::RecipientsNotFound, ["a", "b"]);
        assert!(refusal.text.ends_with(": a, b"), "{}", refusal.text);
    }
}
