//! `upload`: the program of the machine, and what belongs to it, put into its bucket.

use super::{Context, Failure, aws};
use crate::operate::upload::{self, Request};
use crate::view;
use jiff::Timestamp;
use std::path::PathBuf;

/// Pack a program and put it into its bucket, with the files it needs beside it.
///
/// What .gitignore keeps out is not packed, nor are keys, tokens and the history of git, whatever .gitignore says. The same
/// files make the same archive. It comes last, so that whoever finds it finds what belongs to it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra upload ~/program\n  sa-infra upload --only access_token.txt")]
pub(super) struct Args {
    /// The directory of the program
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Upload only this, the archive or a file beside it, by its name in the bucket; can be given again
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Pack this file too, though .gitignore, its name or what it holds keeps it out; can be given again
    #[arg(long = "allow", visible_alias = "include", value_name = "FILE")]
    include: Vec<PathBuf>,
    /// Show every file that is packed
    #[arg(long)]
    list: bool,
    /// Show what would be uploaded, and upload nothing
    #[arg(long)]
    dry_run: bool,
    /// Upload a file of the day though it is of an earlier one
    #[arg(long)]
    allow_old: bool,
    /// The most that is packed, in MB
    #[arg(long, value_name = "MB", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=4096))]
    limit: u64,
    /// The stack whose bucket is meant [default: the only one that takes uploads]
    #[arg(long, value_name = "STACK")]
    stack: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = args.aws.synth(context, &[])?;
    let target = upload::target(&assembly, args.stack.as_deref())?;
    let request = Request {
        directory: args.directory.clone(),
        only: args.only.clone(),
        include: args.include.clone(),
        limit: args.limit * 1_000_000,
        allow_old: args.allow_old,
    };
    let plan = upload::plan(target, &request, Timestamp::now())?;
    view::upload::left_out(context.err, &plan.pack)?;
    let pack = if args.dry_run {
        plan.pack
    } else {
        let err = &mut *context.err;
        // Who does not read it does not wait for it either.
        let mut told = |name: &str| drop(view::upload::sent(err, name));
        args.aws
            .run(async |clouds| Ok(upload::send(clouds, plan, &mut told).await?))?
    };
    context.show(&pack, |out, pack| view::upload::human(out, pack, args.list))
}
