//! The permissions that the commands need, for people.

use super::{DIM, GREEN, RED, YELLOW, count};
use crate::operate::permissions::simulate::{Refused, Simulation, Why};
use crate::operate::permissions::{Calls, LIMIT};
use std::io::{self, Write};

/// The calls of each command.
pub fn table(out: &mut dyn Write, calls: &[Calls]) -> io::Result<()> {
    calls.iter().try_for_each(|calls| {
        let actions = calls.actions();
        let mut lines = actions.iter();
        writeln!(out, "{:<10}{}", calls.command, lines.next().unwrap_or(&"-"))?;
        lines.try_for_each(|action| writeln!(out, "          {action}"))
    })
}

/// One policy is not sufficient.
pub fn several(err: &mut dyn Write, documents: usize) -> io::Result<()> {
    let policies =
        count(documents, "policy document").replace("documents", "documents, one for each managed policy");
    writeln!(
        err,
        "{DIM}{policies}: IAM accepts {LIMIT} characters in one{DIM:#}"
    )
}

/// The result of a simulation.
pub fn simulation(out: &mut dyn Write, simulation: &Simulation) -> io::Result<()> {
    let Simulation {
        principal,
        actions,
        refused,
        ..
    } = simulation;
    for one in refused {
        let style = if one.why == Why::Depends { YELLOW } else { RED };
        let Refused { action, resource, .. } = one;
        writeln!(out, "{style}{action}{style:#} on {resource}: {}", why(one))?;
    }
    let actions = count(*actions, "action");
    match refused.len() {
        0 => writeln!(out, "{GREEN}allowed{GREEN:#}: all {actions}, for {principal}"),
        some => writeln!(out, "{some} of {actions} not allowed for {principal}"),
    }
}

/// Why an action is not allowed.
pub fn why(refused: &Refused) -> String {
    match refused.why {
        Why::NotAllowed => "no policy allows it".to_owned(),
        Why::Denied => "a policy denies it".to_owned(),
        Why::Organization => "the organization of the account does not allow it".to_owned(),
        Why::Depends => format!("it depends on {}", refused.depends_on.join(", ")),
    }
}
