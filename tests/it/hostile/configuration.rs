//! Untrusted configuration: above the repository, writable by others, owned by another user; and code from elsewhere.

use crate::support::cli::Sandbox;
use crate::support::script::Script;
use crate::support::terminal::Session;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;

const STRANGE: &str = "namespace = \"strange\"\n";

/// A home next to the directory in which the binary runs, so that no parent directory belongs to the user.
fn config(sandbox: &Sandbox, below: &str, home: &Path) -> String {
    let mut command = sandbox.command(below, &["config"], &[("HOME", home.to_str().unwrap())]);
    let output = command.output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_file_above_the_repository_or_outside_of_home_is_not_used() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::with_config(STRANGE);
    sandbox.write("project/deep/x", "");
    let said = config(&sandbox, "project/deep", home.path());
    assert!(!said.contains("strange"), "neither home nor a repository: {said}");
    assert!(
        config(&sandbox, "", home.path()).contains("strange"),
        "the directory itself"
    );
    let said = config(&sandbox, "project/deep", sandbox.path());
    assert!(said.contains("strange"), "up to home: {said}");
    sandbox.write("project/.git/HEAD", "ref: refs/heads/main\n");
    let said = config(&sandbox, "project/deep", sandbox.path());
    assert!(!said.contains("strange"), "above the repository: {said}");
    sandbox.write("project/sa-infra.toml", "namespace = \"own\"\n");
    assert!(config(&sandbox, "project/deep", home.path()).contains("own"));
}

#[test]
fn a_file_that_others_can_write_or_own_is_named_and_refused() {
    let sandbox = Sandbox::with_config(STRANGE);
    let file = sandbox.path().join("sa-infra.toml");
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    for command in [&["synth"][..], &["deploy", "--all", "--yes", "--local"]] {
        let run = sandbox.run(command).exits(1);
        let parts = [
            "sa-infra.toml: can be written by every user",
            "chmod go-w sa-infra.toml",
        ];
        assert!(parts.iter().all(|part| run.stderr.contains(part)), "{run}");
    }
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    sandbox.run(&["synth"]).exits(0);
    // Only root can change the owner of a file.
    if chown(&file, Some(12_345), None).is_ok() {
        let run = sandbox.run(&["synth"]).exits(1);
        assert!(run.stderr.contains("belongs to another user"), "{run}");
        assert!(
            run.stderr.contains("name it with `--config sa-infra.toml`"),
            "{run}"
        );
        sandbox.run(&["--config", "sa-infra.toml", "synth"]).exits(0);
    }
}

#[test]
fn every_question_says_which_file_is_in_use() {
    let updates = Script::at("CREATE_COMPLETE").updates().play();
    let deploy = ["deploy", "app-infra-base", "--require-approval", "any-change"];
    Session::run(&updates, &deploy, &[("[y/N] ", "n\r")])
        .ends(4, &["no configuration file: deploy these changes"]);
    let sandbox = Sandbox::with_config("namespace = \"sa\"\n");
    let deletes = Script::at("CREATE_COMPLETE").play();
    let variables = deletes.variables();
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    for command in [&deploy[..], &["destroy", "app-infra-base"]] {
        let command = sandbox.command("", command, &variables);
        let session = Session::at(command, &[("configuration sa-infra.toml: ", "n\r")]);
        assert_eq!(session.code, 4, "{}", session.text);
    }
}

#[test]
fn code_from_elsewhere_is_a_broadening() {
    let diff = |config: &str| {
        let sandbox = Sandbox::new();
        sandbox.run(&["synth", "--out", "before"]).exits(0);
        sandbox.write("sa-infra.toml", config);
        let offline = ["diff", "app-infra-develop", "--offline", "before", "--json"];
        let json = sandbox.run(&offline).exits(0).stdout;
        serde_json::from_str::<serde_json::Value>(&json).unwrap()[0].clone()
    };
    for config in [
        "[stock_advisor.github]\nbranch = \"evil\"\n",
        "[stock_advisor.github]\nrepository = \"evil\"\n",
        "[stock_advisor.services.portfolio-manager.build]\ndockerfile = \"Dockerfile.evil\"\n",
    ] {
        let diff = diff(config);
        assert_eq!(diff["broadens"], true, "{config}: {diff:#}");
        let access = diff["access"].to_string();
        assert!(
            access.contains("evil") && access.contains("broader"),
            "{config}: {access}"
        );
    }
    assert_eq!(diff("[stock_advisor]\nnotify = []\n")["broadens"], false);
}
