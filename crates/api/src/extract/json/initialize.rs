//! Reads the create request (http-api §5.1–5.4, 5.6, 5.7). Types and presence only: what the values must satisfy is the domain's affair.

use correspondence_domain::correspondence::create::{
    InitializeRequest, RequestedAttachment, RequestedContent, RequestedCorrespondence, RequestedReference, RequestedReplyOption,
};
use indexmap::IndexMap;

use super::notification::notification;
use super::reader::{Read, Reader};
use crate::extract::names::{EXTERNAL_STORAGE, LOCATIONS, REFERENCE_TYPES};

/// Reads a whole create request.
pub(crate) fn initialize(reader: &mut Reader<'_>) -> Read<InitializeRequest> {
    let mut bound = InitializeRequest::default();
    reader.object(&["correspondence", "recipients"], |reader, name| {
        match name {
            "correspondence" => bound.correspondence = reader.nullable(correspondence)?,
            "recipients" => bound.recipients = reader.nullable(|reader| reader.nullable_list(Reader::nullable_text))?,
            "existingattachments" => bound.existing_attachments = reader.nullable_list(Reader::guid)?,
            "idempotentkey" => bound.idempotent_key = reader.nullable(Reader::guid)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(bound)
}

fn correspondence(reader: &mut Reader<'_>) -> Read<RequestedCorrespondence> {
    let mut bound = RequestedCorrespondence::default();
    reader.object(&["resourceId", "sendersReference"], |reader, name| {
        match name {
            "resourceid" => bound.resource_id = reader.nullable_text()?,
            "sendersreference" => bound.senders_reference = reader.nullable_text()?,
            // Deprecated: the sender is the resource's service owner. It must still be a string.
            "sender" => drop(reader.nullable_text()?),
            "messagesender" => bound.message_sender = reader.nullable_text()?,
            "content" => bound.content = reader.nullable(content)?,
            "requestedpublishtime" => bound.requested_publish_time = reader.nullable(Reader::timestamp)?,
            "duedatetime" => bound.due_date_time = reader.nullable(Reader::timestamp)?,
            "externalreferences" => bound.external_references = reader.nullable_list(|reader| reader.nullable(reference))?,
            "propertylist" => bound.property_list = property_list(reader)?,
            "replyoptions" => bound.reply_options = reader.nullable_list(|reader| reader.nullable(reply_option))?,
            "notification" => bound.notification = reader.nullable(notification)?,
            "ignorereservation" => bound.ignore_reservation = reader.nullable(Reader::boolean)?,
            "isconfirmationneeded" => bound.is_confirmation_needed = reader.boolean()?,
            "isconfidential" => bound.is_confidential = reader.boolean()?,
            "allowforwarding" => bound.allow_forwarding = reader.boolean()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn content(reader: &mut Reader<'_>) -> Read<RequestedContent> {
    let mut bound = RequestedContent::default();
    reader.object(&["messageTitle", "messageBody"], |reader, name| {
        match name {
            "language" => bound.language = reader.nullable_text()?,
            "messagetitle" => bound.message_title = reader.nullable_text()?,
            "messagesummary" => bound.message_summary = reader.nullable_text()?,
            "messagebody" => bound.message_body = reader.nullable_text()?,
            "attachments" => bound.attachments = reader.nullable_list(|reader| reader.nullable(attachment))?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn attachment(reader: &mut Reader<'_>) -> Read<RequestedAttachment> {
    let mut bound = RequestedAttachment::default();
    reader.object(&["fileName", "sendersReference"], |reader, name| match name {
        // Accepted and without effect, but of its type.
        "id" => reader.guid().map(drop),
        "datalocationtype" => {
            bound.is_external = reader.enumeration(&LOCATIONS)? == EXTERNAL_STORAGE;
            Ok(())
        }
        _ => attachment_member(reader, name, &mut bound),
    })?;
    Ok(bound)
}

/// What a file says of itself, within a letter and alone.
pub(super) fn attachment_member(reader: &mut Reader<'_>, name: &str, bound: &mut RequestedAttachment) -> Read<()> {
    match name {
        "filename" => bound.file_name = reader.nullable_text()?,
        "displayname" => bound.display_name = reader.nullable_text()?,
        "isencrypted" => bound.is_encrypted = reader.boolean()?,
        "checksum" => bound.checksum = reader.nullable_text()?,
        "sendersreference" => bound.senders_reference = reader.nullable_text()?,
        "expirationindays" => bound.expiration_in_days = reader.nullable(Reader::integer)?,
        _ => reader.skip()?,
    }
    Ok(())
}

fn reference(reader: &mut Reader<'_>) -> Read<RequestedReference> {
    let mut bound = RequestedReference::default();
    reader.object(&["referenceType", "referenceValue"], |reader, name| {
        match name {
            "referencetype" => bound.reference_type = reader.enumeration(&REFERENCE_TYPES)?.into(),
            "referencevalue" => bound.reference_value = reader.nullable_text()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn reply_option(reader: &mut Reader<'_>) -> Read<RequestedReplyOption> {
    let mut bound = RequestedReplyOption::default();
    reader.object(&["linkURL"], |reader, name| {
        match name {
            "linkurl" => bound.link_url = reader.nullable_text()?,
            "linktext" => bound.link_text = reader.nullable_text()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn property_list(reader: &mut Reader<'_>) -> Read<IndexMap<String, Option<String>>> {
    let mut properties = IndexMap::new();
    if !reader.takes_null() {
        reader.entries(|reader, name| {
            let value = reader.nullable_text()?;
            properties.insert(name.to_owned(), value);
            Ok(())
        })?;
    }
    Ok(properties)
}

#[cfg(test)]
mod tests {
    use super::*;
    use correspondence_domain::time::Timestamp;

    fn read(text: &str) -> Read<InitializeRequest> {
        initialize(&mut Reader::new(text))
    }

    const LETTER: &str = r#"{"correspondence":{"resourceId":"r","sendersReference":"s","content":{"messageTitle":"t","messageBody":"b"}},"recipients":["0192:991825827"]}"#;

    #[test]
    fn a_letter_is_read_whatever_the_case_of_its_names() {
        let expected = read(LETTER).unwrap();
        assert_eq!(expected.correspondence.as_ref().unwrap().content.as_ref().unwrap().message_title.as_deref(), Some("t"));
        for text in [LETTER.replace("resourceId", "RESOURCEID"), LETTER.replace("\"correspondence\"", "\"Correspondence\"")] {
            assert_eq!(read(&text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn values_are_read_leniently() {
        let text = r#"{"idempotentKey":null,"existingAttachments":null,"extra":[{}],"recipients":[null,"x"],"RECIPIENTS":["y"],
            "correspondence":{"resourceId":null,"sendersReference":"s","isConfidential":true,"dueDateTime":"2026-01-01T10:00:00","propertyList":{"a":"1","A":null,"a":"2"},
            "externalReferences":[{"referenceType":"generic","referenceValue":""},{"referenceType":"9","referenceValue":null},{"referenceType":2,"referenceValue":"z"}],
            "content":{"messageTitle":null,"messageBody":"b","attachments":[{"fileName":"f","sendersReference":"v","expirationInDays":"30","id":"019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10","dataLocationType":1}]}}}"#;
        let request = read(text).unwrap();
        assert_eq!(request.recipients, Some(vec![Some("y".to_owned())]));
        let letter = request.correspondence.unwrap();
        assert_eq!((letter.resource_id, letter.is_confidential), (None, true));
        assert_eq!(letter.due_date_time, Timestamp::parse("2026-01-01T10:00:00Z").ok());
        assert_eq!(letter.external_references.iter().flatten().map(|r| r.reference_type).collect::<Vec<_>>(), [0, 9, 2]);
        assert_eq!(letter.property_list["a"].as_deref(), Some("2"));
        assert_eq!(letter.property_list["A"], None);
        assert_eq!(letter.content.unwrap().attachments[0].as_ref().unwrap().expiration_in_days, Some(30));
    }

    #[test]
    fn the_first_error_of_the_document_is_told_with_its_path() {
        for (text, path) in [
            (LETTER.replace("\"recipients\"", "\"other\""), "$"),
            (LETTER.replace("\"sendersReference\"", "\"other\""), "$.correspondence"),
            (LETTER.replace("\"messageBody\"", "\"other\""), "$.correspondence.content"),
            (LETTER.replace("\"t\"", "7"), "$.correspondence.content.messageTitle"),
            (LETTER.replace("[\"0192:991825827\"]", "{}"), "$.recipients"),
            (LETTER.replace("[\"0192:991825827\"]", "[{}]"), "$.recipients[0]"),
            (LETTER.replace("\"resourceId\"", "\"isConfirmationNeeded\":\"yes\",\"resourceId\""), "$.correspondence.isConfirmationNeeded"),
            (LETTER.replace("\"resourceId\"", "\"IsConfidential\":null,\"resourceId\""), "$.correspondence.IsConfidential"),
            (
                LETTER.replace("\"resourceId\"", "\"requestedPublishTime\":\"tomorrow\",\"resourceId\""),
                "$.correspondence.requestedPublishTime",
            ),
            (
                LETTER.replace(
                    "\"resourceId\"",
                    "\"externalReferences\":[{\"referenceType\":\"Nope\",\"referenceValue\":\"\"}],\"resourceId\"",
                ),
                "$.correspondence.externalReferences[0].referenceType",
            ),
            (format!("{LETTER} x"), "$"),
            ("null".to_owned(), "$"),
            ("[]".to_owned(), "$"),
        ] {
            assert_eq!(read(&text).unwrap_err().path, path, "{text}");
        }
    }
}
