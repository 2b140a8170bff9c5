//! What an operator sees of the configuration: which layer wins, what is derived, and what an error says.

use std::path::Path;

use correspondence_config::{Config, ConfigError, Environment, LogFormat, Role, Scanner};

const LEAST: &str = "
[database]
url = \"postgres://user:hidden@host/db\"
[attachments]
url = \"file:///var/lib/correspondence/attachments\"
[maskinporten]
client_id = \"client\"
jwk = \"e30=\"
";

fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::from_text(text, Path::new("/etc/correspondence"), variables)
}

fn errors(text: &str, variables: &[(&str, &str)]) -> String {
    match load(text, variables) {
        Ok(config) => panic!("accepted: {config:?}"),
        Err(error) => error.to_string(),
    }
}

/// `LEAST` with lines put into one of its sections, or into a new one.
fn with(section: &str, lines: &str) -> String {
    let heading = format!("[{section}]\n");
    if LEAST.contains(&heading) { LEAST.replace(&heading, &format!("{heading}{lines}\n")) } else { format!("{LEAST}{heading}{lines}\n") }
}

#[test]
fn the_least_file_gives_the_documented_defaults() {
    let config = load(LEAST, &[]).unwrap();
    assert_eq!(config.environment, Environment::Production);
    assert_eq!(config.server.listen, "0.0.0.0:5096");
    assert_eq!(config.server.origins(), ["https://af.altinn.no"]);
    assert!(config.server.has(Role::Api) && config.server.has(Role::Jobs));
    assert_eq!(config.attachments.scanner, Scanner::Webhook);
    assert_eq!(config.attachments.zip_limit, 2_000_000_000);
    assert_eq!(config.telemetry.log_format, LogFormat::Json);
    assert!(config.auth.service_owner_rule && !config.testing.clock_control && !config.database.auto_migrate());
    assert_eq!(config.maskinporten.audience, "https://maskinporten.no/");
}

#[test]
fn addresses_follow_from_the_gateway_unless_set() {
    let text = with("platform", "gateway_url = \"https://platform.tt02.altinn.no/\"");
    let config = load(&text, &[]).unwrap();
    assert_eq!(config.platform.gateway_url, "https://platform.tt02.altinn.no");
    assert_eq!(config.platform.authorization_url, "https://platform.tt02.altinn.no");
    assert_eq!(config.maskinporten.exchange_url, "https://platform.tt02.altinn.no/authentication/api/v1/exchange/maskinporten");
    assert_eq!(
        config.auth.altinn_metadata_url,
        "https://platform.tt02.altinn.no/authentication/api/v1/openid/.well-known/openid-configuration"
    );
    assert_eq!(config.auth.dialogporten_issuer, "https://platform.tt02.altinn.no/dialogporten/api/v1");

    let own = load(&text, &[("CORRESPONDENCE__PLATFORM__AUTHORIZATION_URL", "https://pdp.example.no")]).unwrap();
    assert!(own.platform.has_own_decision_point());
    assert_eq!(own.platform.authorization_url, "https://pdp.example.no");
}

#[test]
fn variables_win_over_the_file() {
    let config = load(
        &with("server", "listen = \"127.0.0.1:1\"\nroles = [\"api\"]"),
        &[
            ("CORRESPONDENCE__SERVER__LISTEN", "127.0.0.1:2"),
            ("CORRESPONDENCE__SERVER__CORS_ORIGINS", "https://af.altinn.no, https://*.portal.example"),
            ("CORRESPONDENCE__SERVER__ROLES", "jobs"),
            ("CORRESPONDENCE__DATABASE__MAX_CONNECTIONS", "7"),
            ("CORRESPONDENCE__AUTH__SERVICE_OWNER_RULE", "false"),
            ("CORRESPONDENCE__ENVIRONMENT", "development"),
            ("CORRESPONDENCE__STATISTICS__API_KEY", "0012"),
            ("CORRESPONDENCE__ATTACHMENTS__OPTIONS__REGION", "eu-north-1"),
            ("SOMETHING_ELSE", "ignored"),
        ],
    )
    .unwrap();
    assert_eq!(config.server.listen, "127.0.0.1:2");
    assert_eq!(config.server.origins(), ["https://af.altinn.no", "https://*.portal.example"]);
    assert!(!config.server.has(Role::Api) && config.server.has(Role::Jobs));
    assert_eq!(config.database.max_connections, 7);
    assert!(!config.auth.service_owner_rule);
    assert!(config.database.auto_migrate(), "the schema is brought up to date by itself in development");
    assert_eq!(config.statistics.api_key, "0012", "a variable of digits stays the text it is");
    assert_eq!(config.attachments.options["region"], "eu-north-1");
}

