//! The page of costs: the figures are those of the resources that are deployed.

use crate::console::readers::reads;
use crate::support::console::Console;
use crate::support::files;
use crate::support::ministack::Account;
use serde_json::Value;

/// The costs on the page, and what stands below them.
fn page(account: &Account, until: &str) -> String {
    let console = Console::start(account);
    let (cookie, _) = console.sign_in();
    let panel = reads(&mut console.events(&cookie, "/costs"), until);
    let page = console.ask("GET /costs", &cookie, "").body;
    assert!(page.contains("Sources of the prices"), "{page}");
    panel
}

#[test]
fn the_figures_are_for_what_is_deployed() {
    let account = Account::new();
    let nothing = page(&account, "Nothing is deployed");
    assert!(!nothing.contains("a month</p>"), "{nothing}");
    account.run(&["deploy", "app-infra-compute", "--yes"]).exits(0);
    // Without builds, and half of the log groups: 1.59 - 0.10 - 0.02.
    let compute = page(&account, "together");
    assert!(compute.contains("about 1.47 US dollars a month"), "{compute}");
    assert!(
        compute.contains("<td>alarms</td><td>4 <code") && !compute.contains("<td>builds"),
        "{compute}"
    );
    assert!(
        compute.contains("2 <code class=\\\"plain\\\">AWS::Logs::LogGroup</code>"),
        "{compute}"
    );
    account.run(&["deploy", "app-infra-develop", "--yes"]).exits(0);
    let all = page(&account, "<td>builds");
    assert!(all.contains("about 1.59 US dollars a month"), "{all}");
    assert!(!all.contains("Simple Trader"), "{all}");
}

#[test]
fn every_row_of_the_document_is_counted_in_the_templates() {
    let counted = files::read("stacks/costs.rs");
    let counted = counted
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("( ", "(")
        .replace(", )", ")");
    let document = files::read("doc/costs.md");
    let count = |stacks: &[&str], kind: &str| {
        let all = stacks
            .iter()
            .map(|stack| files::read(format!("templates/{stack}.template.json")));
        let all = all.map(|text| serde_json::from_str::<Value>(&text).unwrap());
        all.map(|template| {
            let resources = template["Resources"].as_object().unwrap().values();
            resources.filter(|resource| resource["Type"] == kind).count()
        })
        .sum::<usize>()
    };
    for (heading, name, stacks) in [
        (
            "Stock Advisor",
            "ADVISOR",
            &["app-infra-base", "app-infra-compute", "app-infra-develop"][..],
        ),
        ("Simple Trader", "TRADER", &["simple-trader"]),
    ] {
        let section = document.split(&format!("\n## {heading}\n")).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let rows = section
            .lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| **"));
        let rows = rows.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
        for row in rows.filter(|row| row[1] != "what" && row[4] != "0.00") {
            let begin = format!("row({name}, \"{}\", \"", row[1]);
            let rest = counted
                .split(&begin)
                .nth(1)
                .unwrap_or_else(|| panic!("{row:?} is not counted"));
            let (kind, rest) = rest.split_once("\", ").unwrap();
            let number = rest.split(')').next().unwrap().parse::<usize>();
            assert_eq!(number, Ok(count(stacks, kind)), "{row:?}");
        }
    }
}
