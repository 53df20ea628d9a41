//! The template compared with the deployment of the original application: with the lines that preserve a running
//! instance, nothing is replaced, stopped or lost; without them, the differences are shown.

use crate::support::endpoint::{Answer, Endpoint};
use crate::support::files;
use serde_json::Value;

/// The lines that deploy suggests for the instance of the original.
const KEPT: &str = "[simple_trader]\nbucket_suffix = \"-ajith\"\nvpc_id = \"vpc-0123456789abcdef0\"\n\
                    subnet_id = \"subnet-0123456789abcdef0\"\navailability_zone = \"ap-south-1a\"\n\
                    image_id = \"ami-0123456789abcdef0\"\n";

const REPLACED_BY: &str = "EventBridge Scheduler starts and stops the machine, in the time of the exchange";

/// Removed resources of the original.
const GONE: [(&str, &str); 4] = [
    ("StartRule40F02F2E", REPLACED_BY),
    (
        "StartRuleAllowEventRuleSimpleTraderCdkStackStartSimpleTraderInstanceLambda37DC1D4BB62B65FB",
        REPLACED_BY,
    ),
    ("StopRule00306666", REPLACED_BY),
    (
        "StopRuleAllowEventRuleSimpleTraderCdkStackStopSimpleTraderInstanceLambdaCD9CA2DC6F3E495D",
        REPLACED_BY,
    ),
];

/// The difference from the original, by logical id.
fn differences(config: &str) -> Vec<Value> {
    let original = files::read("tests/it/reference/simple-trader.original.json")
        // A parameter of an SSM type resolves to this instance's image.
        .replace('&', "&amp;")
        .replace('<', "&lt;");
    let endpoint = Endpoint::new(move |call, _| match call {
        "GetTemplate" => Answer::Result(format!("<TemplateBody>{original}</TemplateBody>")),
        // The bucket does not exist yet.
        "s3 HEAD" => Answer::Error(404, "NotFound", ""),
        "GetCallerIdentity" => Answer::Result("<Account>111122223333</Account>".into()),
        _ => Answer::Error(400, "ValidationError", "not here"),
    });
    let run = endpoint
        .run_with(config, &["diff", "simple-trader", "--json"])
        .exits(0);
    let all: Value = serde_json::from_str(&run.stdout).unwrap();
    all[0]["resources"].as_array().unwrap().clone()
}

#[test]
fn with_the_lines_that_keep_the_machine_nothing_is_replaced() {
    let differences = differences(KEPT);
    let removed = differences.iter().filter(|row| row["action"] == "remove");
    let mut removed = removed.map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>();
    removed.sort_unstable();
    assert_eq!(removed, GONE.map(|(id, _)| id));
    for row in &differences {
        let (id, replacement) = (&row["id"], &row["replacement"]);
        // The image is the same, written as its id instead of a parameter.
        if id == "SimpleTraderInstance3F6E8D30" {
            let because = row["reasons"].as_array().unwrap();
            assert_eq!(because.len(), 1, "{row}");
            assert_eq!(because[0]["path"], "Properties/ImageId", "{row}");
            let changed = row["changes"].as_array().unwrap().iter();
            let changed = changed
                .map(|change| change["path"].as_str().unwrap())
                .collect::<Vec<_>>();
            assert!(
                !changed.iter().any(|path| path.contains("UserData")),
                "{changed:?}"
            );
            assert!(
                !changed.iter().any(|path| path.contains("BlockDevice")),
                "{changed:?}"
            );
        } else if row["action"] != "add" && row["action"] != "remove" {
            assert!(replacement.is_null() || replacement == "never", "{row}");
        }
    }
}

#[test]
fn without_them_it_is_shown_what_goes() {
    let differences = differences("[simple_trader]\nbucket_suffix = \"-ajith\"\n");
    let machine = differences
        .iter()
        .find(|row| row["id"] == "SimpleTraderInstance3F6E8D30");
    let because = machine.unwrap()["reasons"].to_string();
    for property in ["AvailabilityZone", "ImageId", "SubnetId"] {
        assert!(because.contains(property), "{}", because);
    }
}
