//! The interface between the command line and a program: its stacks, and its configuration if it has one.

use super::{Context, Failure};
use crate::model::app::App;
use crate::operate::costs::Costs;
use crate::settings::{Entry, Problem, Problems};
use crate::synth::Assembly;
use crate::view;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// A program made of stacks. A closure that fills an [`App`] is one.
pub trait Program {
    /// The stacks, as configured.
    fn define(&self, overrides: &Overrides) -> Result<Definition, Problems>;

    /// The commented configuration file that `init` writes; `None` for a program without configuration.
    fn sample(&self) -> Option<String> {
        None
    }

    /// The costs of these stacks, by their ids; `None` if the program does not know them.
    fn costs(&self, stacks: &[&str]) -> Option<Costs> {
        let _ = stacks;
        None
    }
}

/// The settings of the command line that override the configuration.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The configuration file to use.
    pub file: Option<PathBuf>,
    /// The region of all stacks.
    pub region: Option<String>,
    /// The namespace of all names, to operate on another instance.
    pub namespace: Option<String>,
}

/// The outcome of [`Program::define`].
#[derive(Debug, Default)]
pub struct Definition {
    /// The stacks.
    pub app: App,
    /// The effective configuration, one entry for each key.
    pub settings: Vec<Entry>,
    /// The configuration file that was used.
    pub file: Option<PathBuf>,
    /// The accounts in which the stacks may be deployed; `None` for any.
    pub allowed: Option<Allowed>,
}

/// The accounts in which stacks may be deployed, and the source of that setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Their ids, twelve digits each.
    pub accounts: Vec<String>,
    /// The source, as shown: `sa-infra.toml:3`.
    pub source: String,
}

impl<F: Fn(&mut App)> Program for F {
    fn define(&self, overrides: &Overrides) -> Result<Definition, Problems> {
        if overrides.namespace.is_some() {
            return Err(Problem {
                given_by: Some("--namespace".to_owned()),
                reason: "this program has no configuration, and no namespaces".to_owned(),
                fix: "remove --namespace".to_owned(),
                ..Problem::default()
            }
            .into());
        }
        let mut definition = Definition::default();
        self(&mut definition.app);
        if let Some(region) = &overrides.region {
            definition.app.set_region(region);
        }
        Ok(definition)
    }
}

impl Context<'_> {
    pub(super) fn define(&self) -> Result<Definition, Failure> {
        self.define_at(None, None)
    }

    fn define_at(&self, namespace: Option<&str>, region: Option<&str>) -> Result<Definition, Failure> {
        let or = |other: Option<&str>, own: &Option<String>| other.map(str::to_owned).or_else(|| own.clone());
        let overrides = Overrides {
            file: self.global.config.clone(),
            region: or(region, &self.global.region),
            namespace: or(namespace, &self.global.namespace),
        };
        let defined = self.program.define(&overrides).map_err(Failure::Settings)?;
        super::configuration_file::remember(defined.file.as_deref());
        Ok(defined)
    }

    /// Prints a result: as JSON for programs, with `human` for people.
    pub(super) fn show<T: Serialize>(
        &mut self,
        result: &T,
        human: impl FnOnce(&mut dyn Write, &T) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.global.json {
            view::json(self.out, result)?;
        } else {
            human(self.out, result)?;
        }
        // Notes must come after the result.
        Ok(self.out.flush()?)
    }

    /// Prints a result of a command with one JSON value per line.
    pub(super) fn show_line<T: Serialize>(
        &mut self,
        result: &T,
        human: impl FnOnce(&mut dyn Write, &T) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.global.json {
            return Ok(view::json_line(self.out, result)?);
        }
        self.show(result, human)
    }

    /// Refuses `--json` for a command that prints something else.
    pub(super) fn no_json(&self, command: &str, what: &str) -> Result<(), Failure> {
        if !self.global.json {
            return Ok(());
        }
        let reason = format!("{command}: prints {what}, not JSON");
        Err(Failure::usage(reason, "remove --json"))
    }

    /// The same stacks in another namespace.
    pub(super) fn synth_in(&self, namespace: &str) -> Result<Assembly, Failure> {
        self.synth_at(Some(namespace), None)
    }

    /// The same stacks in another namespace and region.
    pub(super) fn synth_at(
        &self,
        namespace: Option<&str>,
        region: Option<&str>,
    ) -> Result<Assembly, Failure> {
        let definition = self.define_at(namespace, region)?;
        definition.app.synth().map_err(Failure::Findings)
    }

    /// Synthesizes and checks all stacks.
    pub(super) fn synth(&self) -> Result<Assembly, Failure> {
        self.define()?.app.synth().map_err(Failure::Findings)
    }
}
