//! `upload`: uploads the program of the instance and its files to its bucket.

use super::{Context, Failure, aws};
use crate::operate::upload::{self, Request};
use crate::view;
use jiff::Timestamp;
use std::path::PathBuf;

/// Pack a program and upload it to its bucket, with the files it needs.
///
/// Leaves out files that .gitignore excludes, and always keys, tokens and the history of Git. The same files always give
/// the same archive. The archive is uploaded last, after everything it needs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra upload ~/program\n  sa-infra upload --only access_token.txt")]
pub(super) struct Args {
    /// Directory of the program
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Upload only this object, by its name in the bucket; can be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Pack this file even if .gitignore, its name or its content excludes it; can be repeated
    #[arg(long = "allow", visible_alias = "include", value_name = "FILE")]
    include: Vec<PathBuf>,
    /// List every file that is packed
    #[arg(long)]
    list: bool,
    /// Show what would be uploaded, without uploading it
    #[arg(long)]
    dry_run: bool,
    /// Upload a file of the day even if it is from an earlier day
    #[arg(long)]
    allow_old: bool,
    /// Maximum size of the packed files, in MB
    #[arg(long, value_name = "MB", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=4096))]
    limit: u64,
    /// Stack of the bucket [default: the only stack with uploads]
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
    args.aws.works_on([target.0])?;
    let plan = upload::plan(target, &request, Timestamp::now())?;
    view::upload::left_out(context.err, &plan.pack)?;
    let pack = if args.dry_run {
        plan.pack
    } else {
        let err = &mut *context.err;
        // If standard error is closed, the command continues without it.
        let mut told = |name: &str| drop(view::upload::sent(err, name));
        args.aws
            .run(async |clouds| Ok(upload::send(clouds, plan, &mut told).await?))?
    };
    context.show(&pack, |out, pack| view::upload::human(out, pack, args.list))
}
