//! A program with nested stacks on the emulator: what its commands and its page show of the inside.

use crate::support::cli::Sandbox;
use crate::support::compile::{self, Program};
use crate::support::console::Console;
use crate::support::lint;
use crate::support::ministack::Account;
use std::process::{Command, Output};

/// A nested stack with a template that exists already, and another one in it.
const MAIN: &str = r#"
use sa_infra::app::App;
use sa_infra::aws::{s3, sns};

fn main() -> std::process::ExitCode {
    sa_infra::cli::Cli::new("shop-tool", "1.0.0").main(&stacks)
}

const OLD: &str = "
Parameters: {Stage: {Type: String, Default: test}, Kind: {Type: String}}
Mappings: {Sizes: {test: {Size: small}, live: {Size: big}}}
Conditions: {IsTest: !Equals [!Ref Stage, test]}
Resources:
  Old: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !Sub '${Kind}-${Stage}'}}
  Extra: {Type: 'AWS::SNS::Topic', Condition: IsTest}
  Where:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Name: /shop/where
      Value: !Join ['', [!If [IsTest, !Ref Old, none], '-', !FindInMap [Sizes, !Ref Stage, Size], '-', !Ref Kind]]
Outputs: {Written: {Description: The old topic, Value: !Ref Old}}
";

fn stacks(app: &mut App) {
    let stack = app.stack("shop");
    stack.set_region("us-east-1");
    stack.at("topic").put(sns::Topic::default());
    let storage = stack.nested_stack("storage");
    storage.initial_value("Kind", "files");
    let old = storage.include(OLD).resource::<sns::Topic>("Old").unwrap();
    storage.nested_stack("deep").at("files").put(s3::Bucket::default());
    stack.at("old").output("The old topic", old.arn().text());
}
"#;

struct Tool {
    program: Program,
    sandbox: Sandbox,
    account: Account,
}

impl Tool {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let program = compile::program(&sandbox.write("main.rs", MAIN), &[]);
        let account = Account::new();
        Self {
            program,
            sandbox,
            account,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program.path);
        command
            .args(arguments)
            .current_dir(self.sandbox.path())
            .env_clear();
        command
            .env("HOME", self.sandbox.path())
            .env("AWS_ENDPOINT_URL", &self.account.url);
        command
            .env("AWS_ACCESS_KEY_ID", &self.account.id)
            .env("AWS_SECRET_ACCESS_KEY", "test");
        command
    }

    /// What a command that succeeds prints: its results, and everything else.
    fn run(&self, arguments: &[&str]) -> (String, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        let [out, err] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(status.success(), "{arguments:?}: {out}{err}");
        (out, err)
    }
}

/// Fails if one of these is not in the output.
fn has(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "{one}: {text}");
    }
}

#[test]
fn commands_and_the_page_show_what_is_inside() {
    let tool = Tool::new();
    let (_, told) = tool.run(&["deploy", "shop", "--yes"]);
    has(&told, &["storage/deep/files", "storage/Where", "storage/Old"]);
    let (_, again) = tool.run(&["deploy", "shop", "--yes"]);
    has(&again, &["shop: unchanged"]);
    let (events, _) = tool.run(&["events", "shop"]);
    has(&events, &["AWS::SSM::Parameter storage/Where", "CREATE_COMPLETE"]);
    let (status, _) = tool.run(&["status"]);
    has(
        &status,
        &[
            "shop/storage  deployed, 4 resources",
            "shop/storage/deep  deployed, 1 resource\n",
            "up to date",
        ],
    );
    let (outputs, _) = tool.run(&["outputs"]);
    has(&outputs, &["Written", "shop/storage"]);
    let where_ = r#"{"Name": "/shop/where"}"#;
    let value = tool.account.json("ssm", "AmazonSSM.GetParameter", where_);
    has(&value, &["arn:aws:sns:us-east-1:", "-small-files"]);
    let by_hand = r#"{"Name": "/shop/where", "Value": "by hand", "Overwrite": true}"#;
    tool.account.json("ssm", "AmazonSSM.PutParameter", by_hand);
    let (drift, _) = tool.run(&["drift"]);
    has(
        &drift,
        &["AWS::SSM::Parameter storage/Where", "Value: by hand instead of"],
    );
    assert_eq!(drift.matches("/Where").count(), 1, "{drift}");
    let (list, _) = tool.run(&["ls", "--long"]);
    has(&list, &["us-east-1  7 "]);
    let (diagram, _) = tool.run(&["diagram", "--format", "mermaid"]);
    has(
        &diagram,
        &[
            "SSM Parameter",
            "storage/Where",
            "S3 Bucket",
            "storage/deep/files",
        ],
    );
    assert!(!diagram.contains("CloudFormation Stack"), "{diagram}");
    let console = Console::of(tool.command(&["console", "--no-open"]));
    let (cookie, _) = console.sign_in();
    let page =
        |path: &str, text: &str| crate::console::readers::reads(&mut console.events(&cookie, path), text);
    page("%2Fstack%3Fstack%3Dshop", "Resource0EC3F24A/Where");
    let id = "storageNestedStackstorageNestedStackResource0EC3F24A%252FWhere";
    page(&format!("%2Fresource%3Fstack%3Dshop%26id%3D{id}"), "by hand");
}

#[test]
fn templates_with_an_included_one_inside_pass_cfn_lint() {
    let tool = Tool::new();
    tool.run(&["synth"]);
    let folder = tool.sandbox.path().join("templates");
    let paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect::<Vec<_>>();
    assert_eq!(paths.len(), 3, "{paths:?}");
    let findings = lint::lint(&paths, &["us-east-1"]);
    let found = findings
        .iter()
        .filter(|finding| finding.rule != "I1022")
        .collect::<Vec<_>>();
    assert!(found.is_empty(), "{found:#?}");
}
