//! The stacks that the arguments select: by id, by CloudFormation name, or by a pattern such as `app-*`.

use super::{Context, Failure};
use crate::model::suggestion::likely;
use crate::synth::{Artifact, Assembly};
use crate::view;

/// The help of an argument that names stacks.
pub(super) const STACKS: &str =
    "Stack ids, as shown by `ls`, CloudFormation names, or patterns such as 'app-*'";

/// The help of an argument that names one stack.
pub(super) const STACK: &str = "Stack id, as shown by `ls`, or its CloudFormation name";

/// The most stacks that an error lists.
const LISTED: usize = 12;

/// The help of an argument that names stacks, or none for all of them.
pub(super) fn stacks_or_all() -> String {
    format!("{STACKS} [default: all]")
}

/// The stacks that these names select, or all except those that must be named, in deployment order.
pub(super) fn deployable<'a>(assembly: &'a Assembly, names: &[String]) -> Result<Vec<&'a Artifact>, Failure> {
    let mut stacks = select(assembly, names)?;
    stacks.retain(|stack| !stack.on_request || !names.is_empty());
    Ok(stacks)
}

/// The stacks that these names select, or all of them, in deployment order.
pub(super) fn select<'a>(assembly: &'a Assembly, names: &[String]) -> Result<Vec<&'a Artifact>, Failure> {
    let stacks = &assembly.stacks;
    let is_unknown = |name: &&String| !stacks.iter().any(|stack| selects(name, stack));
    if let Some(unknown) = names.iter().find(is_unknown) {
        return Err(self::unknown(unknown, stacks));
    }
    let is_wanted = |stack: &&Artifact| names.is_empty() || is_named(stack, names);
    Ok(stacks.iter().filter(is_wanted).collect())
}

/// The one stack that a name selects.
pub(super) fn one<'a>(assembly: &'a Assembly, name: &str) -> Result<&'a Artifact, Failure> {
    let found = select(assembly, &[name.to_owned()])?;
    match found.as_slice() {
        [only] => Ok(only),
        several => Err(Failure::usage(
            format!(
                "\"{name}\" selects {} stacks, and this command works on one",
                several.len()
            ),
            format!("name one of {}", ids(several.iter().copied())),
        )),
    }
}

/// Whether one of these names selects this stack.
pub(super) fn is_named(stack: &Artifact, names: &[String]) -> bool {
    names.iter().any(|name| selects(name, stack))
}

/// Fails when neither a stack nor `--all` is given, and lists the stacks.
pub(super) fn named_or_all(
    names: &[String],
    all: bool,
    verb: &str,
    assembly: &Assembly,
) -> Result<(), Failure> {
    if all || !names.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(
        format!(
            "no stack is named; the stacks of this app are {}",
            ids(&assembly.stacks)
        ),
        format!("name the stacks to {verb}, or pass --all"),
    ))
}

/// Says which stacks `--all` does not include.
pub(super) fn note_not_included(
    context: &mut Context<'_>,
    assembly: &Assembly,
    verb: &str,
) -> Result<(), Failure> {
    let stacks = assembly.stacks.iter().filter(|stack| stack.on_request);
    let ids = ids(stacks);
    if ids.is_empty() || context.global.json || context.global.quiet {
        return Ok(());
    }
    Ok(view::stacks::not_included(context.err, &ids, verb)?)
}

fn ids<'a>(stacks: impl IntoIterator<Item = &'a Artifact>) -> String {
    let ids = stacks.into_iter().map(|stack| &*stack.id);
    ids.collect::<Vec<_>>().join(", ")
}

fn selects(name: &str, stack: &Artifact) -> bool {
    if !name.contains(['*', '?']) {
        return *name == *stack.id || *name == *stack.name;
    }
    // `--all` excludes a stack that must be named.
    !stack.on_request
        && (fits(name.as_bytes(), stack.id.as_bytes()) || fits(name.as_bytes(), stack.name.as_bytes()))
}

/// Whether a name matches a pattern: `*` is any characters, `?` is one.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => (0..=name.len()).any(|at| fits(rest, &name[at..])),
        [b'?', rest @ ..] => !name.is_empty() && fits(rest, &name[1..]),
        [byte, rest @ ..] => name.first() == Some(byte) && fits(rest, &name[1..]),
    }
}

fn unknown(name: &str, stacks: &[Artifact]) -> Failure {
    let names = stacks.iter().flat_map(|stack| [&*stack.id, &*stack.name]);
    let reason = if name.contains(['*', '?']) {
        format!("no stack matches \"{name}\"")
    } else {
        format!("unknown stack \"{name}\"")
    };
    let known = if stacks.len() > LISTED {
        "`sa-infra ls` lists all stacks".to_owned()
    } else {
        format!("the stacks are {}", ids(stacks))
    };
    let fix = match likely(name, names).as_slice() {
        [] => known,
        near => format!("did you mean {}? {known}", near.join(" or ")),
    };
    Failure::usage(reason, fix)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_have_any_characters_and_one_character() {
        let fits = |pattern: &str| fits(pattern.as_bytes(), b"app-infra-base");
        let matching = [
            "app-*",
            "*",
            "*base",
            "app-?nfra-base",
            "app-infra-base",
            "*infra*",
            "app-infra-base*",
        ];
        assert!(matching.into_iter().all(fits));
        let others = ["", "app", "?", "*compute", "app-infra-base?", "b*"];
        assert!(!others.into_iter().any(fits));
    }
}
