//! The clients against the emulator, which answers and refuses as the real platform does.

use std::sync::Arc;

use correspondence_domain::claims::TokenKind;
use correspondence_domain::identifiers::{ActivityId, CorrespondenceId, EventId, dialog_id, dialog_part_id};
use correspondence_domain::party::{PartyUrn, PersonNumber};
use correspondence_domain::resource::{Confidentiality, ResourceId};
use correspondence_domain::time::{Clock, SharedClock};
use correspondence_emulator::{Emulator, EmulatorSettings};
use correspondence_platform::dialogporten::{ActivityType, Actor, DialogStatus, NewActivity};
use correspondence_platform::{Action, CloudEvent, Platform, PlatformSettings, Question, TokenRefusal};
use tokio::net::TcpListener;

use crate::support::{TestClock, randomness};

const OWNER: &str = "991825827";
const RECIPIENT: &str = "310000140";

struct Local {
    address: String,
    clock: Arc<TestClock>,
    platform: Platform,
}

impl Local {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(TestClock::default());
        let shared: SharedClock = Arc::<TestClock>::clone(&clock);
        let settings = EmulatorSettings { base_url: address.clone(), ..EmulatorSettings::default() };
        let emulator = Emulator::new(&settings, Arc::clone(&shared), randomness()).unwrap();
        let router = emulator.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = tokio::task::spawn_blocking(move || emulator.client_credentials()).await.unwrap();
        let settings = PlatformSettings {
            gateway_url: address.clone(),
            subscription_key: "any".to_owned(),
            authorization_url: None,
            contact_registry_url: format!("{address}/kontaktregisteret"),
            token_url: format!("{address}/maskinporten/token"),
            audience: format!("{address}/maskinporten/"),
            exchange_url: format!("{address}/authentication/api/v1/exchange/maskinporten"),
            client_id: client.client_id,
            jwk: client.jwk,
            altinn_metadata_url: format!("{address}/authentication/api/v1/openid/.well-known/openid-configuration"),
            maskinporten_metadata_url: format!("{address}/maskinporten/.well-known/oauth-authorization-server"),
            dialogporten_issuer: format!("{address}/dialogporten/api/v1"),
            login_client_id: client.login_client_id,
            login_client_secret: client.login_client_secret,
            slack_webhook_url: String::new(),
        };
        let platform = Platform::new(&settings, &shared, &randomness(), &prometheus::Registry::new()).unwrap();
        Self { address, clock, platform }
    }

    async fn token(&self, kind_and_query: &str) -> String {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.get(format!("{}/testtools/api/{kind_and_query}", self.address)).send().await.unwrap();
        answer.error_for_status().unwrap().text().await.unwrap()
    }
}

fn letters() -> ResourceId {
    ResourceId::parse("demo-correspondence").unwrap()
}

#[tokio::test]
async fn look_ups_are_answered() {
    let local = Local::start().await;
    let platform = &local.platform;
    let person = PartyUrn::of("01898790041").unwrap();
    let (recipient, impossible) = (PartyUrn::of(RECIPIENT).unwrap(), PartyUrn::of("310000141").unwrap());
    let found = platform.register.parties(&[person.clone(), impossible.clone(), recipient.clone()]).await.unwrap();
    assert_eq!(found[&person].external_urn.as_ref(), Some(&person));
    assert_eq!(found[&recipient].organisation.as_ref().unwrap().as_str(), RECIPIENT);
    assert!(found[&recipient].display_name.is_some() && found[&recipient].party_id.is_some());
    assert!(!found.contains_key(&impossible));
    assert!(platform.register.correspondence_roles(found[&recipient].uuid).await.unwrap().contains(&"daglig-leder".to_owned()));
    let resource = platform.resources.resource(&letters()).await.unwrap().unwrap();
    assert_eq!(resource.owner, OWNER);
    assert_eq!(platform.resources.resource(&ResourceId::parse("nothing-here").unwrap()).await, Ok(None));
    assert_eq!(platform.resources.confidentiality(&letters()).await, Ok(Confidentiality::NotConfidential));
    let confidential = ResourceId::parse("demo-correspondence-confidential").unwrap();
    assert_eq!(platform.resources.confidentiality(&confidential).await, Ok(Confidentiality::Confidential));
    assert_eq!(platform.resources.minimum_level(&ResourceId::parse("demo-correspondence-level3").unwrap()).await, Ok(3));
    let reserved = platform.contacts.reserved(&[PersonNumber::parse("01898790041").unwrap()]).await.unwrap();
    assert!(reserved.is_empty());
}

