//! Drift, for people.

use super::{BOLD, DIM, Format, GREEN, RED, YELLOW, count, diff, indented, link};
use crate::deploy::drift::{Drift, Property, Resource};
use std::io::{self, Write};

/// A block of lines for each stack.
pub fn human(out: &mut dyn Write, stacks: &[Drift], format: Format) -> io::Result<()> {
    stacks.iter().try_for_each(|stack| one(out, stack, format))
}

fn one(out: &mut dyn Write, drift: &Drift, format: Format) -> io::Result<()> {
    let width = format.width;
    let Drift { stack, region, .. } = drift;
    let Some(found) = &drift.found else {
        return writeln!(out, "{BOLD}{stack}{BOLD:#}  {DIM}not deployed in {region}{DIM:#}");
    };
    let name = link::to_stack(Some(&found.arn), stack, format);
    write!(out, "{BOLD}{name}{BOLD:#}  ")?;
    if let Some(problem) = &found.problem {
        writeln!(out, "{YELLOW}could not be checked completely{YELLOW:#}")?;
        indented(out, 2, problem, width)?;
    } else if drift.drifted {
        writeln!(out, "{RED}differs from its template{RED:#}")?;
    } else {
        writeln!(out, "{GREEN}no drift{GREEN:#}")?;
    }
    let in_sync = count(found.in_sync, "resource");
    writeln!(
        out,
        "  {DIM}{in_sync} in sync, checked {}{DIM:#}",
        format.time(found.at)
    )?;
    let resources = found.resources.iter();
    resources
        .into_iter()
        .try_for_each(|found| resource(out, found, width))
}

/// A resource that is not in sync, and its properties that differ.
pub fn resource(out: &mut dyn Write, resource: &Resource, width: usize) -> io::Result<()> {
    let Resource { id, kind, .. } = resource;
    let name = resource.display_name.as_ref().unwrap_or(id);
    let (style, sign, what) = match &*resource.status {
        "DELETED" => (RED, '-', " is deleted"),
        "MODIFIED" if resource.drifted => (YELLOW, '~', ""),
        "MODIFIED" => (GREEN, '=', ""),
        _ => (DIM, '?', " was not checked"),
    };
    writeln!(out, "  {style}{sign}{style:#} {kind} {name}{what}")?;
    if let Some(reason) = &resource.reason {
        indented(out, 6, reason, width)?;
    }
    let properties = resource.properties.iter();
    properties
        .into_iter()
        .try_for_each(|found| indented(out, 6, &property(found), width))
}

fn property(property: &Property) -> String {
    let path = property.path.trim_start_matches('/').replace('/', ".");
    let (expected, actual) = (diff::inline(&property.expected), diff::inline(&property.actual));
    match &*property.kind {
        _ if property.set_by_owner => format!("{path}: {actual}, set by you"),
        "ADD" => format!("{path}: {actual}, which is not in the template"),
        "REMOVE" => format!("{path}: {expected} is missing"),
        _ => format!("{path}: {actual} instead of {expected}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::drift::Found;
    use jiff::Timestamp;

    #[test]
    fn a_stack_leads_to_its_page() {
        let now = Timestamp::UNIX_EPOCH;
        let arn = "arn:aws:cloudformation:us-east-1:111122223333:stack/app/0".to_owned();
        let found = Found {
            arn,
            at: now,
            problem: None,
            in_sync: 1,
            resources: Vec::new(),
        };
        let drift = Drift {
            account: None,
            stack: "app".to_owned(),
            name: "app".to_owned(),
            region: "us-east-1".to_owned(),
            drifted: false,
            found: Some(found),
        };
        let mut out = Vec::new();
        human(&mut out, &[drift], Format::linked(now)).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains("cloudformation/home?region=us-east-1#/stacks/stackinfo?stackId=arn"),
            "{text}"
        );
    }
}
