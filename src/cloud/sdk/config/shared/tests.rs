//! Tests of the shared files: names in quotes, names that do not exist, control characters.

use super::{File, Shared, alias};
use std::path::Path;

fn shared(config: &str, credentials: &str) -> Shared {
    let mut shared = Shared::default();
    shared.take(File::Config, Path::new("config"), config).unwrap();
    shared
        .take(File::Credentials, Path::new("credentials"), credentials)
        .unwrap();
    shared
}

#[test]
fn names_in_quotes_are_names() {
    let config = "\u{feff}[default]\r\nregion=us-east-1\r\n[profile \"Quoted Name\"]\nrole_arn = r # why\n\
                  source_profile = Other One\n[profile plain]\n# a remark\ns3 =\n  max_queue_size = 1\n";
    let shared = shared(
        config,
        "[Other One]\naws_access_key_id = AKID\n[plain]\nregion = x\n",
    );
    assert_eq!(shared.profile("Quoted Name").unwrap().get("role_arn"), Some("r"));
    assert_eq!(
        shared.profile("Other One").unwrap().get("aws_access_key_id"),
        Some("AKID")
    );
    assert_eq!(shared.profile("plain").unwrap().get("region"), Some("x"));
    assert_eq!(
        shared.profile("default").unwrap().get("region"),
        Some("us-east-1")
    );
    let quoted = alias("Quoted Name");
    assert!(
        shared.config.contains(&format!("[profile {quoted}]\n")),
        "{}",
        shared.config
    );
    let other = alias("Other One");
    assert!(
        shared.config.contains(&format!("source_profile = {other}\n")),
        "{}",
        shared.config
    );
    assert!(
        shared.config.contains("s3 = \n  max_queue_size = 1\n"),
        "{}",
        shared.config
    );
    assert!(
        shared.credentials.contains(&format!("[{other}]\n")),
        "{}",
        shared.credentials
    );
    assert!(!format!("{shared:?}").contains("AKID"));
}

#[test]
fn what_is_not_there_is_named_with_the_nearest() {
    let shared = shared("[profile develop]\n[profile live]\n", "");
    let error = shared.selected(Some("develpo")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "--profile: there is no profile \"develpo\" in "
    );
    assert!(
        error.fix().starts_with("did you mean develop?"),
        "{}",
        error.fix()
    );
    assert_eq!(shared.selected(None).unwrap().name, "default");
}

#[test]
fn a_control_character_is_said_with_its_line() {
    let mut shared = Shared::default();
    let error = shared.take(
        File::Credentials,
        Path::new("c"),
        "[a]\naws_access_key_id = A\rB\n",
    );
    let error = error.unwrap_err().to_string();
    assert_eq!(error, "AWS's files: c:2: there is a carriage return in it");
}
