//! What differs between templates and what there is, for people.

use super::events::time;
use super::{BOLD, DIM, GREEN, RED, YELLOW, count, diff};
use crate::toolkit::drift::{Drift, Found, Property, Resource};
use std::io::{self, Write};

/// A block of lines for each stack.
pub fn human(out: &mut dyn Write, stacks: &[Drift]) -> io::Result<()> {
    stacks.iter().try_for_each(|stack| one(out, stack))
}

fn one(out: &mut dyn Write, drift: &Drift) -> io::Result<()> {
    let Drift { stack, region, .. } = drift;
    let Some(found) = &drift.found else {
        return writeln!(out, "{BOLD}{stack}{BOLD:#}  {DIM}not deployed in {region}{DIM:#}");
    };
    write!(out, "{BOLD}{stack}{BOLD:#}  ")?;
    match &found.problem {
        Some(problem) => writeln!(
            out,
            "{YELLOW}not all of it could be looked at{YELLOW:#}: {problem}"
        )?,
        None if drift.drifted => writeln!(out, "{RED}differs from its template{RED:#}")?,
        None => writeln!(out, "{GREEN}as its template says{GREEN:#}")?,
    }
    writeln!(
        out,
        "  {DIM}{} in sync, looked at {}{DIM:#}",
        count(found.in_sync, "resource"),
        time(found.at)
    )?;
    found
        .resources
        .iter()
        .try_for_each(|found| resource(out, found))?;
    unchecked(out, found)
}

fn resource(out: &mut dyn Write, resource: &Resource) -> io::Result<()> {
    let Resource { id, kind, .. } = resource;
    match &*resource.status {
        "DELETED" => writeln!(out, "  {RED}-{RED:#} {id} {DIM}{kind}{DIM:#} is gone"),
        "MODIFIED" => {
            let sign = if resource.drifted { '~' } else { '=' };
            writeln!(out, "  {YELLOW}{sign}{YELLOW:#} {id} {DIM}{kind}{DIM:#}")?;
            let properties = resource.properties.iter();
            properties.into_iter().try_for_each(|found| property(out, found))
        }
        _ => Ok(()),
    }
}

fn property(out: &mut dyn Write, property: &Property) -> io::Result<()> {
    let path = property.path.trim_start_matches('/').replace('/', ".");
    let (expected, actual) = (diff::inline(&property.expected), diff::inline(&property.actual));
    match &*property.kind {
        _ if property.set_by_owner => {
            writeln!(out, "      {path}: {actual} {DIM}(set by the owner){DIM:#}")
        }
        "ADD" => writeln!(out, "      {path}: {GREEN}+{GREEN:#} {actual}"),
        "REMOVE" => writeln!(out, "      {path}: {RED}-{RED:#} {expected}"),
        _ => writeln!(out, "      {path}: {expected} {DIM}->{DIM:#} {actual}"),
    }
}

/// What nobody has looked at, and why.
fn unchecked(out: &mut dyn Write, found: &Found) -> io::Result<()> {
    let unchecked = found
        .resources
        .iter()
        .filter(|resource| !matches!(&*resource.status, "DELETED" | "MODIFIED"));
    for resource in unchecked {
        let Resource { id, kind, .. } = resource;
        let why = match (&resource.reason, &*resource.status) {
            (Some(reason), _) => reason,
            (None, "UNSUPPORTED") => "CloudFormation does not look at its type",
            (None, _) => "no reason is given",
        };
        writeln!(
            out,
            "  {DIM}?{DIM:#} {id} {DIM}{kind} was not checked: {why}{DIM:#}"
        )?;
    }
    Ok(())
}
