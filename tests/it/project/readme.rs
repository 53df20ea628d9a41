//! The README's commands print the output in the README.

use crate::support::cli::{Sandbox, commands};
use crate::support::files;
use crate::support::laptop::Laptop;
use std::collections::BTreeSet;

#[test]
fn what_the_readme_shows_is_what_happens() {
    let sandbox = Sandbox::new();
    for template in files::ending("templates", ".json") {
        sandbox.write(&template.to_string_lossy(), &files::read(&template));
    }
    let sessions = sessions(&files::read("README.md"));
    assert!(sessions.len() >= 3, "{sessions:?}");
    for (command, shown) in sessions {
        let line = command
            .strip_prefix("sa-infra ")
            .or(command.strip_prefix("cargo "));
        let arguments = line.unwrap_or_else(|| panic!("`{command}` is not run by this test"));
        let run = sandbox.run(&arguments.split(' ').collect::<Vec<_>>()).exits(0);
        assert_eq!(run.stdout, shown, "`{command}`");
    }
}

#[test]
fn the_second_command_brings_everything_up_on_this_machine_and_the_next_ones_continue_from_there() {
    let (readme, laptop) = (files::read("README.md"), Laptop::new());
    let block = readme.split("```sh\ncargo run -- ").nth(1).unwrap();
    laptop.run(block.lines().next().unwrap()).exits(0);
    for next in ["status --local", "outputs --local", "destroy --all --local"] {
        assert!(readme.contains(&format!("`{next}`")), "{next}");
    }
    let status = laptop.run("status --local").exits(0).stdout;
    assert_eq!(status.matches("CREATE_COMPLETE").count(), 3, "{status}");
    assert!(
        laptop
            .run("outputs --local")
            .exits(0)
            .stdout
            .contains("sadatabucketname")
    );
    laptop.run("destroy --all --local --yes --delete-data").exits(0);
}

#[test]
fn the_readme_names_every_command_twelve_of_them_first_and_nothing_else() {
    let commands = commands(&Sandbox::new()).into_iter().collect::<BTreeSet<_>>();
    let readme = files::read("README.md");
    let part = readme.split("\n## Commands\n").nth(1).unwrap();
    let (first, others) = part
        .split("\n## ")
        .next()
        .unwrap()
        .split_once("All others")
        .unwrap();
    let named = |text: &str| {
        let named = text.split("`sa-infra ").skip(1);
        let named = named.map(|rest| rest.split(['`', ' ']).next().unwrap().to_owned());
        named.filter(|name| name != "COMMAND").collect::<Vec<_>>()
    };
    assert_eq!(named(first).len(), 12);
    assert_eq!(
        commands,
        [named(first), named(others)].concat().into_iter().collect()
    );
}

#[test]
fn every_page_is_in_the_readme_and_in_the_binary() {
    let (readme, sandbox) = (files::read("README.md"), Sandbox::new());
    let pages = files::ending("doc", ".md");
    let pages = pages.iter().filter(|page| page.parent() == Some("doc".as_ref()));
    for page in pages {
        let name = page.file_stem().unwrap().to_str().unwrap();
        assert!(
            readme.contains(&format!("](doc/{name}.md)")),
            "{name} is not in the README"
        );
        let shown = sandbox.run(&["docs", name]).exits(0).stdout;
        assert!(shown == files::read(page), "`docs {name}` shows something else");
    }
}

/// Each command of a console block, and the output below it.
fn sessions(markdown: &str) -> Vec<(String, String)> {
    let blocks = markdown
        .split("```console\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let mut sessions = Vec::new();
    for block in blocks {
        for session in block.split("$ ").filter(|session| !session.is_empty()) {
            let (command, shown) = session.split_once('\n').unwrap();
            sessions.push((command.to_owned(), shown.to_owned()));
        }
    }
    sessions
}
