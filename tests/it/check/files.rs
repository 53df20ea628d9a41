//! Which files `check` reads, and what `--fix` writes.

use crate::support::cli::Sandbox;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

const RIGHT: &str = r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}"#;
const SLIP: &str = "# kept\nResources:\n  Topic:\n    Type: AWS::SNS::Topic # the topic\n    Properties:\n      TopicNmae: x\n      DisplayName: [a]\n";

#[test]
fn a_directory_is_searched_for_templates_and_the_end_counts_them() {
    let sandbox = Sandbox::new();
    sandbox.write("templates/a.json", RIGHT);
    sandbox.write("templates/below/b.yaml", SLIP);
    sandbox.write("templates/package.json", r#"{"name": "no template"}"#);
    sandbox.write(
        "templates/event.json",
        r#"{"Type": "AWS::SNS::Topic", "resources": []}"#,
    );
    sandbox.write("templates/notes.md", "Resources");
    sandbox.write("templates/.hidden.json", RIGHT);
    let run = sandbox.run(&["check", "templates"]).exits(1);
    assert!(
        run.stdout
            .contains("error: templates/below/b.yaml/Topic/Properties/TopicNmae"),
        "{run}"
    );
    assert!(
        run.stdout
            .ends_with("2 errors in 2 templates; --fix corrects 1\n"),
        "{run}"
    );
    let run = sandbox.run(&["check", "templates/*.json"]).exits(0);
    assert_eq!(run.stdout, "1 template checked, no problems found\n");
    assert!(
        sandbox
            .run(&["check", "templates/**/*.yaml"])
            .exits(1)
            .stdout
            .contains("in 1 template;")
    );
    assert!(
        sandbox
            .run(&["check", "none/*.yaml"])
            .exits(1)
            .stderr
            .contains("none")
    );
}

#[test]
fn standard_input_is_a_template_too() {
    let sandbox = Sandbox::new();
    let run = sandbox.run_fed("", &["check", "-"], &[], RIGHT).exits(0);
    assert_eq!(run.stdout, "1 template checked, no problems found\n");
    let run = sandbox.run_fed("", &["check", "-"], &[], SLIP).exits(1);
    assert!(run.stdout.contains("--> -:6:7"), "{run}");
}

#[test]
fn one_file_that_cannot_be_read_leaves_the_findings_of_the_others() {
    let sandbox = Sandbox::new();
    sandbox.write("a.yaml", SLIP);
    let run = sandbox.run(&["check", "none.json", "a.yaml"]).exits(1);
    assert!(
        run.stdout.contains("none.json: cannot be read: no such file"),
        "{run}"
    );
    assert!(run.stdout.contains("there is no property TopicNmae"), "{run}");
}

#[test]
fn a_correction_is_written_with_the_flag_only_and_shown() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.yaml", SLIP);
    sandbox.run(&["check", "a.yaml"]).exits(1);
    assert_eq!(sandbox.read("a.yaml"), SLIP);
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let run = sandbox.run(&["check", "--fix", "a.yaml"]).exits(1);
    assert!(
        run.stderr.contains("-      TopicNmae: x\n+      TopicName: x\n"),
        "{run}"
    );
    assert!(run.stdout.contains("DisplayName: expected a string"), "{run}");
    assert!(!run.stdout.contains("TopicNmae"), "{run}");
    assert_eq!(sandbox.read("a.yaml"), SLIP.replace("TopicNmae", "TopicName"));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    let again = sandbox.run(&["check", "--fix", "a.yaml"]).exits(1);
    assert!(again.stderr.is_empty(), "{again}");
    let leftovers = fs::read_dir(sandbox.path()).unwrap().count();
    assert_eq!(leftovers, 1);
}
