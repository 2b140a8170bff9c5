//! Which texts are e-mail addresses (http-api §6.10): the rule of the contract, not that of the mail standards.

/// Most labels in front of the top level.
const MOST_LABELS: usize = 9;
/// Longest label.
const LONGEST_LABEL: usize = 63;

/// Whether `text` is an e-mail address and nothing else: a trailing line feed makes it none (notifications oddity 6).
#[must_use]
pub fn is_email_address(text: &str) -> bool {
    // A quoted local part may hold an at sign, a domain may not.
    text.rsplit_once('@').is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain))
}

fn is_local_part(local: &str) -> bool {
    match local.strip_prefix('"') {
        // Line ends would begin a header of their own in a mail.
        Some(quoted) => {
            quoted.strip_suffix('"').is_some_and(|inner| !inner.is_empty() && !inner.contains(|c: char| c == '"' || c.is_control()))
        }
        None => local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character)),
    }
}

fn is_atom_character(c: char) -> bool {
    is_domain_character(c) || "!#$%&'*+-=?^_`{|}~".contains(c)
}

fn is_domain_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "æøåÆØÅ".contains(c)
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let [names @ .., top] = labels.as_slice() else { return false };
    let is_named = (1..=MOST_LABELS).contains(&names.len())
        && names.iter().all(|name| is_label(name))
        && (2..=14).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    is_named || labels.len() == 4 && labels.iter().all(is_number)
}

fn is_label(label: &str) -> bool {
    label.chars().count() <= LONGEST_LABEL
        && label.starts_with(is_domain_character)
        && label.ends_with(is_domain_character)
        && label.chars().all(|c| c == '-' || is_domain_character(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        let nine = "a.".repeat(9);
        for good in [
            "a@b.no",
            "kari.nordmann+brev@post.fjord-kommune.no",
            "bjørn.ærlig@blåbær.no",
            "\"kari nordmann\"@example.org",
            "\"a@b\"@example.org",
            "!#$%&'*+-=?^_`{|}~@x.no",
            "a@1.2.3.444",
            "a@b.abcdefghijklmn",
            &format!("a@{nine}no"),
            &format!("a@{}.no", "x".repeat(63)),
        ] {
            assert!(is_email_address(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "not-an-address",
            "a@b",
            "@b.no",
            "a@@b.no",
            "a@b@c.no",
            "a@b.no;c@d.no",
            "a..b@c.no",
            ".a@c.no",
            "a.@c.no",
            "a b@c.no",
            " a@b.no",
            "a@b.no ",
            "a@b.no\n",
            "a@b.no\r\nBcc: c@d.no",
            "\"\"@b.no",
            "\"a\"b\"@c.no",
            "\"a\nb\"@c.no",
            "\"@b.no",
            "a@-b.no",
            "a@b-.no",
            "a@b..no",
            "a@b.n",
            "a@b.abcdefghijklmno",
            "a@b.n0",
            "a@b.nø",
            "a@1.2.3.4444",
            "a@1.2.3.4.5",
            &format!("a@{nine}a.no"),
            &format!("a@{}.no", "x".repeat(64)),
        ] {
            assert!(!is_email_address(bad), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".*", at in ".{0,5}@.{0,9}") {
            let _ = (is_email_address(&text), is_email_address(&at));
        }

        #[test]
        fn no_address_holds_white_space_outside_of_quotes(text in "[a-z\" \n\r\t;@.]{0,12}") {
            if is_email_address(&text) && !text.starts_with('"') {
                prop_assert!(!text.contains(char::is_whitespace) && !text.contains(';'));
            }
        }
    }
}
