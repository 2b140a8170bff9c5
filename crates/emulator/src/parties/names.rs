//! Invented names, the same one for the same number. Upper case, as Register writes them.

use sha2::{Digest, Sha256};

use super::Identity;

const FIRST_NAMES: [&str; 24] = [
    "KARI", "OLA", "INGRID", "NILS", "SOLVEIG", "HENRIK", "MARIT", "JONAS", "ASTRID", "EIRIK", "SUNNIVA", "TORSTEIN", "RAGNHILD", "SIGURD",
    "BERIT", "HÅKON", "ANNE", "MAGNUS", "SIRI", "ØYVIND", "LIV", "TRYGVE", "ÅSE", "GUNNAR",
];
const LAST_NAMES: [&str; 24] = [
    "HANSEN",
    "BERG",
    "HAUGEN",
    "MOEN",
    "SOLBAKKEN",
    "LIE",
    "DAHL",
    "STRAND",
    "NÆSS",
    "BAKKE",
    "FOSS",
    "VIK",
    "EIDE",
    "SANDVIK",
    "LUND",
    "RØED",
    "MYHRE",
    "AASEN",
    "HOLM",
    "TVEIT",
    "BREKKE",
    "SKOGEN",
    "LØKEN",
    "NYGÅRD",
];
const PLACES: [&str; 24] = [
    "HARDANGER",
    "LOFOTEN",
    "ØSTERDALEN",
    "SENJA",
    "TRYSIL",
    "JÆREN",
    "VALDRES",
    "HELGELAND",
    "TOTEN",
    "SUNNMØRE",
    "RØROS",
    "FINSE",
    "ANDØYA",
    "SETESDAL",
    "HITRA",
    "VARANGER",
    "NUMEDAL",
    "STADT",
    "MJØSA",
    "LYNGEN",
    "FROSTA",
    "SMØLA",
    "RONDANE",
    "KVALØYA",
];
const TRADES: [&str; 20] = [
    "FISK",
    "TRE",
    "BYGG",
    "REGNSKAP",
    "TRANSPORT",
    "KRAFT",
    "MEIERI",
    "SYKKEL",
    "BAKERI",
    "SKOG",
    "MASKIN",
    "DATA",
    "MALING",
    "HAGE",
    "VERFT",
    "RØR",
    "FRAKT",
    "GLASS",
    "TURISME",
    "STEIN",
];
const FORMS: [&str; 5] = ["AS", "AS", "SA", "ASA", "ANS"];

/// The invented name of a party.
pub(crate) fn invented(identity: &Identity) -> String {
    let digest = Sha256::digest(identity.urn().as_bytes());
    let pick = |list: &[&'static str], byte: u8| list[usize::from(byte) % list.len()];
    match identity {
        Identity::Organisation(_) => {
            format!("{} {} {}", pick(&PLACES, digest[0]), pick(&TRADES, digest[1]), pick(&FORMS, digest[2]))
        }
        Identity::Person(_) => format!("{} {}", pick(&FIRST_NAMES, digest[0]), pick(&LAST_NAMES, digest[1])),
        Identity::Email(value) | Identity::SelfIdentified(value) => value.clone(),
    }
}
