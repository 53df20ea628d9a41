//! `diff`: a deployment of the original apps compared with ours, and all errors of the command.

mod asked;
mod laws;
mod view;

use crate::support::cli::{Run, Sandbox};
use crate::support::{files, message};
use serde_json::Value;

/// A sandbox with the deployed templates of the original apps in `deployed`.
fn migrated() -> Sandbox {
    let sandbox = Sandbox::with_config("");
    for stack in ["app-infra-base", "app-infra-compute"] {
        let text = files::read(format!("tests/it/reference/{stack}.original.json"));
        sandbox.write(&format!("deployed/{stack}.template.json"), &text);
    }
    sandbox
}

/// A sandbox with our own templates in `templates`.
fn written() -> Sandbox {
    let sandbox = Sandbox::with_config("");
    sandbox.run(&["synth"]).exits(0);
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str], columns: &str) -> Run {
    let arguments = [&["diff"], arguments].concat();
    sandbox.run_in("", &arguments, &[("COLUMNS", columns)])
}

fn parsed(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json"]].concat();
    serde_json::from_str(&run(sandbox, &arguments, "80").exits(0).stdout).unwrap()
}

/// Ids of resources of one stack with this value of a member.
fn ids<'a>(stack: &'a Value, member: &str, value: &str) -> Vec<&'a str> {
    let resources = stack["resources"].as_array().unwrap().iter();
    let found = resources.filter(|resource| resource[member] == value);
    found.map(|resource| resource["id"].as_str().unwrap()).collect()
}

#[test]
fn a_takeover_of_the_base_reads_well() {
    let run = run(&migrated(), &["app-infra-base", "--offline", "deployed"], "80").exits(0);
    insta::assert_snapshot!(run.to_string());
}

#[test]
fn a_takeover_of_compute_reads_well() {
    let run = run(&migrated(), &["app-infra-compute", "--offline", "deployed"], "80").exits(0);
    insta::assert_snapshot!(run.to_string());
}

#[test]
fn a_takeover_for_programs() {
    let arguments = ["app-infra-base", "--offline", "deployed", "--json"];
    let run = run(&migrated(), &arguments, "80").exits(0);
    insta::assert_snapshot!(run.to_string());
}

#[test]
fn a_takeover_replaces_and_removes_what_is_listed() {
    let stacks = parsed(&migrated(), &["--offline", "deployed"]);
    let [base, compute, develop] = stacks.as_array().unwrap().as_slice() else {
        panic!("{stacks}");
    };
    assert_eq!(ids(base, "action", "remove"), [""; 0]);
    assert_eq!(ids(base, "replacement", "always"), [""; 0]);
    assert_eq!(ids(base, "replacement", "maybe"), [""; 0]);
    let mut removed = ids(compute, "action", "remove");
    removed.sort_unstable();
    assert_eq!(
        removed,
        [
            "INTRINIOAPIKEY79D056F6",
            "TDAMERITRADECLIENTID15B704AA",
            "TDAMERITRADEREFRESHTOKENC68C9607",
            "rolesaecstaskexecutionDefaultPolicy871883BE",
            "saportfoliomanagerservicescheduledtaskScheduledEventRuleF1455A20",
            "saportfoliomanagerservicetaskdefinitionEventsRole56F6AA3E",
            "saportfoliomanagerservicetaskdefinitionEventsRoleDefaultPolicy87D0A91F",
            "saportfoliomanagerservicetaskdefinitionSecurityGroupFFE73215",
            "sarecommendationservicescheduledtaskScheduledEventRule1213EA66",
            "sarecommendationservicetaskdefinitionEventsRole447F8E11",
            "sarecommendationservicetaskdefinitionEventsRoleDefaultPolicy4CEB1265",
            "sarecommendationservicetaskdefinitionSecurityGroupC7B0E83C",
        ]
    );
    let replaced = [
        "sarecommendationservicetaskdefinition991AE7B8",
        "saportfoliomanagerservicetaskdefinition7D65BE51",
    ];
    assert_eq!(
        ids(compute, "replacement", "always"),
        replaced,
        "a new revision of each"
    );
    assert_eq!(ids(compute, "replacement", "maybe"), [""; 0]);
    assert_eq!(develop["new"], true);
    assert_eq!(
        ids(develop, "action", "add").len(),
        develop["resources"].as_array().unwrap().len()
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let sandbox = migrated();
    for columns in [40_usize, 60, 80, 120] {
        let run = run(&sandbox, &["--offline", "deployed"], &columns.to_string()).exits(0);
        let wide = run.stdout.lines().find(|line| line.chars().count() > columns);
        assert_eq!(wide, None, "at {columns} columns");
        assert!(!run.stdout.contains('\u{1b}'), "no colours off a terminal");
    }
}

#[test]
fn what_was_written_does_not_differ() {
    let run = run(&written(), &["--offline", "templates", "--exit-code"], "80").exits(0);
    insta::assert_snapshot!(run.to_string());
}

#[test]
fn differences_are_an_exit_code_when_asked_for() {
    let sandbox = migrated();
    run(&sandbox, &["--offline", "deployed"], "80").exits(0);
    let asked = run(&sandbox, &["--offline", "deployed", "--exit-code"], "80").exits(3);
    assert_eq!(asked.stderr, "");
}

#[test]
fn a_stack_without_a_file_is_new() {
    let sandbox = Sandbox::with_config("");
    sandbox.write("empty/readme", "");
    let stacks = parsed(&sandbox, &["app-infra-develop", "--offline", "empty"]);
    assert_eq!(stacks[0]["new"], true);
    assert_eq!(stacks[0]["broadens"], true);
}

#[test]
fn a_file_that_is_no_template_has_a_place_and_a_fix() {
    let sandbox = written();
    for (text, place) in [
        ("{", "line 1 column 1"),
        (r#"{"Resources": {"A": {}}}"#, "Resources/A"),
    ] {
        sandbox.write("templates/app-infra-base.template.json", text);
        let run = run(&sandbox, &["--offline", "templates"], "80").exits(1);
        message::helps(&run.stderr);
        assert!(
            run.stderr.contains(place) && run.stderr.contains("app-infra-base.template.json"),
            "{run}"
        );
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn a_directory_that_is_not_there_is_a_mistake() {
    let run = run(&written(), &["--offline", "nowhere"], "80").exits(1);
    insta::assert_snapshot!(run.to_string());
}

#[test]
fn help_tells_the_truth() {
    let run = run(&Sandbox::new(), &["--help"], "80").exits(0);
    insta::assert_snapshot!(run.to_string());
}

#[test]
fn a_planted_secret_is_nowhere() {
    let sandbox = written();
    let path = "templates/app-infra-compute.template.json";
    let planted = sandbox.read(path).replacen("put_account_id_here", "hunter2", 1);
    let mut template = serde_json::from_str::<Value>(&planted).unwrap();
    template["Parameters"]["Secret"] =
        serde_json::json!({"Type": "String", "NoEcho": true, "Default": "hunter3"});
    template["Resources"]["DbPassword"] = serde_json::json!({"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "hunter4"}});
    sandbox.write(path, &template.to_string());
    for json in [&["--json"][..], &[]] {
        let told = run(&sandbox, &[&["--offline", "templates"], json].concat(), "80").exits(0);
        assert!(told.stdout.contains("hunter2"), "the account id is none: {told}");
        assert!(
            !told.stdout.contains("hunter3") && !told.stdout.contains("hunter4"),
            "{told}"
        );
    }
}
