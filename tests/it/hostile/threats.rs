//! The threat model of doc/security.md: every row names a test, and every named test exists.

use crate::support::files;
use crate::support::source::sources;

/// The rows of the table: the attacker, what they control, the defense, the tests.
fn rows() -> Vec<Vec<String>> {
    let page = files::read("doc/security.md");
    let (_, section) = page.split_once("\n## The threat model\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = |line: &str| {
        line.trim_matches('|')
            .split(" | ")
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    lines.map(cells).collect()
}

#[test]
fn every_threat_names_tests_that_there_are() {
    let functions = ["tests", "src"].into_iter().flat_map(sources).flat_map(|source| {
        let tokens = source.tokens();
        tokens
            .windows(2)
            .filter(|pair| pair[0].text == "fn")
            .map(|pair| pair[1].text.clone())
    });
    let functions = functions.collect::<std::collections::HashSet<_>>();
    let rows = rows();
    assert!(rows.len() >= 12, "{rows:?}");
    for row in rows {
        assert_eq!(row.len(), 4, "{row:?}");
        let tests = row[3].split('`').skip(1).step_by(2).collect::<Vec<_>>();
        assert!(!tests.is_empty(), "no test: {row:?}");
        for test in tests {
            let name = test.rsplit("::").next().unwrap();
            assert!(functions.contains(name), "no test is called {name}: {row:?}");
        }
    }
}
