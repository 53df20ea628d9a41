//! `sa-infra`: the stacks of Stock Advisor and Simple Trader, one file each. Generic code is not here but
//! in the library.

#![expect(
    unreachable_pub,
    reason = "in a stack, `pub` says what it lends to the others"
)]

mod base;
mod compute;
mod config;
mod costs;
mod develop;
mod parameters;
mod schedule;
mod service;
mod simple_trader;
mod tags;
mod topic;
mod watchdog;

use config::{Config, StackId};
use sa_infra::app::{App, Stack};
use sa_infra::cli::{Allowed, Definition, Overrides, Program};
use sa_infra::operate::costs::Costs;
use sa_infra::settings::{self, Loaded, Problems};
use std::process::ExitCode;

fn main() -> ExitCode {
    sa_infra::cli::main(&SaInfra)
}

/// musl's own asks the kernel for memory three hundred times in a run of `synth`.
#[cfg(all(feature = "released", target_env = "musl"))]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

struct SaInfra;

impl Program for SaInfra {
    fn define(&self, overrides: &Overrides) -> Result<Definition, Problems> {
        let here = std::env::current_dir().ok();
        let file = match (&overrides.file, here) {
            (None, Some(here)) => settings::find(&here)?,
            (file, _) => file.clone(),
        };
        let loaded = Config::load(
            file.as_deref(),
            overrides.region.as_deref(),
            overrides.namespace.as_deref(),
        )?;
        Ok(Definition {
            app: stacks(&loaded.value),
            allowed: allowed(&loaded),
            settings: loaded.entries,
            file: loaded.file,
        })
    }

    fn sample(&self) -> Option<String> {
        Some(config::init())
    }

    fn costs(&self, stacks: &[&str]) -> Option<Costs> {
        Some(costs::of(stacks))
    }
}

/// The accounts in the configuration, and the key that sets them.
fn allowed(loaded: &Loaded<Config>) -> Option<Allowed> {
    let (accounts, key) = loaded.value.accounts()?;
    let entry = loaded.entries.iter().find(|entry| entry.key == key);
    let source = entry.map_or(key.clone(), |entry| entry.source.to_string());
    Some(Allowed {
        accounts,
        source: format!("{source} ({key})"),
    })
}

/// All stacks, in deployment order: each uses resources of earlier ones.
fn stacks(config: &Config) -> App {
    let mut app = App::new();
    let base = base::Base::define(&mut app, config);
    let compute = compute::Compute::define(&mut app, config, &base);
    develop::define(&mut app, config, &compute);
    simple_trader::define(&mut app, config);
    for (account, profile) in &config.profiles {
        app.set_profile(account.clone(), profile.to_string());
    }
    if let Some(arn) = &config.permissions_boundary {
        app.set_permissions_boundary(arn);
    }
    app
}

/// A stack of Stock Advisor, with the name and the region in the configuration.
fn stack<'a>(app: &'a mut App, config: &Config, id: StackId) -> &'a mut Stack {
    let stack = app.stack(id.id());
    stack.set_name(config.stack_name(id));
    stack.set_region(config.stock_advisor.region.to_string());
    stack.tag("app", "stock-advisor");
    stack.tag("namespace", config.namespace.to_string());
    stack
}
