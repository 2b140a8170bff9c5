//! Deliveries of the malware scanner in the shape of Event Grid (integrations §17). Members that are not named here mean nothing.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::extract::guid;

const VALIDATION: &str = "Microsoft.EventGrid.SubscriptionValidationEvent";
const RESULT: &str = "Microsoft.Security.MalwareScanningResult";

/// What the scanner calls a clean file.
const CLEAN: &str = "No threats found";

/// What a delivery says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Delivery {
    /// Files were looked at: all that the delivery tells of, whatever stands between.
    pub(super) results: Vec<ScanResult>,
    /// What its first event asks for.
    pub(super) first: First,
}

/// The first event decides what is answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum First {
    /// It is one of the results.
    #[default]
    Result,
    /// The subscription is new: the code goes back.
    Validation(String),
    /// What is wrong with it, in a sentence.
    Odd(String),
}

/// What the scanner says of one file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ScanResult {
    /// The attachment, when the address of its bytes names one.
    pub(super) attachment: Option<Uuid>,
    /// The upload whose bytes they are, when the address names it.
    pub(super) upload: Option<Uuid>,
    /// None for a clean file, else why it is not.
    pub(super) refusal: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "subject")]
    _subject: String,
    #[serde(rename = "dataVersion")]
    _data_version: String,
    #[serde(rename = "eventType")]
    kind: String,
    data: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ValidationData {
    validation_code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultData {
    blob_uri: String,
    #[serde(rename = "correlationId")]
    _correlation_id: String,
    scan_result_type: String,
    /// Must be there, but may be null.
    #[serde(deserialize_with = "Option::deserialize")]
    scan_result_details: Option<Details>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(rename = "sha256")]
    _sha256: String,
    #[serde(default, rename = "malwareNamesFound")]
    _malware_names_found: Option<Vec<String>>,
    #[serde(default)]
    error_message: Option<String>,
}

/// Reads a delivery: one event, or an array of them.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn read(body: &[u8]) -> Result<Delivery, String> {
    let events = match serde_json::from_slice(body) {
        Ok(Value::Array(events)) => events,
        Ok(event @ Value::Object(_)) => vec![event],
        Ok(_) => return Err("An event or a list of events is expected.".to_owned()),
        Err(_) => return Err("The body is not JSON.".to_owned()),
    };
    if events.is_empty() {
        return Err("The list has no events.".to_owned());
    }
    let mut delivery = Delivery::default();
    for (place, event) in events.into_iter().enumerate() {
        match read_event(event) {
            Ok(Told::Result(result)) => delivery.results.push(result),
            Ok(Told::Validation(code)) if place == 0 => delivery.first = First::Validation(code),
            Err(problem) if place == 0 => delivery.first = First::Odd(problem),
            // It takes no verdict away from the others.
            Ok(Told::Validation(_)) | Err(_) => {}
        }
    }
    Ok(delivery)
}

/// What one event says.
enum Told {
    Validation(String),
    Result(ScanResult),
}

fn read_event(event: Value) -> Result<Told, String> {
    let event: Event = serde_json::from_value(event).map_err(|error| format!("This is no event: {error}."))?;
    if event.kind.eq_ignore_ascii_case(VALIDATION) {
        let data: ValidationData = data(event.data)?;
        return Ok(Told::Validation(data.validation_code));
    }
    if !event.kind.eq_ignore_ascii_case(RESULT) {
        return Err("Only results of malware scans are taken here.".to_owned());
    }
    Ok(Told::Result(data::<ResultData>(event.data)?.into()))
}

fn data<T: serde::de::DeserializeOwned>(data: Value) -> Result<T, String> {
    serde_json::from_value(data).map_err(|error| format!("The event's data cannot be read: {error}."))
}

