//! Chains of roles: a device anywhere in the chain is asked for, and its session is cached.

use super::FILES;
use super::credentials::session;
use crate::support::endpoint::Answer;
use crate::support::home::{ABSENT, Home};
use crate::support::message;

const DEVICE: &str = "arn:aws:iam::111122223333:mfa/jo";
const OTHER: &str = "arn:aws:iam::444455556666:mfa/li";

/// A role behind another role with a device, which may be behind one with a second device.
fn chained(last: &str) -> Home {
    let config = format!(
        "[profile top]\nrole_arn = arn:aws:iam::777788889999:role/top\nsource_profile = middle\nexternal_id = ours\n\
         [profile middle]\nrole_arn = arn:aws:iam::444455556666:role/middle\nsource_profile = low\nmfa_serial = {DEVICE}\n\
         [profile low]\nrole_arn = arn:aws:iam::111122223333:role/low\nsource_profile = develop\n{last}\n"
    );
    Home::answering(&config, FILES, |request| match &*request.action() {
        "AssumeRole" => session(1),
        "GetCallerIdentity" => Answer::Result(String::new()),
        _ => ABSENT,
    })
}

/// The roles that were assumed after this many requests: the role, the device, the code.
fn assumed(home: &Home, since: usize) -> Vec<(String, String, String)> {
    let requests = home.requests().split_off(since);
    let assumed = requests.iter().filter(|request| request.action() == "AssumeRole");
    let field = |request: &crate::support::http::Request, name| request.field(name).unwrap_or_default();
    assumed
        .map(|request| {
            let role = field(request, "RoleArn").rsplit('/').next().unwrap().to_owned();
            (role, field(request, "SerialNumber"), field(request, "TokenCode"))
        })
        .collect()
}

fn call(role: &str, device: &str, code: &str) -> (String, String, String) {
    (role.to_owned(), device.to_owned(), code.to_owned())
}

#[test]
fn a_device_in_the_middle_of_a_chain_is_asked_for_its_code() {
    let home = chained("");
    let run = home.run("status --profile top", &[]).exits(1);
    message::helps(&run.stderr);
    let expected = format!("profile \"middle\" wants a code of the MFA device {DEVICE}");
    assert!(
        run.stderr.contains(&expected) && home.requests().is_empty(),
        "{run}"
    );
    let asked = format!("MFA code of {DEVICE}: ");
    home.sit("status --profile top", &[(&asked, "123456\r")])
        .ends(0, &["111122223333"]);
    let roles = [
        call("low", "", ""),
        call("middle", DEVICE, "123456"),
        call("top", "", ""),
    ];
    assert_eq!(assumed(&home, 0), roles);
    let top = home
        .requests()
        .into_iter()
        .find(|request| request.field("ExternalId").is_some());
    assert_eq!(
        top.unwrap().field("RoleArn").as_deref(),
        Some("arn:aws:iam::777788889999:role/top")
    );
    // The second command uses the cached session, and asks for nothing.
    let before = home.requests().len();
    home.run("status --profile top", &[]).exits(0);
    assert_eq!(assumed(&home, before), [call("top", "", "")]);
}

#[test]
fn two_devices_are_asked_one_after_the_other() {
    let home = chained(&format!("mfa_serial = {OTHER}"));
    let steps = [
        (&*format!("MFA code of {OTHER}: "), "111111\r"),
        (&*format!("MFA code of {DEVICE}: "), "222222\r"),
    ];
    home.sit("status --profile top", &steps)
        .ends(0, &["111122223333"]);
    let asked = assumed(&home, 0)
        .into_iter()
        .filter(|(_, device, _)| !device.is_empty());
    let expected = [call("low", OTHER, "111111"), call("middle", DEVICE, "222222")];
    assert_eq!(asked.collect::<Vec<_>>(), expected);
}

#[test]
fn a_chain_that_turns_ends_with_an_error() {
    let home = Home::new(
        &format!(
            "[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nmfa_serial = {DEVICE}\nsource_profile = a\n"
        ),
        FILES,
    );
    let run = home.run("status --profile a", &[]).exits(1);
    assert!(run.stderr.contains("form a loop: a -> b -> a"), "{run}");
    message::helps(&run.stderr);
    assert!(home.requests().is_empty());
}