#[tokio::test]
async fn tokens_are_verified_and_decided_upon() {
    let local = Local::start().await;
    let all = &[TokenKind::Altinn, TokenKind::Maskinporten, TokenKind::Dialogporten];
    let owner = PartyUrn::of(OWNER).unwrap();
    let recipient = PartyUrn::of(RECIPIENT).unwrap();
    let write = "altinn:correspondence.write";
    let read = "altinn:correspondence.read";
    for (query, kind, party, action, expected) in [
        (format!("GetEnterpriseToken?orgNo={OWNER}&org=ttd&scopes={write}"), TokenKind::Altinn, &owner, Action::Write, true),
        (format!("GetEnterpriseToken?orgNo={RECIPIENT}&scopes={write}"), TokenKind::Altinn, &owner, Action::Write, false),
        (format!("GetEnterpriseToken?orgNo={RECIPIENT}&scopes={read}"), TokenKind::Altinn, &recipient, Action::Read, true),
        (
            format!("GetSystemUserToken?systemUserOrg={RECIPIENT}&orgNo={OWNER}&scopes={read}"),
            TokenKind::Altinn,
            &recipient,
            Action::Read,
            true,
        ),
        (format!("GetMaskinportenToken?orgNo={OWNER}&scopes={write}"), TokenKind::Maskinporten, &owner, Action::Write, true),
        (format!("GetDialogToken?party={RECIPIENT}&caller={RECIPIENT}&actions=read"), TokenKind::Dialogporten, &owner, Action::Read, false),
    ] {
        let token = local.token(&query).await;
        let claims = local.platform.inbound.validate(Some(&token), all).await.unwrap();
        assert_eq!(claims.kind, kind, "{query}");
        let question = Question { resource: &letters(), party, instance: None, actions: &[action] };
        assert_eq!(local.platform.decisions.decide(&claims, &question).await, Ok(expected), "{query}");
    }
    let raw = local.token(&format!("GetMaskinportenToken?orgNo={OWNER}&scopes={read}")).await;
    let refused = local.platform.inbound.validate(Some(&raw), &[TokenKind::Altinn, TokenKind::Dialogporten]).await;
    assert_eq!(refused.unwrap_err(), TokenRefusal::MaskinportenTokenNeedsExchange);
}

#[tokio::test]
async fn a_letters_life_in_the_inbox_is_accepted_step_by_step() {
    let local = Local::start().await;
    let dialogs = &local.platform.dialogs;
    let now = local.clock.now();
    let letter = CorrespondenceId("019bc0e1-2b19-7abc-8def-0123456789ab".parse().unwrap());
    let mut dialog = crate::dialogs::dialog();
    dialog.id = dialog_id(letter, now);
    dialog.service_resource = letters().urn();
    dialog.created_at = now;
    dialog.status = DialogStatus::RequiresAttention;
    assert_eq!(dialogs.create(&dialog).await, Ok(dialog.id));
    assert_eq!(dialogs.create(&dialog).await, Ok(dialog.id), "a repetition is the same dialog");

    let activity = |purpose: &str, kind, actor| NewActivity::new(ActivityId(dialog_part_id(letter, now, purpose)), kind, now, actor);
    let opened = activity("opened", ActivityType::CorrespondenceOpened, Actor::Party(PartyUrn::of(RECIPIENT).unwrap()));
    dialogs.add_activity(dialog.id, &opened).await.unwrap();
    dialogs.add_activity(dialog.id, &opened).await.unwrap();

    let confirm = dialog.gui_actions[0].url.clone();
    assert_eq!(dialogs.patch_confirmed(dialog.id, &confirm).await, Ok(true));
    assert_eq!(dialogs.patch_confirmed(dialog.id, &confirm).await, Ok(false));
    let shown = dialogs.get(dialog.id).await.unwrap().unwrap();
    assert_eq!((shown.status.as_str(), shown.gui_actions.len()), ("NotApplicable", 1));
    assert_eq!(dialogs.system_label(dialog.id).await, "Default");

    assert_eq!(dialogs.soft_delete(dialog.id).await, Ok(true));
    assert_eq!(dialogs.soft_delete(dialog.id).await, Ok(false));
    let deleted = activity("deleted", ActivityType::DialogDeleted, Actor::Named("mottaker".to_owned()));
    dialogs.add_activity(dialog.id, &deleted).await.unwrap();
    dialogs.purge(dialog.id).await.unwrap();
    dialogs.purge(dialog.id).await.unwrap();
    assert_eq!(dialogs.get(dialog.id).await, Ok(None));
}

#[tokio::test]
async fn an_event_is_taken() {
    let local = Local::start().await;
    let event = CloudEvent::new(
        EventId("11111111-2222-4333-8444-555555555555".parse().unwrap()),
        "correspondencepublished",
        local.clock.now(),
        &letters(),
        "019bc0e1-2b19-7abc-8def-0123456789ab".parse().unwrap(),
        Some(&PartyUrn::of(RECIPIENT).unwrap()),
        "https://platform.altinn.example/correspondence/api/v1/correspondence".to_owned(),
    );
    local.platform.events.publish(&event).await.unwrap();
}
