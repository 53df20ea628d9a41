//! The variables that set general flags, and the two lengths of help.

use crate::support::cli::{Sandbox, all_commands};
use crate::support::endpoint::Endpoint;
use crate::support::home::ABSENT;
use serde_json::Value;
use std::process::Command;

/// The name of the first stack with these variables and arguments, and with `file` in the configuration.
fn name(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let sandbox = Sandbox::with_config("namespace = \"file\"\n");
    let run = sandbox
        .run_in("", &[&["ls", "--json"], arguments].concat(), variables)
        .exits(0);
    let stacks = serde_json::from_str::<Value>(&run.stdout).unwrap();
    stacks[0]["name"].as_str().unwrap().to_owned()
}

#[test]
fn a_flag_beats_its_variable_and_the_variable_beats_the_file() {
    let variable = [("SA_INFRA_NAMESPACE", "variable")];
    assert_eq!(name(&[], &[]), "file-app-infra-base");
    assert_eq!(name(&variable, &[]), "variable-app-infra-base");
    assert_eq!(name(&variable, &["--namespace", "flag"]), "flag-app-infra-base");
}

#[test]
fn a_switch_has_a_variable_and_other_configurations_are_named() {
    let sandbox = Sandbox::new();
    sandbox.write("other.toml", "namespace = \"other\"\n");
    let variables = [
        ("SA_INFRA_JSON", "1"),
        ("SA_INFRA_CONFIG", "other.toml"),
        ("SA_INFRA_REGION", "eu-west-1"),
    ];
    let run = sandbox.run_in("", &["ls"], &variables).exits(0);
    let stacks = serde_json::from_str::<Value>(&run.stdout).unwrap();
    assert_eq!(
        (&stacks[0]["name"], &stacks[0]["region"]),
        (&"other-app-infra-base".into(), &"eu-west-1".into())
    );
    let off = sandbox.run_in("", &["ls"], &[("SA_INFRA_JSON", "0")]).exits(0);
    assert!(off.stdout.starts_with("app-infra-base\n"), "{off}");
}

#[test]
fn a_message_names_the_variable_that_set_a_flag() {
    let sandbox = Sandbox::new();
    let run = |variable, value, arguments: &[&str]| sandbox.run_in("", arguments, &[(variable, value)]);
    let script = run("SA_INFRA_JSON", "1", &["completions", "bash"]).exits(0);
    assert_eq!(script.stdout, sandbox.run(&["completions", "bash"]).stdout);
    let wrong = run("SA_INFRA_REGION", "bogus", &["ls"]).exits(1);
    assert!(wrong.stderr.starts_with("error: SA_INFRA_REGION: "), "{wrong}");
    let shown = run("SA_INFRA_REGION", "eu-west-1", &["config"]).exits(0);
    assert!(
        shown.stdout.contains("region = \"eu-west-1\"  # SA_INFRA_REGION"),
        "{shown}"
    );
    let open = run("SA_INFRA_LOCAL", "1", &["open"]).exits(2);
    assert!(open.stderr.contains("fix: unset SA_INFRA_LOCAL"), "{open}");
}

#[test]
fn a_flag_beats_the_variables_of_the_flags_that_it_excludes() {
    let endpoint = Endpoint::new(|_, _| ABSENT);
    let [(_, url), key, secret] = endpoint.variables();
    let run = |variables: &[(&str, &str)], arguments: &[&str]| {
        let keys = [(key.0, &*key.1), (secret.0, &*secret.1)];
        let sandbox = Sandbox::new();
        sandbox.run_in(
            "",
            &[&["status"], arguments].concat(),
            &[&keys, variables].concat(),
        )
    };
    run(&[("SA_INFRA_LOCAL", "1")], &["--endpoint-url", &url]).exits(0);
    run(&[("SA_INFRA_ENDPOINT_URL", &url)], &[]).exits(0);
    assert_eq!(endpoint.called().len(), 6);
    run(&[("SA_INFRA_LOCAL", "1"), ("SA_INFRA_ENDPOINT_URL", &url)], &[]).exits(2);
    assert_eq!(endpoint.called().len(), 6);
}

#[test]
fn short_help_is_short_and_help_names_the_variables() {
    let sandbox = Sandbox::new();
    for command in all_commands(&sandbox) {
        let words = command.iter().map(String::as_str).collect::<Vec<_>>();
        let help = |flag: &str| sandbox.run(&[&words[..], &[flag]].concat()).exits(0).stdout;
        let (short, long) = (help("-h"), help("--help"));
        assert!(short.lines().count() + 4 < long.lines().count(), "{words:?}");
        assert!(
            !short.contains("--namespace <") && short.contains("see more with '--help'"),
            "{short}"
        );
        assert!(long.contains("[env: SA_INFRA_NAMESPACE]"), "{long}");
        let asked = sandbox.run(&[&["help"], &words[..]].concat()).exits(0).stdout;
        assert_eq!(asked, long, "help {words:?}");
    }
    let long = sandbox.run(&["status", "--help"]).exits(0).stdout;
    let general = long.split("\nAWS:\n").nth(1).unwrap();
    let flags = general
        .lines()
        .filter(|line| {
            ["--", "-v", "-q"]
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        })
        .count();
    assert_eq!(general.matches("[env: SA_INFRA_").count(), flags, "{general}");
}

#[test]
fn man_pages_fit_a_terminal_and_have_what_the_help_has() {
    let sandbox = Sandbox::new();
    sandbox.run(&["man", "pages"]).exits(0);
    let groff = crate::support::debian::program("groff", "groff-base");
    for page in ["sa-infra", "sa-infra-deploy", "sa-infra-schedule-pause"] {
        let file = sandbox.path().join(format!("pages/{page}.1"));
        let output = Command::new(&groff)
            .args(["-man", "-Tutf8", "-P-cbou", "-rLL=80n", "-ww"])
            .arg(file)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.stderr.is_empty(),
            "{page}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let wide = text.lines().filter(|line| line.chars().count() > 80);
        let wide = wide.filter(|line| !line.contains("sa-infra")).collect::<Vec<_>>();
        assert_eq!(wide, Vec::<&str>::new(), "{page}");
        insta::assert_snapshot!(page, text.lines().skip(1).collect::<Vec<_>>().join("\n"));
    }
}
