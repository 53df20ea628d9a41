//! The command line of another program: its name, version and commands, and only what its app has a use for.

use crate::support::compile;
use crate::support::files;
use std::process::Command;
use std::sync::OnceLock;

/// Runs the example; gives the exit code, the results and everything else.
fn run(arguments: &[&str]) -> (i32, String, String) {
    static PROGRAM: OnceLock<compile::Program> = OnceLock::new();
    let program =
        PROGRAM.get_or_init(|| compile::program(&files::root().join("examples/own_commands.rs"), &[]));
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(&program.path)
        .args(arguments)
        .current_dir(home.path())
        .env_clear()
        .env("HOME", home.path())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn help_and_version_are_those_of_the_program() {
    let (code, help, _) = run(&["--help"]);
    assert!(code == 0 && help.starts_with("The tool of my project"), "{help}");
    for (word, is_there) in [
        ("Usage: my-tool", true),
        ("Commands of my-tool:\n  whoami", true),
        ("  deploy ", true),
        ("my-tool deploy --all --local", true),
        ("sa-infra ", false),
        ("  instance ", false),
        ("  schedule ", false),
        ("  docs ", false),
    ] {
        assert_eq!(help.contains(word), is_there, "{word}: {help}");
    }
    assert_eq!(run(&["--version"]).1, "my-tool 2.3.4\n");
    let (_, help, _) = run(&["deploy", "--help"]);
    assert!(
        help.contains("my-tool deploy STACK") && !help.contains("sa-infra "),
        "{help}"
    );
}

#[test]
fn messages_and_completions_name_the_program() {
    let (code, _, said) = run(&["depoly"]);
    assert!(
        code == 2 && said.contains("did you mean deploy") && said.contains("`my-tool --help`"),
        "{said}"
    );
    let (code, _, said) = run(&["synth", "filse", "--stdout"]);
    assert!(code != 0 && !said.contains("`sa-infra"), "{said}");
    let (code, script, _) = run(&["completions", "bash"]);
    assert!(
        code == 0 && script.contains("my-tool\n") && !script.contains("sa-infra"),
        "{script}"
    );
}

#[test]
fn own_commands_stand_beside_ours_and_ours_below_own_ones() {
    assert_eq!(
        run(&["whoami"]),
        (0, "the reports team\n".to_owned(), String::new())
    );
    let (code, list, said) = run(&["ls", "--json"]);
    assert!(code == 0 && list.contains("\"files\""), "{list}{said}");
    assert_eq!(run(&["infra", "ls", "--json"]).1, list);
    let (code, help, _) = run(&["infra", "deploy", "--help"]);
    assert!(code == 0 && help.contains("my-tool infra deploy STACK"), "{help}");
}
