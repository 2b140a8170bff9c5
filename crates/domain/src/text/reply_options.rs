//! Reply options as text. A dialog has room for three buttons; with more, the options stand under the message instead (lifecycle §7).

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::correspondence::ReplyOption;

/// Most reply options that become buttons of the dialog (lifecycle §16).
pub const MOST_BUTTONS: usize = 3;

/// `body` with the options under it: as it is while they fit as buttons, else followed by a blank line, a heading in the language of the
/// letter and a line for each option. The options are Markdown: a body that may be HTML is converted before.
#[must_use]
pub fn appended_to_body<'a>(body: &'a str, options: &[ReplyOption], language: &str) -> Cow<'a, str> {
    if options.len() <= MOST_BUTTONS {
        return Cow::Borrowed(body);
    }
    let mut text = format!("{body}\n\n{}", heading(language));
    for option in options {
        text.push('\n');
        if let Some(label) = option.text.as_deref().filter(|label| !label.trim().is_empty()) {
            // Writing to a String cannot fail.
            let _ = write!(text, "{label}: ");
        }
        text.push_str(&option.link);
    }
    Cow::Owned(text)
}

fn heading(language: &str) -> &'static str {
    match language.to_ascii_lowercase().as_str() {
        "en" => "Reply options:",
        "nn" => "Svarval:",
        _ => "Svarvalg:",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(count: usize) -> Vec<ReplyOption> {
        (1..=count)
            .map(|n| ReplyOption { link: format!("https://svar.example.no/{n}"), text: (n != 2).then(|| format!("Svar {n}")) })
            .collect()
    }

    #[test]
    fn more_than_three_options_are_listed_under_the_body() {
        assert_eq!(appended_to_body("Hei.", &options(3), "nb"), "Hei.");
        for (language, heading) in [("nb", "Svarvalg:"), ("NN", "Svarval:"), ("en", "Reply options:"), ("fr", "Svarvalg:")] {
            assert_eq!(
                appended_to_body("Hei.", &options(4), language),
                format!(
                    "Hei.\n\n{heading}\nSvar 1: https://svar.example.no/1\nhttps://svar.example.no/2\nSvar 3: https://svar.example.no/3\n\
                     Svar 4: https://svar.example.no/4"
                )
            );
        }
    }
}
