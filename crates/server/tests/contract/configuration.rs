//! Configuration errors end with status 2 and name the key on stderr.

use crate::program::{command, place, stderr, stdout};

#[test]
fn a_configuration_error_ends_with_2_and_names_the_key() {
    let place = place();
    for (variable, value, key) in [
        ("CORRESPONDENCE__SERVER__NO_SUCH_SETTING", "1", "server.no_such_setting"),
        ("CORRESPONDENCE__ENVIRONMENT", "staging", "testing.clock_control"),
        ("CORRESPONDENCE__DATABASE__URL", "oracle://x", "database.url"),
        ("CORRESPONDENCE__ATTACHMENTS__OPTIONS__COLOUR", "red", "attachments"),
        ("CORRESPONDENCE__MASKINPORTEN__JWK", "nonsense", "maskinporten.jwk"),
    ] {
        for name in ["serve", "check"] {
            if name == "check" && matches!(key, "attachments" | "maskinporten.jwk") {
                continue; // what `check` says about the use of values is tested with the command
            }
            let output = place.output(name, &[(variable, value)]);
            assert_eq!(output.status.code(), Some(2), "{name} {variable}: {}", stderr(&output));
            assert!(stderr(&output).contains(key), "{name} {variable}: {}", stderr(&output));
            assert_eq!(stdout(&output), "", "{name} {variable}");
        }
    }
}

#[test]
fn a_missing_file_ends_with_2_and_is_named() {
    let output = command(&["serve", "--config", "/no/such/file.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("/no/such/file.toml"), "{}", stderr(&output));
}

#[test]
fn without_a_word_the_server_is_one_of_production() {
    let output = command(&["serve"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    for key in ["database.url", "attachments.url"] {
        assert!(stderr(&output).contains(key), "{}", stderr(&output));
    }
}
