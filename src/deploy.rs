//! Operations on stacks: deploy, watch, import, recover and destroy. They return results and never print.

pub mod adoption;
pub mod attach;
pub mod cancel;
mod change_set_cleanup;
pub mod compared;
pub mod deployed_stacks;
pub mod deployment;
pub mod destroy;
pub mod diff;
mod display_name;
pub mod drift;
pub mod event_poller;
pub mod events;
pub mod gc;
mod journal;
pub mod last_operation;
mod live_parameters;
mod monitor;
pub(crate) mod nested;
mod observer;
pub mod outputs;
mod parameter_creation;
mod paused_schedules;
pub mod recover;
mod right_account;
pub mod root_cause;
pub(crate) mod schedule_states;
pub mod secret_values;
pub mod status;
pub mod template_files;
mod template_hash;
pub mod ui;
mod work_graph;

/// What the bucket and the repository for assets are called.
pub(crate) const ASSETS: &str = "sa-infra-assets";

/// The name of a bucket that `deploy` creates in an account and region.
fn bucket_name(purpose: &str, owner: &str, region: &str) -> String {
    format!("{purpose}-{owner}-{region}")
}
