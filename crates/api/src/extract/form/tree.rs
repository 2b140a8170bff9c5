//! From the names of parts to a tree of members (http-api §10): `Correspondence.ReplyOptions[0].LinkURL`, `Recipients[0]`, and jQuery's
//! `Correspondence[ReplyOptions][0][LinkURL]`, `Recipients[]`. Names differ in more than their case.

use indexmap::IndexMap;

/// The name under which all members may be put.
const PREFIX: &str = "request";

/// Deepest nesting that is looked at; no member of a request lies deeper than 6.
const DEEPEST: usize = 16;

/// A member, with the parts that have its name and the members below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// The last step of its name as it was first sent.
    pub(super) name: String,
    /// Its texts in the order of the parts.
    pub(super) values: Vec<String>,
    /// By step in lower case; elements of lists by their number.
    pub(super) below: IndexMap<String, Node>,
}

impl Node {
    /// The request that these parts make, given as name and text.
    pub(super) fn of(parts: Vec<(String, String)>) -> Self {
        let has_prefix = parts.iter().any(|(name, _)| is_prefixed(name));
        let mut root = Self::default();
        for (name, text) in parts {
            root.insert(&name, text);
        }
        if has_prefix { root.below.swap_remove(PREFIX).unwrap_or_default() } else { root }
    }

    fn insert(&mut self, name: &str, text: String) {
        let steps: Vec<&str> = steps(name);
        if steps.len() > DEEPEST {
            return;
        }
        let mut node = self;
        for step in steps {
            node = node.below.entry(step.to_lowercase()).or_insert_with(|| Self { name: step.to_owned(), ..Self::default() });
        }
        node.values.push(text);
    }
}

fn is_prefixed(name: &str) -> bool {
    let rest = name.get(..PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(PREFIX)).map(|start| &name[start.len()..]);
    rest.is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// `a.b[0][c]` as a, b, 0, c. Empty brackets say that there may be several parts of this name, which is so without them.
fn steps(name: &str) -> Vec<&str> {
    name.split(['.', '[']).map(|step| step.strip_suffix(']').unwrap_or(step)).filter(|step| !step.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (name, expected) in [
            ("Recipients", &["Recipients"] as &[&str]),
            ("Recipients[0]", &["Recipients", "0"]),
            ("Recipients[]", &["Recipients"]),
            ("a.b[10].c", &["a", "b", "10", "c"]),
            ("a[b][10][c]", &["a", "b", "10", "c"]),
            ("a.PropertyList[min nøkkel]", &["a", "PropertyList", "min nøkkel"]),
            ("", &[]),
            ("].[", &[]),
        ] {
            assert_eq!(steps(name), expected, "{name}");
        }
    }

    #[test]
    fn one_prefixed_name_makes_all_others_unknown() {
        let tree = |names: &[&str]| Node::of(names.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect());
        let keys = |node: &Node| node.below.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&tree(&["Recipients[0]", "correspondence.a"])), ["recipients", "correspondence"]);
        assert_eq!(keys(&tree(&["Recipients[0]", "Request.correspondence.a"])), ["correspondence"]);
        assert_eq!(keys(&tree(&["Recipients[0]", "request[Correspondence][a]"])), ["correspondence"]);
        assert_eq!(keys(&tree(&["Recipients[0]", "request", "requested.a"])), ["recipients", "request", "requested"]);
    }

    #[test]
    fn parts_of_one_name_stay_in_order_whatever_their_case() {
        let parts = [("Recipients", "a"), ("recipients[]", "b"), ("PropertyList.Nøkkel", "c"), ("propertylist[NØKKEL]", "d")];
        let tree = Node::of(parts.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
        assert_eq!(tree.below["recipients"].values, ["a", "b"]);
        let property = &tree.below["propertylist"].below["nøkkel"];
        assert_eq!((property.name.as_str(), property.values.as_slice()), ("Nøkkel", ["c".to_owned(), "d".to_owned()].as_slice()));
    }
}
