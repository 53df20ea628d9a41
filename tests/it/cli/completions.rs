//! The completion scripts, driven in the shells themselves.

use crate::support::cli::Sandbox;
use crate::support::debian::program;
use crate::support::terminal::Session;
use std::process::Command;

/// A line up to the TAB key, and the offered words: all words, if the last part of the line is empty or ambiguous.
const OFFERS: [(&str, &[&str]); 15] = [
    ("sa-infra dep", &["deploy"]),
    (
        "sa-infra deploy app-infra-",
        &["app-infra-base", "app-infra-compute", "app-infra-develop"],
    ),
    ("sa-infra deploy simple", &["simple-trader"]),
    ("sa-infra secrets set INTR", &["INTRINIO_API_KEY"]),
    ("sa-infra schedule pause p", &["portfolio-manager"]),
    ("sa-infra run rec", &["recommendation-service"]),
    ("sa-infra local st", &["start", "status", "stop"]),
    ("sa-infra policy op", &["operate"]),
    ("sa-infra deploy --no-ch", &["--no-change-set"]),
    ("sa-infra docs deploy", &["deploying"]),
    ("sa-infra open port", &["portfolio-manager"]),
    ("sa-infra open app-infra-b", &["app-infra-base"]),
    ("sa-infra help dep", &["deploy"]),
    ("sa-infra logs ", &["portfolio-manager", "recommendation-service"]),
    ("sa-infra schedule pause --until app-infra-", &[]),
];

/// A directory with the script, whose name is `file`, and a file that no shell should offer for a stack.
fn sandbox(shell: &str, file: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let script = sandbox.run(&["completions", shell]).exits(0).stdout;
    sandbox.write(file, &script);
    sandbox.write("app-infra-file", "");
    sandbox
}

/// What a shell prints for a line, one word per line, sorted; without the word that is typed already.
fn printed(sandbox: &Sandbox, shell: &str, line: &str, arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new(program(shell, shell));
    let command = command
        .args(arguments)
        .current_dir(sandbox.path())
        .env("HOME", sandbox.path());
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text
        .lines()
        .filter_map(|line| line.split('\t').next().map(|word| word.trim().to_owned()))
        .collect::<Vec<_>>();
    words.retain(|word| !word.is_empty() && line.split(' ').next_back() != Some(word));
    words.sort();
    assert!(
        output.stderr.is_empty(),
        "{shell}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    words
}

#[test]
fn bash_completes_every_word() {
    let sandbox = sandbox("bash", "script.bash");
    // As readline does: the words, the one at the cursor, and the function that `complete` has for the first.
    let ask = r#"
        source ./script.bash
        compopt() { :; }
        line=$1; read -ra COMP_WORDS <<< "$line"
        if [[ $line == *" " ]]; then COMP_WORDS+=(""); fi
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$line; COMP_POINT=${#line}
        function=$(complete -p sa-infra | sed 's/.*-F \([^ ]*\).*/\1/')
        $function sa-infra "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    for (line, offered) in OFFERS {
        let words = printed(&sandbox, "bash", line, &["--norc", "-c", ask, "bash", line]);
        assert_eq!(words, offered, "{line}");
    }
}

#[test]
fn fish_completes_every_word_and_offers_no_files_for_names() {
    let sandbox = sandbox("fish", "script.fish");
    for (line, offered) in OFFERS {
        let ask = format!("source script.fish; complete -C '{line}'");
        assert_eq!(
            printed(&sandbox, "fish", line, &["--no-config", "-c", &ask]),
            offered,
            "{line}"
        );
    }
}

/// A shell on a terminal, in which the test types a line up to TAB; the directory has a program of our name.
fn typed(sandbox: &Sandbox, shell: &str, arguments: &[&str], line: &str, offered: &str) {
    sandbox.program("sa-infra", "#!/bin/sh\necho \"ran $*\"\n");
    let mut command = Command::new(program(shell, shell));
    command
        .args(arguments)
        .current_dir(sandbox.path())
        .env("HOME", sandbox.path());
    command
        .env("PATH", format!("{}:/usr/bin:/bin", sandbox.path().display()))
        .env("PS1", "READY> ");
    let line = format!("{line}\t");
    let steps = [("READY> ", &*line), (offered, "\r"), ("ran", "exit\r")];
    Session::at(command, &steps).ends(0, &[]);
}

#[test]
fn tab_completes_on_a_terminal_of_bash_and_of_zsh() {
    let bash = sandbox("bash", "script.bash");
    bash.write("rc", "PS1='READY> '\nsource ./script.bash\n");
    typed(
        &bash,
        "bash",
        &["--noprofile", "--rcfile", "rc", "-i"],
        "sa-infra deploy app-infra-c",
        "ompute",
    );
    let zsh = sandbox("zsh", "functions/_sa-infra");
    zsh.write(
        ".zshrc",
        "PS1='READY> '\nfpath=($HOME/functions $fpath)\nautoload -Uz compinit && compinit -u -D\n",
    );
    for (line, offered) in [
        ("sa-infra deploy app-infra-c", "ompute"),
        ("sa-infra secrets set INTR", "INIO_API_KEY"),
        ("sa-infra run rec", "ommendation-service"),
        ("sa-infra docs deploy", "ing"),
        ("sa-infra open port", "folio-manager"),
    ] {
        typed(&zsh, "zsh", &["-i"], line, offered);
    }
}
