//! Findings about properties that the schemas lack can be accepted, on the command line and in the template.

use crate::support::cli::Sandbox;

const NEW: &str = "Resources:\n  Thing:\n    Type: AWS::Brand::NewThing\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      NewSetting: 1\n";

#[test]
fn a_flag_accepts_a_new_type_and_a_new_property() {
    let sandbox = Sandbox::new();
    sandbox.write("new.yaml", NEW);
    let run = sandbox.run(&["check", "new.yaml"]).exits(1);
    assert!(
        run.stdout.contains("pass --accept resource-type:Thing/Type"),
        "{run}"
    );
    let flags = [
        "--accept",
        "resource-type:Thing/Type",
        "--accept",
        "property:*/Properties/NewSetting",
    ];
    let run = sandbox
        .run(&[&["check", "new.yaml"], &flags[..]].concat())
        .exits(0);
    assert_eq!(run.stdout, "1 template checked, no problems found; 2 accepted\n");
    let run = sandbox
        .run(&["check", "new.yaml", "--accept", "proprety"])
        .exits(2);
    assert!(run.stderr.contains("there is no rule proprety"), "{run}");
}

#[test]
fn metadata_accepts_what_it_gives_a_reason_for() {
    let sandbox = Sandbox::new();
    let accept = "Metadata:\n  sa-infra:\n    accept:\n      - {rule: resource-type, place: Thing/Type, reason: new this week}\n      - {rule: property, place: Queue/Properties/NewSetting, reason: new this week}\n";
    sandbox.write("new.yaml", &format!("{accept}{NEW}"));
    sandbox.run(&["check", "new.yaml"]).exits(0);
    sandbox.write(
        "new.yaml",
        &format!("{}{NEW}", accept.replace(", reason: new this week", "")),
    );
    let run = sandbox.run(&["check", "new.yaml"]).exits(1);
    assert!(
        run.stdout
            .contains("new.yaml/Metadata/sa-infra/accept/0: it gives no reason"),
        "{run}"
    );
}
