//! The authentication level in a resource's policy, which is XACML in XML (auth §9). Prefixes of names mean nothing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The least of the integers among the attribute values inside obligation expressions; none when there is none, or the text is no XML.
pub(super) fn minimum_level(xml: &[u8]) -> Option<u32> {
    let mut reader = Reader::from_reader(xml);
    let (mut inside_obligation, mut inside_integer) = (0_u32, false);
    let (mut text, mut least, mut depth) = (String::new(), None::<u32>, 0_i32);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) => {
                depth += 1;
                match start.local_name().as_ref() {
                    b"ObligationExpression" => inside_obligation += 1,
                    b"AttributeValue" if inside_obligation > 0 => {
                        inside_integer = is_integer(&start);
                        text.clear();
                    }
                    _ => {}
                }
            }
            Event::Text(part) if inside_integer => text.push_str(&part.decode().ok()?),
            Event::CData(part) if inside_integer => text.push_str(&part.decode().ok()?),
            Event::End(end) => {
                depth -= 1;
                match end.local_name().as_ref() {
                    b"ObligationExpression" => inside_obligation = inside_obligation.saturating_sub(1),
                    b"AttributeValue" if inside_integer => {
                        inside_integer = false;
                        let level = text.trim().parse().ok()?;
                        least = Some(least.map_or(level, |least| least.min(level)));
                    }
                    _ => {}
                }
            }
            Event::Eof => return (depth == 0).then_some(least).flatten(),
            _ => {}
        }
        buffer.clear();
    }
}

fn is_integer(start: &BytesStart<'_>) -> bool {
    start
        .attributes()
        .filter_map(Result::ok)
        .any(|attribute| attribute.key.local_name().as_ref() == b"DataType" && attribute.value.ends_with(b"#integer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(values: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><x:Policy xmlns:x=\"urn:x\"><x:Rule><x:AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#integer\">0</x:AttributeValue></x:Rule>\
             <x:ObligationExpressions><x:ObligationExpression><x:AttributeAssignmentExpression>{values}</x:AttributeAssignmentExpression></x:ObligationExpression></x:ObligationExpressions></x:Policy>"
        )
    }

    #[test]
    fn the_least_level_inside_obligations_counts() {
        let integer = |n: &str| format!("<x:AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#integer\">{n}</x:AttributeValue>");
        let text = "<x:AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#string\">1</x:AttributeValue>";
        for (values, level) in [
            (integer("3"), Some(3)),
            (integer(" 4 ") + &integer("2"), Some(2)),
            (text.to_owned() + &integer("3"), Some(3)),
            (text.to_owned(), None),
            (String::new(), None),
            (integer("three"), None),
        ] {
            assert_eq!(minimum_level(policy(&values).as_bytes()), level, "{values}");
        }
    }

    #[test]
    fn what_is_no_xml_has_no_level() {
        for bad in ["", "not xml", "<Policy>", "<a></b>", "{}"] {
            assert_eq!(minimum_level(bad.as_bytes()), None, "{bad}");
        }
    }
}