#[test]
fn unknown_names_are_errors_that_name_them() {
    let text = with("server", "no_such_setting = 1\npublicurl = \"https://x.no\"") + "[nonsense]\nx = 1\n";
    let told = errors(&text, &[("CORRESPONDENCE__DATABASE__PASSWORD", "hidden"), ("CORRESPONDENCE__X__Y__Z__W", "1")]);
    for expected in [
        "server.no_such_setting: there is no such key",
        "server.publicurl: there is no such key; did you mean server.public_url?",
        "nonsense: there is no such section",
        "database.password: there is no such key (from CORRESPONDENCE__DATABASE__PASSWORD)",
        "x.y.z.w",
    ] {
        assert!(told.contains(expected), "{expected:?} is missing in:\n{told}");
    }
}

#[test]
fn every_finding_names_its_key_and_what_is_wrong() {
    for (section, line, expected) in [
        ("server", "listen = 5096", "server.listen: 5096 is no text; put it in quotes"),
        ("server", "listen = \"5096\"", "server.listen: \"5096\" is no address with port"),
        ("server", "public_url = \"platform.altinn.no\"", "server.public_url: \"platform.altinn.no\" is no address"),
        ("server", "public_url = \"ftp://altinn.no\"", "server.public_url: \"ftp://altinn.no\" is neither http nor https"),
        ("server", "roles = []", "server.roles: a process without a role does nothing"),
        ("server", "roles = [\"worker\"]", "server.roles: \"worker\" is not one of api, jobs"),
        ("server", "roles = \"api\"", "server.roles: \"api\" is no list of texts"),
        ("server", "cors_origins = [\"https://*.*.no\"]", "server.cors_origins: \"https://*.*.no\" may hold one `*.`"),
        ("server", "cors_origins = [\"*\"]", "server.cors_origins"),
        ("server", "cors_origins = [\"https://af.altinn.no/\"]", "is no origin"),
        ("database", "max_connections = 0", "database.max_connections: 0 is not from 1 to 1000"),
        ("database", "max_connections = -1", "database.max_connections: -1 is no whole number from 0"),
        ("database", "auto_migrate = \"yes\"", "database.auto_migrate: \"yes\" is neither true nor false"),
        ("attachments", "scanner = \"norton\"", "attachments.scanner: \"norton\" is not one of webhook, clamav, none"),
        ("attachments", "scanner = \"none\"", "attachments.scanner: files must be scanned in production"),
        ("attachments", "clamav = \"localhost\"", "attachments.clamav"),
        ("testing", "clock_control = true", "testing.clock_control: moving the clock is only allowed"),
        ("telemetry", "log_format = \"xml\"", "telemetry.log_format: \"xml\" is not one of json, pretty"),
        ("platform", "subscription_key = 17", "platform.subscription_key: is no text"),
        ("slack", "webhook_url = \"hooks\"", "slack.webhook_url: is no http or https address"),
    ] {
        let told = errors(&with(section, line), &[]);
        assert!(told.contains(expected), "{line}: {expected:?} is missing in:\n{told}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let told = errors("", &[]);
    assert!(told.contains("database.url: has to be given") && told.contains("attachments.url: has to be given"), "{told}");
    let without_client = LEAST.replace("jwk = \"e30=\"", "");
    assert!(errors(&without_client, &[]).contains("maskinporten.jwk: has to be given in production"));
    assert!(load(&without_client, &[("CORRESPONDENCE__ENVIRONMENT", "development")]).is_ok());
}

#[test]
fn broken_toml_tells_where() {
    let told = errors("[server\nlisten", &[]);
    assert!(told.contains("the file is no TOML") && told.contains("line 1"), "{told}");
    let missing = Config::load(Some(Path::new("/no/such/file.toml")), []).unwrap_err().to_string();
    assert!(missing.contains("/no/such/file.toml cannot be read"), "{missing}");
}

#[test]
fn secrets_are_never_repeated() {
    for url in ["mysql://user:hidden@host/db", "hidden words", "sqlite://hidden"] {
        let told = errors(&LEAST.replace("postgres://user:hidden@host/db", url), &[]);
        assert!(told.contains("database.url") && !told.contains("hidden"), "{told}");
    }
    let shown = format!("{:?}", load(LEAST, &[]).unwrap());
    assert!(!shown.contains("hidden") && !shown.contains("e30="), "{shown}");
}

#[test]
fn a_secret_may_lie_in_a_file() {
    let folder = std::env::temp_dir().join(format!("correspondence-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("client.jwk"), "from-a-file\n").unwrap();
    let text = LEAST.replace("jwk = \"e30=\"", "jwk_file = \"client.jwk\"");
    let file = folder.join("config.toml");
    std::fs::write(&file, &text).unwrap();

    let beside = Config::load(Some(&file), []).unwrap();
    assert_eq!(beside.maskinporten.jwk, "from-a-file", "a relative path begins at the folder of the file");
    let variable = ("CORRESPONDENCE__MASKINPORTEN__JWK".to_owned(), "from-a-variable".to_owned());
    assert_eq!(Config::load(Some(&file), [variable]).unwrap().maskinporten.jwk, "from-a-variable");
    let variable = ("CORRESPONDENCE__MASKINPORTEN__JWK_FILE".to_owned(), folder.join("client.jwk").display().to_string());
    std::fs::write(&file, LEAST).unwrap();
    assert_eq!(Config::load(Some(&file), [variable]).unwrap().maskinporten.jwk, "from-a-file");
    std::fs::remove_dir_all(&folder).unwrap();

    let told = errors(&text, &[]);
    assert!(told.contains("maskinporten.jwk_file: /etc/correspondence/client.jwk cannot be read"), "{told}");
    let told = errors(&with("maskinporten", "jwk_file = \"client.jwk\""), &[]);
    assert!(told.contains("maskinporten.jwk: is given twice"), "{told}");
    let told = errors(&with("server", "listen_file = \"x\""), &[]);
    assert!(told.contains("server.listen_file: there is no such key"), "{told}");
}

#[test]
fn an_open_webhook_is_allowed_but_told_of_in_production() {
    let warned = |text: &str| load(text, &[]).unwrap().warnings().into_iter().map(|warning| warning.key).collect::<Vec<_>>();
    assert_eq!(warned(LEAST), ["attachments.webhook_secret"]);
    assert!(warned(&with("attachments", "webhook_secret = \"hidden\"")).is_empty());
    assert!(warned(&with("server", "roles = [\"jobs\"]")).is_empty(), "it does not serve the address");
    assert!(warned(&format!("environment = \"staging\"\n{LEAST}")).is_empty());
    let statistics = with("statistics", "api_key = \"hidden\"");
    assert_eq!(warned(&format!("environment = \"staging\"\n{statistics}")), ["statistics.api_key"]);
    // A verdict may come by webhook whoever scans.
    assert_eq!(warned(&with("attachments", "scanner = \"clamav\"")), ["attachments.webhook_secret"]);
}
