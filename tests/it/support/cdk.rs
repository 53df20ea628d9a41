//! The CDK's own command line: pinned, and installed below the target directory by the first test that needs it, if
//! Node is installed. Without Node, a committed copy of what it sent is used, which is compared with Node.

use super::ministack::Account;
use super::proxy::Proxy;
use super::{files, node};
use sa_infra::cloud::cloudformation::StackStatus;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// The dependencies of each stack.
const NEEDS: [(&str, &[&str]); 3] = [
    ("app-infra-base", &[]),
    ("app-infra-compute", &["app-infra-base"]),
    ("app-infra-develop", &["app-infra-compute"]),
];

/// A cloud assembly of the CDK: a template for each stack, and a manifest without a bootstrap.
pub struct Assembly {
    directory: TempDir,
    templates: Vec<(&'static str, String)>,
}

impl Assembly {
    /// The original stacks, with templates changed by `edit`.
    pub fn of_the_original(edit: impl Fn(&str, &mut Value)) -> Self {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (mut artifacts, mut templates) = (serde_json::Map::new(), Vec::new());
        for (stack, needs) in NEEDS {
            let text = files::read(format!("tests/it/reference/{stack}.original.json"));
            let mut template = serde_json::from_str(&text).unwrap();
            edit(stack, &mut template);
            let (file, text) = (format!("{stack}.template.json"), template.to_string());
            fs::write(directory.path().join(&file), &text).unwrap();
            let artifact = json!({
                "type": "aws:cloudformation:stack",
                "environment": "aws://unknown-account/unknown-region",
                "properties": {"templateFile": file},
                "dependencies": needs,
                "displayName": stack,
            });
            artifacts.insert(stack.to_owned(), artifact);
            templates.push((stack, text));
        }
        let manifest = json!({"version": "36.0.0", "artifacts": artifacts}).to_string();
        fs::write(directory.path().join("manifest.json"), manifest).unwrap();
        Self { directory, templates }
    }

    /// Runs `cdk deploy --all`. Returns the templates that it sent, by stack.
    pub async fn deploy(&self, account: &Account) -> Vec<(&'static str, String)> {
        if program().is_none() {
            let sent = |stack: &str| files::read(sent(stack));
            let sent = self.templates.iter().map(|(stack, _)| (*stack, sent(stack)));
            let sent = sent.collect::<Vec<_>>();
            for (stack, template) in &sent {
                assert!(is_well(&account.deploy(stack, template).await), "{stack}");
            }
            return sent;
        }
        let proxy = Proxy::new(account);
        let said = self.run(
            account,
            &proxy.url(),
            &["deploy", "--all", "--require-approval", "never"],
        );
        assert!(said.contains("✅  app-infra-develop"), "{said}");
        let requests = proxy.requests().into_iter();
        let made = requests.filter(|request| request.action() == "CreateChangeSet");
        let sent =
            made.filter_map(|request| Some((request.field("StackName")?, request.field("TemplateBody")?)));
        let name = |stack: &str| NEEDS.iter().find(|(name, _)| *name == stack).unwrap().0;
        sent.map(|(stack, body)| (name(&stack), body)).collect()
    }

    /// The output of `cdk diff` for each stack; `None` without Node.
    pub fn diff(&self, account: &Account) -> Option<String> {
        program()?;
        Some(self.run(account, &account.url, &["diff"]))
    }

    fn run(&self, account: &Account, url: &str, arguments: &[&str]) -> String {
        let output = Command::new(program().unwrap())
            .args(arguments)
            .args(["--no-notices", "--no-version-reporting", "--no-color", "--app"])
            .arg(self.directory.path())
            .current_dir(self.directory.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.directory.path())
            .env("CI", "true")
            .env("CDK_DISABLE_CLI_TELEMETRY", "true")
            .env("CDK_DISABLE_VERSION_CHECK", "1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", url)
            .env("AWS_ACCESS_KEY_ID", &account.id)
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(output.status.success(), "{said}");
        said
    }
}

fn is_well(status: &StackStatus) -> bool {
    matches!(status, StackStatus::CreateComplete | StackStatus::UpdateComplete)
}

/// The template that the CDK sent for an original stack, as a file of the project.
pub fn sent(stack: &str) -> String {
    format!("tests/it/reference/cdk/{stack}.yaml")
}

/// The program; `None` without Node.
fn program() -> Option<PathBuf> {
    Some(node::modules()?.join(".bin/cdk"))
}
