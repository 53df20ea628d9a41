//! Credentials that are corrupt, foreign, expired or need a code: the message says so, with a fix.

use super::{FILES, KEYS};
use crate::support::endpoint::Answer;
use crate::support::home::{ABSENT, Home};
use crate::support::http::Request;
use crate::support::message;
use jiff::{Timestamp, ToSpan};

const DEVICE: &str = "arn:aws:iam::111122223333:mfa/jo";

#[test]
fn what_spoils_a_variable_is_said_with_its_name() {
    for (name, value, fault) in [
        (
            "AWS_ACCESS_KEY_ID",
            "100000000001\r",
            "ends with a carriage return",
        ),
        ("AWS_ACCESS_KEY_ID", "100000\n000001", "contains a line end"),
        ("AWS_SECRET_ACCESS_KEY", " planted-secret", "begins with a space"),
        (
            "AWS_SESSION_TOKEN",
            "planted-secret-\ntoken",
            "contains a line end",
        ),
        ("AWS_REGION", "us east 1", "is not a region"),
        ("AWS_PROFILE", "develop\r", "ends with a carriage return"),
        ("AWS_ENDPOINT_URL_SSM", "localhost", "is not a URL"),
        (
            "HTTPS_PROXY",
            "http://127.0.0.1:1\r",
            "ends with a carriage return",
        ),
    ] {
        let home = Home::new("", FILES);
        let variables = [&KEYS[..], &[(name, value)]].concat();
        for line in ["status", "destroy app-infra-base --yes", "secrets", "doctor"] {
            let run = home.run(line, &variables).exits(1);
            assert!(run.to_string().contains(&format!("{name} {fault}")), "{run}");
            assert!(home.requests().is_empty(), "{run}");
        }
        message::helps(&home.run("status", &variables).stderr);
    }
}

#[test]
fn what_spoils_a_file_is_said_with_its_line() {
    let home = Home::new(
        "",
        "[default]\naws_access_key_id = AKID\rX\naws_secret_access_key = planted-secret\n",
    );
    let run = home.run("status", &[]).exits(1);
    message::helps(&run.stderr);
    assert!(
        run.stderr
            .contains("[DIR]/.aws/credentials:2: there is a carriage return in it"),
        "{run}"
    );
    // The credentials of a program are validated too.
    let script = "cat <<'X'\n{\"Version\": 1, \"AccessKeyId\": \"AKID\\r\", \"SecretAccessKey\": \"planted-secret\"}\nX\n";
    let home = Home::new("", "");
    let path = home.sandbox.write("give", script);
    home.sandbox.write(
        ".aws/config",
        &format!("[default]\ncredential_process = sh {}\n", path.display()),
    );
    let run = home.run("status", &[("PATH", "/bin:/usr/bin")]).exits(1);
    assert!(
        run.stderr.contains("the key id contains a carriage return"),
        "{run}"
    );
}

#[test]
fn profiles_in_quotes_are_found() {
    let config = "[profile \"Quoted Name\"]\nregion = us-east-1\n[profile 'a b']\nrole_arn = arn:aws:iam::111122223333:role/x\n\
                  source_profile = Quoted Name\n";
    let keys = "[Quoted Name]\naws_access_key_id = AKIDQUOTED\naws_secret_access_key = planted-secret\n";
    let home = Home::new(config, keys);
    let run = home.sandbox.run_in(
        "",
        &["status", "--profile", "Quoted Name"],
        &[("AWS_ENDPOINT_URL", &*home.endpoint.variables()[0].1)],
    );
    run.exits(0);
    assert_eq!(home.signers(), ["AKIDQUOTED"]);
}

/// The answer to an `AssumeRole`.
pub fn session(hours: i64) -> Answer {
    let expires = Timestamp::now() + hours.hours();
    Answer::Result(format!(
        "<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>planted-secret-session</SecretAccessKey>\
         <SessionToken>planted-secret-token</SessionToken><Expiration>{}</Expiration></Credentials>",
        expires.strftime("%Y-%m-%dT%H:%M:%SZ")
    ))
}

fn with_device(answer: impl Fn(&Request) -> Option<Answer> + Send + 'static) -> Home {
    let config = format!(
        "[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = develop\nmfa_serial = {DEVICE}\n"
    );
    Home::answering(&config, FILES, move |request| match &*request.action() {
        "AssumeRole" => answer(request).unwrap_or_else(|| session(1)),
        "GetCallerIdentity" => Answer::Result(String::new()),
        _ => ABSENT,
    })
}

