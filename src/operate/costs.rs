//! The costs of what is deployed: the figures of the app's document, for the number of resources that exist.

use super::refusal::Failure;
use crate::cloud::Clouds;
use crate::deploy::deployed_stacks::look_up;
use crate::deploy::nested::resources;
use crate::synth::Artifact;
use futures_util::future::try_join_all;

/// What an app knows about its costs.
#[derive(Clone, Debug)]
pub struct Costs {
    /// A Markdown document with a section for each part. The last column of the table of a section is US dollars a
    /// month, and its last row is the sum.
    pub document: String,
    /// The parts: the heading of each section, and the ids of its stacks.
    pub parts: &'static [(&'static str, &'static [&'static str])],
    /// What the rows count.
    pub counted: &'static [Counted],
}

/// What a row of a table counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The heading of its section.
    pub part: &'static str,
    /// Its first cell.
    pub what: &'static str,
    /// The resource type.
    pub kind: &'static str,
    /// The number of resources that its amount is for.
    pub number: u64,
}

/// A part of the app that is deployed, with its costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The heading of its section.
    pub heading: String,
    /// The rows of what exists.
    pub rows: Vec<Row>,
}

/// A row: a kind of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub what: String,
    /// The resource type.
    pub kind: &'static str,
    /// How many exist.
    pub deployed: u64,
    /// The number of resources that the document counts.
    pub documented: u64,
    /// What they cost a month, in cents.
    pub cents: u64,
}

impl Part {
    /// What it costs a month, in cents.
    pub fn cents(&self) -> u64 {
        self.rows.iter().map(|row| row.cents).sum()
    }
}

/// The costs of the deployed stacks among these.
pub async fn deployed<C: Clouds>(
    clouds: &C,
    stacks: &[&Artifact],
    costs: &Costs,
) -> Result<Vec<Part>, Failure> {
    let found = look_up(clouds, stacks).await?;
    let resources = try_join_all(found.iter().map(async |found| match &found.stack {
        Some(stack) => resources(&found.cloud, &stack.arn).await,
        None => Ok(Vec::new()),
    }))
    .await?;
    let mut parts = Vec::new();
    for (heading, ids) in costs.parts {
        let own = found.iter().zip(&resources);
        let own = own.filter(|(found, _)| ids.contains(&&*found.artifact.id));
        let kinds = own
            .flat_map(|(_, resources)| resources)
            .filter(|one| one.physical_id.is_some());
        let kinds = kinds.map(|one| &*one.resource_type).collect::<Vec<_>>();
        let rows = rows(costs, heading, &kinds);
        if !rows.is_empty() {
            parts.push(Part {
                heading: (*heading).to_owned(),
                rows,
            });
        }
    }
    Ok(parts)
}

/// The rows of a section for resources of these types.
fn rows(costs: &Costs, heading: &str, kinds: &[&str]) -> Vec<Row> {
    let row = |cells: Vec<String>| {
        let (what, amount) = (cells.first()?, cells.last()?);
        let mut counted = costs.counted.iter();
        let counted = counted.find(|one| one.part == heading && one.what == what)?;
        let count = kinds.iter().filter(|kind| **kind == counted.kind).count();
        let deployed = u64::try_from(count).ok().filter(|count| *count > 0)?;
        let number = counted.number.max(1);
        Some(Row {
            what: what.clone(),
            kind: counted.kind,
            deployed,
            documented: counted.number,
            cents: (cents(amount)? * deployed + number / 2) / number,
        })
    };
    let begin = format!("\n## {heading}\n");
    let section = costs.document.split(&begin).nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let table = section.lines().filter(|line| line.starts_with('|'));
    table.filter_map(|line| row(cells(line))).collect()
}

/// The cells of a line of a Markdown table.
pub fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|').trim_end_matches('|');
    line.split('|')
        .map(|cell| cell.trim().replace("**", ""))
        .collect()
}

/// An amount such as `41.34`, in cents.
fn cents(amount: &str) -> Option<u64> {
    let (dollars, cents) = amount.split_once('.')?;
    let cents = cents.parse::<u64>().ok().filter(|_| cents.len() == 2)?;
    Some(dollars.parse::<u64>().ok()? * 100 + cents)
}

#[cfg(test)]
mod tests {
    use super::{Costs, Counted, cents, rows};

    #[test]
    fn amounts_are_for_the_resources_that_exist() {
        let counted = |what, kind, number| Counted {
            part: "A",
            what,
            kind,
            number,
        };
        let costs = Costs {
            document:
                "\n# Costs\n\n## A\n\n| what | a month |\n|---|---|\n| alarms | 0.40 |\n| jobs | 0.05 |\n\
                       | **together** | **0.45** |\n\n## B\n\n| alarms | 9.00 |\n"
                    .to_owned(),
            parts: &[("A", &["a"])],
            counted: Box::leak(Box::new([
                counted("alarms", "X::Alarm", 4),
                counted("jobs", "X::Job", 2),
            ])),
        };
        let found = |kinds: &[&str]| {
            let rows = rows(&costs, "A", kinds).into_iter();
            rows.map(|row| (row.what, row.deployed, row.cents))
                .collect::<Vec<_>>()
        };
        assert_eq!(found(&["X::Other"]), []);
        let alarms = ["X::Alarm"; 6];
        assert_eq!(found(&alarms), [("alarms".to_owned(), 6, 60)]);
        assert_eq!(found(&["X::Job"]), [("jobs".to_owned(), 1, 3)]);
        assert_eq!(
            (cents("41.34"), cents("free"), cents("1.5")),
            (Some(4134), None, None)
        );
    }
}