impl From<ResultData> for ScanResult {
    fn from(data: ResultData) -> Self {
        let mut segments = data.blob_uri.rsplit('/');
        let attachment = segments.next().and_then(guid);
        let upload = segments.next().and_then(guid);
        let refusal = (!data.scan_result_type.eq_ignore_ascii_case(CLEAN)).then(|| {
            let message = data.scan_result_details.and_then(|details| details.error_message);
            message.filter(|text| !text.trim().is_empty()).unwrap_or(data.scan_result_type)
        });
        Self { attachment, upload, refusal }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "019c2f61-0a90-7e51-b9d3-3c2a8f64e917";

    fn event(blob: &str, result: &str, details: impl Into<Value>) -> Value {
        let details = details.into();
        let data = json!({"blobUri": blob, "correlationId": "c", "scanResultType": result, "scanResultDetails": details});
        json!({"id": "1", "subject": "s", "dataVersion": "1.0", "eventType": RESULT, "data": data, "topic": "t"})
    }

    fn read_json(value: &Value) -> Result<Delivery, String> {
        read(value.to_string().as_bytes())
    }

    fn only(value: &Value) -> ScanResult {
        match read_json(value) {
            Ok(Delivery { mut results, first: First::Result }) if results.len() == 1 => results.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_result_names_file_upload_and_reason() {
        let clean = only(&event(&format!("https://store/attachments/{ID}"), "no THREATS found", Value::Null));
        assert_eq!(clean, ScanResult { attachment: ID.parse().ok(), upload: None, refusal: None });
        let plain = ID.replace('-', "");
        let both = only(&json!([event(&format!("https://store/{ID}/{plain}"), "Malicious", json!({"sha256": "0"}))]));
        assert_eq!(both, ScanResult { attachment: ID.parse().ok(), upload: ID.parse().ok(), refusal: Some("Malicious".to_owned()) });
        let told = only(&event("x", "Error", json!({"sha256": "0", "errorMessage": "too large", "malwareNamesFound": ["a"]})));
        assert_eq!(told.refusal.as_deref(), Some("too large"));
        for none in [format!("https://s/{ID}?sv=1"), format!("https://s/{ID}.pdf"), format!("https://s/{ID}/"), String::new()] {
            assert_eq!(only(&event(&none, CLEAN, Value::Null)).attachment, None, "{none}");
        }
    }

    #[test]
    fn arrays_are_read_whole() {
        let odd = json!({"id": "1", "subject": "s", "dataVersion": "1", "eventType": "Microsoft.Storage.BlobCreated", "data": {}});
        let results = [event(ID, CLEAN, Value::Null), event(ID, "Malicious", Value::Null)];
        let read = read_json(&json!([results[0], odd, results[1], 1])).unwrap();
        assert_eq!((read.results.len(), read.first), (2, First::Result));
        let read = read_json(&json!([odd, results[0], results[1]])).unwrap();
        assert!(read.results.len() == 2 && matches!(read.first, First::Odd(_)), "{read:?}");
    }

    #[test]
    fn a_new_subscription_gets_its_code_back() {
        let event = json!({"id": "1", "subject": "", "dataVersion": "1", "eventType": VALIDATION, "data": {"validationCode": "abc"}});
        let expected = Delivery { results: Vec::new(), first: First::Validation("abc".to_owned()) };
        assert_eq!(read_json(&json!([event])), Ok(expected));
    }

    fn is_refused(value: &Value) -> bool {
        read_json(value).map_or(true, |read| read.results.is_empty() && matches!(read.first, First::Odd(_)))
    }

    #[test]
    fn anything_else_is_refused() {
        let good = event(ID, CLEAN, Value::Null);
        for missing in ["id", "subject", "dataVersion", "eventType", "data"] {
            let mut event = good.clone();
            event.as_object_mut().unwrap().remove(missing);
            assert!(is_refused(&event), "{missing}");
        }
        for missing in ["blobUri", "correlationId", "scanResultType", "scanResultDetails"] {
            let mut event = good.clone();
            event["data"].as_object_mut().unwrap().remove(missing);
            assert!(is_refused(&event), "{missing}");
        }
        let mut other = good.clone();
        other["eventType"] = json!("Microsoft.Storage.BlobCreated");
        for bad in [json!([]), json!([1]), json!("x"), Value::Null, other, event(ID, CLEAN, json!({}))] {
            assert!(is_refused(&bad), "{bad}");
        }
        assert!(read(b"").is_err());
    }
}
