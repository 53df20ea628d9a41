//! The settings of AWS's tools that are honored, and the table about them.

use super::{FILES, KEYS};
use crate::support::endpoint::Answer;
use crate::support::home::{ABSENT, Home};
use crate::support::{files, message, python, tls::Tls};

/// How often a call that always fails is attempted.
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

/// The rows of the table: variable, profile key, whether it is honored.
fn rows() -> Vec<[String; 3]> {
    let page = files::read("doc/credentials.md");
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| `") || line.starts_with("| - "));
    let cell = |text: &str| text.trim().replace('`', "");
    let rows = rows.map(|row| row.split('|').skip(1).take(3).map(cell).collect::<Vec<_>>());
    rows.map(|row| row.try_into().unwrap()).collect()
}

#[test]
fn every_setting_of_awss_tools_is_in_the_table() {
    // The variables that botocore reads, beyond those of the AWS CLI: an independent reference.
    let code = "import json\nfrom botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as known\n\
                print(json.dumps([[row[1] if isinstance(row[1], list) else [row[1]], row[0]] for row in known.values()]))";
    let python = python::tool("python");
    let output = std::process::Command::new(python)
        .args(["-c", code])
        .output()
        .unwrap();
    let known = serde_json::from_slice::<Vec<(Vec<Option<String>>, Option<String>)>>(&output.stdout).unwrap();
    assert!(known.len() > 30, "{known:?}");
    let rows = rows();
    let has = |column: usize, name: &str| {
        rows.iter()
            .any(|row| row[column].split(", ").any(|cell| cell == name))
    };
    for (variables, key) in known {
        for variable in variables.into_iter().flatten() {
            assert!(has(0, &variable), "no row for {variable}");
        }
        if let Some(key) = key {
            assert!(has(1, &key), "no row for {key}");
        }
    }
    // The variables that the code reads are in the table as honored.
    for file in files::ending("src/cloud/sdk/config", ".rs") {
        let text = files::read(&file);
        let code = text.split("#[cfg(test)]").next().unwrap();
        for name in code
            .split('"')
            .filter(|text| text.starts_with("AWS_") && text.len() > 8 && !text.contains(' '))
        {
            let row = rows.iter().find(|row| row[0] == name);
            let honored = row.is_some_and(|row| row[2] == "yes");
            assert!(honored || name == "AWS_ENDPOINT_URL", "{name}: {row:?}");
        }
    }
    for row in &rows {
        assert!(["yes", "no", "partly"].contains(&&*row[2]), "{row:?}");
    }
}

#[test]
fn settings_that_are_honored_change_something() {
    // A profile's endpoint, which can be disabled.
    let home = Home::new("", FILES);
    let [(_, url), ..] = home.endpoint.variables();
    home.sandbox
        .write(".aws/config", &format!("[default]\nendpoint_url = {url}\n"));
    let run = |variables: &[(&str, &str)]| {
        let variables = [&[("AWS_MAX_ATTEMPTS", "1")], variables].concat();
        home.sandbox.run_in("", &["status"], &variables).code
    };
    assert_eq!(run(&[]), 0);
    assert_eq!(
        run(&[("AWS_ENDPOINT_URL_CLOUDFORMATION", "http://127.0.0.1:1")]),
        1
    );
    // Both files may have another path.
    let config = home.sandbox.write(
        "elsewhere/config",
        &format!("[profile there]\nendpoint_url = {url}\n"),
    );
    let keys = home.sandbox.write(
        "elsewhere/keys",
        "[there]\naws_access_key_id = AKIDTHERE\naws_secret_access_key = planted-secret\n",
    );
    let variables = [
        ("AWS_CONFIG_FILE", config.to_str().unwrap()),
        ("AWS_SHARED_CREDENTIALS_FILE", keys.to_str().unwrap()),
        ("AWS_PROFILE", "there"),
    ];
    assert_eq!(run(&variables), 0);
    assert!(home.signers().contains(&"AKIDTHERE".to_owned()));
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
