//! Shape of the external references (http-api §5.6, §6.8).

use super::{null_entry, refuse_nul};
use crate::correspondence::create::RequestedReference;
use crate::correspondence::{ReferenceType, TransmissionType};
use crate::error::Validation;

const LIST: &str = "Correspondence.ExternalReferences";
const MOST: usize = 10;

pub(super) fn validate(references: &[Option<RequestedReference>], findings: &mut Validation) {
    if references.len() > MOST {
        findings.add(LIST, format!("externalReferences has {} entries; at most {MOST} are allowed.", references.len()));
    }
    for (index, reference) in references.iter().enumerate() {
        let Some(reference) = reference else {
            null_entry(LIST, index, "externalReferences", findings);
            continue;
        };
        let key = format!("{LIST}[{index}].ReferenceValue");
        match &reference.reference_value {
            None => findings.add(key, "referenceValue is required."),
            Some(value) => refuse_nul(&key, "referenceValue", value, findings),
        }
    }
    let of_type = |wanted: ReferenceType| references.iter().flatten().filter(move |r| r.reference_type == wanted.number());
    if of_type(ReferenceType::DialogportenTransmissionId).next().is_some() {
        findings.add(LIST, "externalReferences must not name a DialogportenTransmissionId: the service sets it itself.");
    }
    // Several of this type are rule 1052, which has a number.
    let mut types = of_type(ReferenceType::DialogportenTransmissionType);
    if let (Some(only), None) = (types.next(), types.next())
        && only.reference_value.as_deref().and_then(TransmissionType::parse).is_none()
    {
        let names = TransmissionType::ALL.map(TransmissionType::name).join(", ");
        findings.add(LIST, format!("DialogportenTransmissionType must be 1 to 8 or one of {names}."));
    }
}
