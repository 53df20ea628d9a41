//! `gc`: deletes assets that no deployed stack names.

use super::prompt::confirm_or;
use super::{Context, Failure, aws};
use crate::cloud::{Clouds, account_region};
use crate::deploy::gc::{self, Assets, Request};
use crate::synth::Artifact;
use crate::view;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Delete assets that no deployed stack names.
///
/// Looks at the templates of all stacks in the regions of this app. Assets that were uploaded within the last day stay, and
/// everything stays while a stack is in progress or stuck.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra gc --dry-run\n  sa-infra gc --yes")]
pub(super) struct Args {
    /// Show what would be deleted, without deleting it
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before deleting
    #[arg(long, short, conflicts_with = "dry_run")]
    yes: bool,
    /// Keep assets that were uploaded within this many hours
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    min_age: u32,
    /// Bucket for assets [default: the one that `deploy` creates]
    #[arg(long, value_name = "BUCKET")]
    asset_bucket: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = args.aws.synth(context, &[])?;
    args.aws.works_on(&assembly.stacks)?;
    let environments = assembly.stacks.iter().map(Artifact::environment);
    let environments = environments.collect::<BTreeSet<_>>();
    let request = Request {
        bucket: args.asset_bucket.clone(),
        min_age: SignedDuration::from_hours(args.min_age.into()),
        now: Timestamp::now(),
    };
    args.aws.run(async |clouds| {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for environment in &environments {
            let cloud = clouds.at(*environment)?;
            // A stack that names its account may be in that of the credentials.
            if !seen.insert(account_region(&cloud)) {
                continue;
            }
            let assets = gc::find(&cloud, &request).await?;
            found.push((cloud, assets));
        }
        let (clouds, assets): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        context.show(&assets, |out, assets| view::gc::human(out, assets))?;
        let is_free = |assets: &Assets| assets.busy.is_empty();
        if args.dry_run || assets.iter().all(|assets| assets.unused.is_empty()) {
            return Ok(());
        }
        let count = assets
            .iter()
            .filter(|assets| is_free(assets))
            .map(|assets| assets.unused.len());
        let count = count.sum::<usize>();
        if count > 0 && !args.yes {
            let question = format!("delete {}?", view::count(count, "asset"));
            confirm_or(context, &question, "--yes", "nothing was deleted")?;
        }
        for (cloud, assets) in clouds.iter().zip(&assets) {
            if !is_free(assets) {
                view::gc::busy(context.err, assets)?;
            } else if !assets.unused.is_empty() {
                let deleted = gc::delete(cloud, assets).await?;
                view::gc::deleted(context.err, assets, deleted)?;
            }
        }
        if assets.iter().all(is_free) {
            Ok(())
        } else {
            Err(Failure::Reported)
        }
    })
}
