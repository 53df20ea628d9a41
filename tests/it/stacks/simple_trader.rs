//! Simple Trader: its functions by their own tests, its scripts on an instance of stubs, its template compared with
//! the original.

mod adopted;
mod emulated;
mod operated;
mod scripts;
mod taking_over;
mod whole;

use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use crate::support::{files, python};
use serde_json::Value;
use std::process::Command;

/// The stack's template for a configuration.
fn template(config: &str) -> Value {
    let sandbox = Sandbox::with_config(config);
    sandbox.run(&["synth", "simple-trader"]).exits(0);
    serde_json::from_str(&sandbox.read("templates/simple-trader.template.json")).unwrap()
}

#[test]
fn the_functions_pass_their_own_tests_as_they_are_deployed() {
    let (sandbox, template) = (Sandbox::new(), template(""));
    for (name, id) in [
        ("start.py", "StartSimpleTraderInstanceLambdaBB5624A2"),
        ("stop.py", "StopSimpleTraderInstanceLambda7A7E6887"),
    ] {
        let properties = &template["Resources"][id]["Properties"];
        assert_eq!(properties["Handler"], "index.handler");
        sandbox.write(name, properties["Code"]["ZipFile"].as_str().unwrap());
    }
    let output = Command::new(python::tool("python"))
        .args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])
        .arg(files::root().join("tests/it/stacks/simple_trader"))
        .env("FUNCTIONS", sandbox.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("30 passed"), "{text}");
}

#[test]
fn the_function_sends_the_script_that_is_tested() {
    let template = template("");
    for (script, id) in [
        ("setup.sh", "StartSimpleTraderInstanceLambdaBB5624A2"),
        ("closure.sh", "StopSimpleTraderInstanceLambda7A7E6887"),
    ] {
        let source = template["Resources"][id]["Properties"]["Code"]["ZipFile"]
            .as_str()
            .unwrap();
        let script = files::read(format!("stacks/simple_trader/{script}"));
        assert!(!script.contains("'''") && source.contains(&format!("SCRIPT = r'''{script}'''")));
    }
}

#[test]
fn shellcheck_has_nothing_to_say() {
    let mut scripts = files::ending("stacks", ".sh");
    for script in [
        ".ci/run",
        "tools/package/archive",
        "tools/package/build",
        "tools/package/verify",
        "tools/package/install.sh",
    ] {
        scripts.push(files::root().join(script));
    }
    assert!(scripts.len() > 3);
    let output = Command::new(python::tool("shellcheck"))
        .args(&scripts)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn the_machine_is_closed_encrypted_and_pinned() {
    let template = template("");
    let resources = &template["Resources"];
    let machine = &resources["SimpleTraderInstance3F6E8D30"]["Properties"];
    assert_eq!(machine["MetadataOptions"]["HttpTokens"], "required");
    assert_eq!(machine["BlockDeviceMappings"][0]["Ebs"]["Encrypted"], true);
    assert_eq!(machine["ImageId"]["Ref"], "ImageId");
    // A string: a parameter of an SSM type is resolved again at every update, and one of the image type is looked up.
    let image = &template["Parameters"]["ImageId"];
    assert_eq!(image["Type"], "String");
    assert_eq!(image["AllowedPattern"], "^ami-[0-9a-f]{8}([0-9a-f]{9})?$");
    let ways_in = &resources["SSHAccessSecurityGroup3E3E0673"]["Properties"]["SecurityGroupIngress"];
    assert!(ways_in.is_null());
    assert!(!template.to_string().contains("FullAccess"));
    assert_eq!(
        resources["SimpleTraderKeyPair"]["Properties"]
            .as_object()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn no_invocation_is_repeated() {
    let template = template("");
    let resources = template["Resources"].as_object().unwrap().values();
    let configs = resources.filter(|resource| resource["Type"] == "AWS::Lambda::EventInvokeConfig");
    let configs = configs.map(|config| &config["Properties"]).collect::<Vec<_>>();
    assert_eq!(configs.len(), 2);
    for config in configs {
        assert_eq!(config["MaximumRetryAttempts"], 0);
        assert_eq!(config["MaximumEventAgeInSeconds"], 300);
    }
}

#[test]
fn all_means_it_only_when_it_is_configured() {
    let account = Account::new();
    for (config, count) in [("", 3), ("[simple_trader]\n", 4)] {
        account.configure(config);
        let run = account.run(&["status"]).exits(0);
        assert_eq!(run.stdout.matches("not deployed").count(), count, "{run}");
    }
    account.configure("");
    let run = account.run(&["status", "simple-trader"]).exits(0);
    assert!(run.stdout.contains("ap-south-1"), "{run}");
}

#[test]
fn its_template_leaves_room() {
    let size = serde_json::to_string(&template("[simple_trader]\nledger_table = true\n"))
        .unwrap()
        .len();
    assert!(size < 40_000, "{size}");
}
