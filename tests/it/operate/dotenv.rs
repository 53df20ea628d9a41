//! `.env` files compared with their usual readers: bash, dash, and python-dotenv. All of them must read an accepted
//! file in the same way.

use crate::support::python::tool;
use sa_infra::operate::secrets::dotenv::parse;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::tempdir;

/// Pieces that readers treat differently.
const PIECES: [&str; 34] = [
    "a", "KEY", "=", " ", "\t", "#", "\"", "'", "\\", "$", "`", "\n", "$HOME", "${HOME}", "\\n", "\\t",
    "\\\"", "\\'", "\\\\", "\\$", ";", "&", "|", "(", "*", "~", "{a,b}", "!", "%", "+/==", "\u{fc}",
    "\u{a0}", "export ", "\nKEY=",
];

/// Random texts, always the same: each begins like an entry.
fn texts(count: usize) -> Vec<String> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let begin = [
        "KEY=",
        "KEY=\"",
        "KEY='",
        "export KEY=",
        "export KEY=\"",
        "# no\nKEY=\"",
    ];
    let end = [
        "", "\n", "\"", "'", "\"\n", "'\n", "\" # no", "' # it's", " # no\n",
    ];
    let texts = (0..count).map(|_| {
        let begin = begin[next(begin.len())];
        let middle = (0..next(6))
            .map(|_| PIECES[next(PIECES.len())])
            .collect::<String>();
        let end = end[next(end.len())];
        format!("{begin}{middle}{end}")
    });
    texts.collect()
}

/// What a program reads in the files `0`, `1` and so on in a directory, one value after another, each ended by a zero
/// byte.
fn told(program: &Path, arguments: &[&str], directory: &Path) -> Vec<String> {
    let mut command = Command::new(program);
    let output = command
        .args(arguments)
        .current_dir(directory)
        .env("HOME", "/replaced")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (values, rest) = text.rsplit_once('\0').unwrap_or_default();
    assert_eq!(rest, "", "{}", String::from_utf8_lossy(&output.stderr));
    values.split('\0').map(str::to_owned).collect()
}

const SHELL: &str =
    r#"i=0; while [ -e "./$i" ]; do (unset KEY; . "./$i" 2>&1; printf '%s\0' "$KEY"); i=$((i + 1)); done"#;
const PYTHON: &str = "import dotenv, os, sys\n\
    for i in range(int(sys.argv[1])):\n    \
    value = dotenv.dotenv_values(str(i), interpolate=False, encoding='utf-8-sig').get('KEY')\n    \
    sys.stdout.buffer.write(((value or '') + '\\0').encode())\n";

/// What each reader makes of these texts.
fn readers(texts: &[String]) -> [(&'static str, Vec<String>); 3] {
    let directory = tempdir().unwrap();
    for (number, text) in texts.iter().enumerate() {
        fs::write(directory.path().join(number.to_string()), text).unwrap();
    }
    let count = texts.len().to_string();
    let shell = |name: &'static str| (name, told(Path::new(name), &["-c", SHELL], directory.path()));
    let python = told(&tool("python"), &["-c", PYTHON, &count], directory.path());
    [shell("bash"), shell("dash"), ("python-dotenv", python)]
}

#[test]
fn what_is_accepted_is_read_alike_by_shells_and_by_python_dotenv() {
    let read = |text: &String| {
        let entries = parse(text, |name| name == "KEY").ok()?;
        let last = entries.last()?;
        Some((text.clone(), last.value.to_string()))
    };
    let accepted = texts(6000).iter().filter_map(read).collect::<Vec<_>>();
    assert!(accepted.len() > 400, "{}", accepted.len());
    let texts = accepted.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>();
    for (reader, values) in readers(&texts) {
        assert_eq!(values.len(), texts.len(), "{reader}");
        for ((text, ours), theirs) in accepted.iter().zip(values) {
            // A shell, Docker Compose and others remove the \; only python-dotenv keeps it.
            if reader == "python-dotenv" && (text.contains("\\$") || text.contains("\\`")) {
                continue;
            }
            assert_eq!(*ours, theirs, "{reader} reads {text:?} otherwise");
        }
    }
}

#[test]
fn what_is_common_is_read() {
    let texts = [
        "KEY=abc",
        "KEY=abc # my key",
        "KEY=\"abc\" # my key",
        "export KEY='a $b'",
        "KEY=\"a\\\"b\\\\c\"",
        "KEY=a#b=c==\n",
        "KEY='-----BEGIN KEY-----\nab+/==\n-----END KEY-----'\n",
        "KEY=https://example.com/a%20b",
    ];
    let ours = texts.map(|text| parse(text, |_| false).unwrap()[0].value.to_string());
    for (reader, values) in readers(&texts.map(str::to_owned)) {
        assert_eq!(values, ours, "{reader}");
    }
}

#[test]
fn the_line_ends_of_every_system_are_read_alike() {
    let unix = "# ours\nKEY=\"abc\" # mine\n\nTOKEN='x\ny'\n";
    let expected = parse(unix, |_| false).unwrap();
    for end in ["\r\n", "\r"] {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{}", unix.replace('\n', end));
            assert_eq!(parse(&text, |_| false).unwrap(), expected, "{text:?}");
        }
    }
}
