//! `instance`: the EC2 instance that functions start and stop. One file for its operations, one for connections to
//! it.

mod act;
mod reach;
mod upgrade;

use super::{Context, Failure, aws};
use crate::operate::instance::{self, Machine, status};
use crate::view;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Start, stop, and connect to the EC2 instance that trades.
///
/// The instance, its functions and its key come from the deployed stack.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra instance\n  sa-infra instance start\n  sa-infra instance ssh")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Stack of the instance [default: the only stack with one]
    #[arg(long, global = true, value_name = "STACK")]
    stack: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show the instance: state, address, agent, image, hours, last function runs
    #[command(after_help = "Examples:\n  sa-infra instance status\n  sa-infra instance status --json")]
    Status,
    /// Start the instance as scheduled, install the program, and follow the progress
    #[command(after_help = "Examples:\n  sa-infra instance start\n  sa-infra instance start --force")]
    Start(act::Start),
    /// Save logs and ledger, stop the instance if that succeeded, and follow the progress
    #[command(after_help = "Examples:\n  sa-infra instance stop\n  sa-infra instance stop --yes")]
    Stop(act::Stop),
    /// Log in or run a command with SSH, through Session Manager if SSH is closed
    #[command(
        after_help = "Examples:\n  sa-infra instance ssh\n  sa-infra instance ssh -- tail -f projects/x.log\n  sa-infra instance ssh --print"
    )]
    Ssh(reach::Ssh),
    /// Copy files to or from the instance; paths on it begin with a colon
    #[command(
        after_help = "Examples:\n  sa-infra instance copy notes.txt :\n  sa-infra instance copy --recursive :projects/x/trade_logs ."
    )]
    Copy(reach::Copy),
    /// Write the private key of the instance to a file that only you can read
    #[command(after_help = "Examples:\n  sa-infra instance key\n  sa-infra instance key ~/.ssh/trader.pem")]
    Key(reach::Key),
    /// Replace the instance with a new one from the newest image
    #[command(
        after_help = "Examples:\n  sa-infra instance upgrade-image\n  sa-infra instance upgrade-image --allow-replace LOGICAL_ID --yes"
    )]
    UpgradeImage(upgrade::Args),
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = args.aws.synth(context, &[])?;
    let machine = instance::machine(&assembly, args.stack.as_deref())?;
    args.aws.works_on([machine.artifact])?;
    match args.command.as_ref().unwrap_or(&Command::Status) {
        Command::Status => status(args, context, machine),
        Command::Start(start) => act::run(&args.aws, context, machine, &start.plan()),
        Command::Stop(stop) => act::run(&args.aws, context, machine, &stop.plan()),
        Command::Ssh(ssh) => reach::ssh(ssh, &args.aws, context, machine),
        Command::Copy(copy) => reach::copy(copy, &args.aws, context, machine),
        Command::Key(key) => reach::key(key, &args.aws, context, machine),
        Command::UpgradeImage(upgrade) => upgrade::run(upgrade, &args.aws, context, &assembly, machine),
    }
}

fn status(args: &Args, context: &mut Context<'_>, machine: Machine<'_>) -> Result<(), Failure> {
    let now = Timestamp::now();
    let status = args.aws.run(async |clouds| {
        let deployed = machine.deployed(clouds).await?;
        Ok(status::look(clouds, &deployed, now, true).await?)
    })?;
    let (here, format) = (TimeZone::system(), context.format());
    context.show(&status, |out, status| {
        view::instance::status(out, status, &here, now, format)
    })
}
