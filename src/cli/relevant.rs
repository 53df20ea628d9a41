//! Which commands the help of a program lists: those that its app has a use for.

use super::{Overrides, Program, help, identity};
use clap::Command;

/// What operates services.
const SERVICES: [&str; 7] = ["schedule", "logs", "tasks", "images", "run", "notify", "up"];

/// The program as the top of its help shows it. The help of sa-infra itself has everything.
pub(super) fn help(program: &dyn Program, own: &[Command], overruled: &[&str]) -> Command {
    let mut hidden = Vec::new();
    if identity::other().is_some() {
        hidden = without_use(program);
        hidden.extend(own.iter().map(|command| command.get_name().to_owned()));
    }
    help::program_with(help::width(), overruled, own, &hidden)
}

/// The commands that the app of a program has no use for. What cannot be defined might have a use for all.
fn without_use(program: &dyn Program) -> Vec<String> {
    let Ok(definition) = program.define(&Overrides::default()) else {
        return Vec::new();
    };
    let stacks = &definition.app.stacks;
    let mut hidden = vec!["docs", "new"];
    if program.sample().is_none() {
        hidden.extend(["config", "init"]);
    }
    if stacks.iter().all(|stack| stack.services.is_empty()) {
        hidden.extend(SERVICES);
    }
    if stacks.iter().all(|stack| stack.builds.is_empty()) {
        hidden.push("build");
    }
    if stacks.iter().all(|stack| stack.machine.is_none()) {
        hidden.push("instance");
    }
    if stacks.iter().all(|stack| stack.payload.is_none()) {
        hidden.push("upload");
    }
    if stacks.iter().all(|stack| stack.secrets.is_empty()) {
        hidden.push("secrets");
    }
    hidden.into_iter().map(str::to_owned).collect()
}
