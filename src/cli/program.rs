//! The interface between the command line and a program: its stacks, and its configuration if it has one.

use crate::model::app::App;
use crate::operate::costs::Costs;
use crate::settings::{Entry, Problem, Problems};
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