#[test]
fn a_device_is_asked_for_its_code_once() {
    let home = with_device(|_| None);
    let asked = format!("MFA code of {DEVICE}: ");
    home.sit("status --profile admin", &[(&asked, "123456\r")])
        .ends(0, &["111122223333"]);
    let requests = home.requests();
    let assumed = requests
        .iter()
        .filter(|request| request.action() == "AssumeRole")
        .collect::<Vec<_>>();
    assert_eq!(assumed.len(), 1);
    assert_eq!(assumed[0].field("SerialNumber").as_deref(), Some(DEVICE));
    assert_eq!(assumed[0].field("TokenCode").as_deref(), Some("123456"));
    // The session is in the cache of the AWS CLI, readable only by its owner.
    let cache = home
        .sandbox
        .path()
        .join(".aws/cli/cache/7abf37e590d7f1133559ae3c2fcbbeb9d918c82a.json");
    let kept = std::fs::read_to_string(&cache).unwrap();
    assert!(kept.contains("ASIASESSION"), "{kept}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&cache).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    home.run("status --profile admin", &KEYS).exits(0);
    let again = home.requests().split_off(requests.len());
    assert!(again.iter().all(|request| request.action() != "AssumeRole"));
    assert!(home.signers().contains(&"ASIASESSION".to_owned()));
}

#[test]
fn without_a_terminal_the_device_is_what_is_missing() {
    let home = with_device(|_| None);
    let run = home.run("status --profile admin", &[]).exits(1);
    message::helps(&run.stderr);
    assert!(
        run.stderr.contains(&format!(
            "profile \"admin\" wants a code of the MFA device {DEVICE}"
        )),
        "{run}"
    );
    assert!(home.requests().is_empty());
}

#[test]
fn a_code_that_is_refused_is_said_in_words() {
    let refusal = "User: arn:aws:iam::111122223333:user/jo is not authorized to perform: sts:AssumeRole on resource: \
                   arn:aws:iam::111122223333:role/admin";
    let home = with_device(move |_| Some(Answer::Error(403, "AccessDenied", refusal)));
    let session = home.sit("status --profile admin", &[("MFA code", "000000\r")]);
    let session = session.ends(
        1,
        &[
            "access denied: User: arn:aws:iam::111122223333:user/jo is",
            "fix: ",
        ],
    );
    assert!(!session.text.contains("Error {"), "{}", session.text);
}

#[test]
fn no_error_of_the_sdk_is_dumped() {
    let config = "[profile x]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = develop\n";
    for (code, message, said) in [
        (
            "AccessDenied",
            "not authorized to perform: sts:AssumeRole on resource: y",
            "access denied: ",
        ),
        (
            "RegionDisabledException",
            "STS is not activated in this region",
            "STS is not activated",
        ),
        (
            "ExpiredToken",
            "The security token included in the request is expired",
            "have expired",
        ),
    ] {
        let home = Home::answering(config, FILES, move |_| Answer::Error(403, code, message));
        let run = home.run("status --profile x", &[]).exits(1);
        message::helps(&run.stderr);
        assert!(run.stderr.contains(said), "{run}");
        for inside in ["Error {", "unhandled error", "Some(", "code:"] {
            assert!(!run.stderr.contains(inside), "{run}");
        }
    }
}

/// The output of `status` if AWS gives this answer to everything.
fn answered(answer: Answer, variables: &[(&'static str, &str)]) -> String {
    let home = Home::answering("", FILES, move |_| answer.clone());
    let run = home.run("status", variables).exits(1);
    message::helps(&run.stderr);
    run.stderr
}

#[test]
fn a_clock_that_is_wrong_is_said_with_both_times() {
    let expired = "Signature expired: 20261128T180000Z is now earlier than 20261128T181500Z (20261128T182000Z - 5 min.)";
    for code in ["SignatureDoesNotMatch", "InvalidSignatureException"] {
        let said = answered(Answer::Error(403, code, expired), &[]);
        let both = "it shows 2026-11-28 18:00:00 UTC, but AWS has 2026-11-28 18:20:00 UTC";
        assert!(
            said.contains("the clock of this machine is wrong") && said.contains(both),
            "{said}"
        );
        assert!(said.contains("fix: set the clock"), "{said}");
    }
    let s3 = "The difference between the request time and the current time is too large.";
    let said = answered(Answer::Error(403, "RequestTimeTooSkewed", s3), &[]);
    assert!(said.contains("the clock of this machine is wrong"), "{said}");
    let secret = "The request signature we calculated does not match the signature you provided.";
    let said = answered(Answer::Error(403, "SignatureDoesNotMatch", secret), &[]);
    assert!(said.contains("no usable credentials"), "{said}");
}

#[test]
fn when_credentials_expired_is_said() {
    let expired = Answer::Error(
        400,
        "ExpiredTokenException",
        "The security token included in the request is expired",
    );
    let said = answered(expired, &[("AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:04:05Z")]);
    assert!(
        said.contains("the credentials have expired: at 2026-01-02 03:04:05 UTC, and it is "),
        "{said}"
    );
    let script = "echo '{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"planted-secret\", \"SessionToken\": \"t\", \
                  \"Expiration\": \"2026-01-02T03:04:05Z\"}'\n";
    let home = Home::new("", "");
    let path = home.sandbox.write("give", script);
    home.sandbox.write(
        ".aws/config",
        &format!("[default]\ncredential_process = sh {}\n", path.display()),
    );
    let run = home.run("status", &[("PATH", "/bin:/usr/bin")]).exits(1);
    assert!(run.stderr.contains("expired"), "{run}");
}
