//! The settings of AWS's tools that count here, and the table that says so.

use super::{FILES, KEYS};
use crate::support::endpoint::Answer;
use crate::support::home::{ABSENT, Home};
use crate::support::{message, tls::Tls};

/// How often a call that always fails is made.
fn attempts(config: &str, variables: &[(&'static str, &str)]) -> usize {
    let home = Home::answering(config, FILES, |request| match &*request.action() {
        "GetCallerIdentity" => Answer::Result(String::new()),
        "DescribeStacks" => Answer::Error(503, "ServiceUnavailable", "busy"),
        _ => ABSENT,
    });
    home.run("status app-infra-base", variables).exits(1);
    home.endpoint
        .called()
        .iter()
        .filter(|call| *call == "DescribeStacks")
        .count()
}

#[test]
fn calls_are_made_as_often_as_configured() {
    assert_eq!(attempts("", &[("AWS_MAX_ATTEMPTS", "1")]), 1);
    assert_eq!(
        attempts("", &[("AWS_MAX_ATTEMPTS", "2"), ("AWS_RETRY_MODE", "adaptive")]),
        2
    );
    assert_eq!(
        attempts("[default]\nmax_attempts = 2\nretry_mode = standard\n", &[]),
        2
    );
    for (variables, said) in [
        (
            ("AWS_MAX_ATTEMPTS", "many"),
            "AWS_MAX_ATTEMPTS: \"many\" is not a number of attempts",
        ),
        (("AWS_MAX_ATTEMPTS", "0"), "write a whole number from 1 to 100"),
        (
            ("AWS_RETRY_MODE", "eager"),
            "AWS_RETRY_MODE: unknown retry mode \"eager\"",
        ),
    ] {
        let run = Home::new("", FILES).run("status", &[variables]).exits(1);
        message::helps(&run.stderr);
        assert!(run.stderr.contains(said), "{run}");
    }
}

#[test]
fn the_bundle_of_an_inspecting_proxy_is_believed() {
    let home = Home::new("", FILES);
    let tls = Tls::before(&home.endpoint);
    let bundle = home
        .sandbox
        .write("ca.pem", &format!("# the proxy's\n{}", tls.authority()));
    let bundle = bundle.to_str().unwrap();
    let run = |config: &str, variables: &[(&str, &str)]| {
        home.sandbox.write(".aws/config", config);
        let url = tls.url();
        let variables = [
            &KEYS[..],
            &[("AWS_ENDPOINT_URL", &*url), ("AWS_MAX_ATTEMPTS", "1")],
            variables,
        ]
        .concat();
        home.sandbox.run_in("", &["status"], &variables)
    };
    let refused = run("", &[]).exits(1);
    assert!(refused.stderr.contains("AWS_CA_BUNDLE"), "{refused}");
    run("", &[("AWS_CA_BUNDLE", bundle)]).exits(0);
    run(&format!("[default]\nca_bundle = {bundle}\n"), &[]).exits(0);
    for (path, said) in [
        ("nothing.pem", "nothing.pem: No such file"),
        ("empty.pem", "it contains no certificate"),
    ] {
        home.sandbox.write(
            "empty.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        );
        let run = run("", &[("AWS_CA_BUNDLE", path)]).exits(1);
        message::helps(&run.stderr);
        assert!(run.stderr.contains(said), "{run}");
    }
}
