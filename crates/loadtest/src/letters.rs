//! The letters that are sent: of the length and with the parts that letters usually have.

use serde_json::{Value, json};

use crate::recipients;

/// The resource they are sent under, one of the emulated platform's own.
pub(crate) const RESOURCE: &str = "demo-correspondence";
/// Its owner's organisation number.
pub(crate) const OWNER: &str = "991825827";
/// Letters of one big request.
pub(crate) const LOT: u64 = 500;

const PARAGRAPH: &str = "Vi viser til søknaden din. Vi har vurdert opplysningene du har gitt, og kommet til at vilkårene er oppfylt. \
     Du kan klage på vedtaket innen **tre uker** fra du mottok det.\n\n";

/// A request for one letter to each of `recipients`, places among the synthetic organisations.
pub(crate) fn request(reference: &str, recipients: impl Iterator<Item = u64>) -> Value {
    json!({
        "recipients": recipients.map(recipients::organisation).collect::<Vec<_>>(),
        "correspondence": {
            "resourceId": RESOURCE,
            "sendersReference": reference,
            "messageSender": "Fjord kommune",
            "content": {
                "language": "nb",
                "messageTitle": format!("Vedtak i sak {reference}"),
                "messageSummary": "Vi har behandlet saken din",
                "messageBody": PARAGRAPH.repeat(5),
            },
            "propertyList": { "saksnummer": reference, "avdeling": "plan og bygg" },
            "externalReferences": [{ "referenceType": "Generic", "referenceValue": reference }],
            "replyOptions": [{ "linkURL": "https://skjema.example.no/svar", "linkText": "Svar" }],
        },
    })
}
