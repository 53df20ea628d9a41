//! `open`: a page of the AWS console, in the browser.

use super::{Context, Failure, aws, selection};
use crate::cloud::{Cloud, Clouds};
use crate::deploy::deployed_stacks::look_up_one;
use crate::operate::logs;
use crate::operate::scheduled::{find, timed};
use crate::synth::{Artifact, Assembly};
use crate::view::console;
use std::env;
use std::process::{Command, Stdio};

/// Open the AWS console in your browser.
///
/// Opens the page of a stack, the log of a service, or the list of stacks.
/// Prints the address too, and nothing but the address where there is no browser. Sign in to the console with the account
/// that the command names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra open\n  sa-infra open STACK\n  sa-infra open SERVICE")]
pub(super) struct Args {
    /// Stack id or service name [default: the list of stacks]
    #[arg(value_name = "STACK|SERVICE")]
    what: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("open", "an address")?;
    if context.is_emulated {
        return Err(Failure::usage(
            "an emulator has no console",
            "remove --local or --endpoint-url; `sa-infra status` shows the stacks",
        ));
    }
    let ids = args.what.clone().into_iter().collect::<Vec<_>>();
    let assembly = args.aws.synth(context, &ids)?;
    let url = address(args, &assembly)?;
    writeln!(context.out, "{url}")?;
    context.out.flush()?;
    browse(&url);
    Ok(())
}

fn address(args: &Args, assembly: &Assembly) -> Result<String, Failure> {
    let Some(name) = &args.what else {
        let mut stacks = assembly.stacks.iter();
        let first = stacks.find(|stack| stack.region.is_some());
        args.aws.works_on(first)?;
        let environment = first.map(Artifact::environment).unwrap_or_default();
        return args
            .aws
            .run(async |clouds| Ok(console::stacks(clouds.at(environment)?.region())));
    };
    let services = timed(assembly);
    if services.iter().any(|service| service.name == *name) {
        let service = find(&services, name)?;
        let group = logs::of_timed(&service)?;
        args.aws.works_on([service.artifact])?;
        let environment = service.artifact.environment();
        return args
            .aws
            .run(async |clouds| Ok(console::log_group(clouds.at(environment)?.region(), &group)));
    }
    let stack = selection::one(assembly, name)?;
    args.aws.run(async |clouds| {
        let deployed = look_up_one(clouds, stack).await?;
        let region = deployed.cloud.region();
        let page = deployed.stack.and_then(|stack| console::stack(&stack.arn));
        page.ok_or_else(|| Failure::Failed {
            reason: format!("{}: not deployed in {region}", stack.id),
            fix: format!(
                "run `sa-infra deploy {}`, or select another region with --region",
                stack.id
            ),
        })
    })
}

/// Opens the address in the browser, if there is one. The address is printed anyway, so a failure is ignored.
pub(super) fn browse(url: &str) {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let browser = env::var("BROWSER").ok().filter(|browser| !browser.is_empty());
    let program = match browser {
        Some(browser) => browser,
        None if cfg!(target_os = "macos") => "open".to_owned(),
        None if is_set("WSL_DISTRO_NAME") => "wslview".to_owned(),
        None if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") => "xdg-open".to_owned(),
        None => return,
    };
    let mut words = program.split_whitespace();
    let Some(name) = words.next() else { return };
    let _ = Command::new(name)
        .args(words)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
