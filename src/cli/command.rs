//! The commands, and the function that runs each.

use super::{
    Context, Failure, build, cancel, check, completions, config, console, deploy, destroy, diagram, diff,
    docs, doctor, drift, events, facts, gc, images, init, instance, local, logs, ls, man, new, notify, open,
    outputs, policy, recover, restore, run, schedule, secrets, status, synth, tasks, up, upload, watch,
};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(visible_alias = "list")]
    Ls(ls::Args),
    Synth(synth::Args),
    Check(check::Args),
    Facts(facts::Args),
    Diagram(diagram::Args),
    Diff(diff::Args),
    Deploy(deploy::Args),
    Destroy(destroy::Args),
    Restore(restore::Args),
    Status(status::Args),
    Outputs(outputs::Args),
    Open(open::Args),
    Events(events::Args),
    Drift(drift::Args),
    Gc(gc::Args),
    #[command(visible_alias = "attach")]
    Watch(watch::Args),
    Cancel(cancel::Args),
    Recover(recover::Args),
    Secrets(secrets::Args),
    Notify(notify::Args),
    Schedule(schedule::Args),
    Logs(logs::Args),
    Tasks(tasks::Args),
    Images(images::Args),
    Run(run::Args),
    Build(build::Args),
    Instance(instance::Args),
    Upload(upload::Args),
    Up(up::Args),
    Console(console::Args),
    Doctor(doctor::Args),
    Policy(policy::Args),
    Local(local::Args),
    Config(config::Args),
    Init(init::Args),
    New(new::Args),
    Docs(docs::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Whether results suggest commands: documents, templates and logs are printed unchanged.
    pub(super) fn proposes(&self) -> bool {
        !matches!(
            self,
            Self::Synth(_)
                | Self::Logs(_)
                | Self::Config(_)
                | Self::Init(_)
                | Self::New(_)
                | Self::Docs(_)
                | Self::Completions(_)
                | Self::Man(_)
        )
    }
}

pub(super) fn dispatch(command: Command, context: &mut Context<'_>) -> Result<(), Failure> {
    match command {
        Command::Ls(args) => ls::run(&args, context),
        Command::Synth(args) => synth::run(&args, context),
        Command::Check(args) => check::run(&args, context),
        Command::Facts(args) => facts::run(&args, context),
        Command::Deploy(args) => deploy::run(&args, context),
        Command::Destroy(args) => destroy::run(&args, context),
        Command::Restore(args) => restore::run(&args, context),
        Command::Status(args) => status::run(&args, context),
        Command::Outputs(args) => outputs::run(&args, context),
        Command::Open(args) => open::run(&args, context),
        Command::Events(args) => events::run(&args, context),
        Command::Drift(args) => drift::run(&args, context),
        Command::Watch(args) => watch::run(&args, context),
        Command::Cancel(args) => cancel::run(&args, context),
        Command::Recover(args) => recover::run(&args, context),
        Command::Gc(args) => gc::run(&args, context),
        Command::Secrets(args) => secrets::run(&args, context),
        Command::Notify(args) => notify::run(&args, context),
        Command::Logs(args) => logs::run(&args, context),
        Command::Tasks(args) => tasks::run(&args, context),
        Command::Images(args) => images::run(&args, context),
        Command::Run(args) => run::run(&args, context),
        Command::Up(args) => up::run(&args, context),
        Command::Console(args) => console::run(&args, context),
        Command::Doctor(args) => doctor::run(&args, context),
        Command::Policy(args) => policy::run(&args, context),
        Command::Build(args) => build::run(&args, context),
        Command::Instance(args) => instance::run(&args, context),
        Command::Upload(args) => upload::run(&args, context),
        Command::Schedule(args) => schedule::run(&args, context),
        Command::Diff(args) => diff::run(&args, context),
        Command::Local(args) => local::run(&args, context),
        Command::Config(args) => config::run(&args, context),
        Command::Init(args) => init::run(&args, context),
        Command::New(args) => new::run(&args, context),
        Command::Diagram(args) => diagram::run(&args, context),
        Command::Completions(args) => completions::run(&args, context),
        Command::Man(args) => man::run(&args, context),
        Command::Docs(args) => docs::run(&args, context),
    }
}
