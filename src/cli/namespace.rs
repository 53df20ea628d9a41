//! The instance of the app that a command operates on: that of the configuration. If the configuration does not set
//! one and another is deployed, asks the user.

use super::prompt::{is_terminal, line};
use super::{Context, Failure, aws::Aws};
use crate::operate::namespaces::namespaces;
use crate::settings::{Entry, Source};
use crate::synth::Assembly;

/// The key with the name of the instance.
const KEY: &str = "namespace";

impl Context<'_> {
    /// The stacks of the instance that the options select. `check` reports typos before the first call to AWS.
    pub(super) fn operated(
        &mut self,
        aws: &Aws,
        check: impl FnOnce(&Assembly) -> Result<(), Failure>,
    ) -> Result<Assembly, Failure> {
        let definition = self.define()?;
        let own = nobody_says(&definition.settings);
        aws.learn(&definition, self);
        let assembly = definition.app.synth().map_err(Failure::Findings)?;
        let operated = || assembly.stacks.iter().filter(|stack| !stack.on_request);
        aws.works_on(operated())?;
        check(&assembly)?;
        let Some((own, first)) = own.zip(operated().next()) else {
            return Ok(assembly);
        };
        aws.works_on([first])?;
        let found = aws.run(async |clouds| Ok(namespaces(clouds, first, &own).await?))?;
        aws.works_on(operated())?;
        // A stack whose name only looks like another instance is ignored.
        let is_one = |found: &String| *found == own || self.synth_in(found).is_ok();
        let found = found.into_iter().filter(is_one).collect::<Vec<_>>();
        if found.iter().all(|found| *found == own) {
            return Ok(assembly);
        }
        let others = found.iter().filter(|found| **found != own).cloned();
        let all = std::iter::once(own.clone()).chain(others).collect::<Vec<_>>();
        let chosen = self.choose(&all, found.contains(&own))?;
        if chosen == own {
            return Ok(assembly);
        }
        self.flags.choose("namespace", &chosen);
        self.global.namespace = Some(chosen);
        // Another namespace may belong to another account.
        let definition = self.define()?;
        aws.learn(&definition, self);
        let assembly = definition.app.synth().map_err(Failure::Findings)?;
        aws.works_on(assembly.stacks.iter().filter(|stack| !stack.on_request))?;
        Ok(assembly)
    }

    /// Asks for one of them; `there` is whether the first one is deployed.
    fn choose(&mut self, all: &[String], there: bool) -> Result<String, Failure> {
        let (own, others) = all
            .split_first()
            .map_or(("", all), |(own, others)| (own.as_str(), others));
        let what = if there {
            format!("several copies are deployed: {}", all.join(", "))
        } else {
            format!(
                "\"{own}\" is not deployed, but other namespaces are: {}",
                others.join(", ")
            )
        };
        if !is_terminal() || self.global.json {
            let fix = "select one with --namespace, or with `namespace` in the configuration";
            return Err(Failure::usage(format!("{KEY}: {what}"), fix));
        }
        loop {
            let question = format!("{what}\nwhich one ({})? ", all.join("/"));
            let answer = line(self.err, &question)?.ok_or(Failure::Said { code: 130 })?;
            match all.iter().find(|one| **one == answer.trim()) {
                Some(one) => return Ok(one.clone()),
                // The terminal is closed.
                None if answer.is_empty() => return Err(Failure::Said { code: 4 }),
                None => {}
            }
        }
    }
}

/// The namespace if it is the default.
fn nobody_says(settings: &[Entry]) -> Option<String> {
    let entry = settings.iter().find(|entry| entry.key == KEY)?;
    let text = entry.value.as_str().map(str::to_owned);
    text.filter(|_| entry.source == Source::Default)
}
