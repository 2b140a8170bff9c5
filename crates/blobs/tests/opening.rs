//! Opening and asking a store.

use std::collections::BTreeMap;
use std::time::Duration;

use correspondence_blobs::{BlobError, BlobStore};
use futures_util::FutureExt as _;

fn options(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_folder_is_made_and_left_empty_by_the_probe() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("deep/files with blank");
    let address = url::Url::from_file_path(&folder).unwrap();
    let store = BlobStore::at(address.as_str(), &BTreeMap::new()).unwrap();
    let asked = futures_util::future::join_all((0..20).map(|_| store.probe())).await;
    assert!(asked.iter().all(Result::is_ok), "{asked:?}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

/// Whoever asked may not wait for the answer.
#[tokio::test]
async fn a_probe_that_is_given_up_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(&format!("file://{}", home.path().display()), &BTreeMap::new()).unwrap();
    for _ in 0..50 {
        let _ = store.probe().now_or_never();
    }
    store.probe().await.unwrap();
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_told() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("files");
    let store = BlobStore::at(&format!("file://{}", folder.display()), &BTreeMap::new()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "not a folder").unwrap();
    let told = store.probe().await.unwrap_err();
    assert!(told.to_string().contains("files cannot be used"), "{told}");
    assert!(!told.is_configuration());
}

#[tokio::test]
async fn a_store_that_nobody_answers_for_is_told_in_time() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let given = options(&[
        ("endpoint", &format!("http://{nobody}")),
        ("allow_http", "true"),
        ("region", "x"),
        ("access_key_id", "a"),
        ("secret_access_key", "b"),
    ]);
    let store = BlobStore::at("s3://letters/prefix", &given).unwrap();
    // Well before the store's own repeated attempts are over.
    let told = tokio::time::timeout(Duration::from_secs(20), store.probe()).await.expect("readiness waits no longer");
    assert!(told.is_err());
}

#[test]
fn mistakes_in_the_configuration_are_named() {
    for (address, given, expected) in [
        ("ftp://host/x", options(&[]), "none of file:///folder"),
        ("letters", options(&[]), "none of file:///folder"),
        ("s3://letters", options(&[("colour", "red")]), "no option \"colour\""),
        ("az://letters", options(&[("colour", "red")]), "no option \"colour\""),
        ("az://letters", options(&[]), "settings do not fit"),
        ("file:///tmp", options(&[("region", "x")]), "no option \"region\""),
    ] {
        let told: BlobError = BlobStore::at(address, &given).unwrap_err();
        assert!(told.to_string().contains(expected) && told.is_configuration(), "{address}: {told}");
    }
}
