//! Why a stack was not deployed, and what to do.

use crate::deploy::deployment::Failure;
use crate::view::{BOLD, DIM, Format, RED, link, root_cause};
use std::io::{self, Write};

/// Why a stack was not deployed, and what to do.
pub fn failure(err: &mut dyn Write, stack: &str, failure: &Failure, format: Format) -> io::Result<()> {
    let arn = match failure {
        Failure::Ended { arn, .. } => Some(&**arn),
        _ => None,
    };
    let name = link::to_stack(arn, stack, format);
    match failure {
        // The question names its stacks.
        Failure::Unasked(_) => return stopped(err, failure),
        _ => writeln!(err, "{RED}error{RED:#}: {BOLD}{name}{BOLD:#}: {failure}")?,
    }
    if let Failure::Refused { findings, .. } = failure {
        findings
            .iter()
            .try_for_each(|finding| writeln!(err, "  {finding}"))?;
    }
    if let Failure::Ended { cause: why, .. } = failure {
        root_cause::cause(err, why)?;
    }
    writeln!(err, "  {DIM}fix:{DIM:#} {}", fix(stack, failure))
}

/// Why none of the stacks was deployed, and what to do.
pub fn stopped(err: &mut dyn Write, failure: &Failure) -> io::Result<()> {
    writeln!(err, "{RED}error{RED:#}: {failure}")?;
    writeln!(err, "  {DIM}fix:{DIM:#} {}", fix("", failure))
}

fn fix(stack: &str, failure: &Failure) -> String {
    match failure {
        Failure::Call(error) => error.fix(),
        Failure::Unasked(unasked) => format!("review the changes, then pass {}", unasked.flag),
        Failure::Declined => "run it again when you have decided".to_owned(),
        Failure::Overtaken(_) => "check who else is deploying it, then deploy again".to_owned(),
        Failure::Uncertain(_) => {
            format!(
                "check `sa-infra events {stack}` and the console, then deploy again, which restores the live parameters"
            )
        }
        Failure::Interrupted | Failure::Undone => "run it again when you are ready".to_owned(),
        Failure::Lost(error) => format!("{}; `sa-infra watch {stack}` reattaches", error.fix()),
        Failure::Left => format!("`sa-infra watch {stack}` reattaches"),
        Failure::Stuck { fix, .. } | Failure::Asset { fix, .. } => fix.clone(),
        Failure::Stopped(stops) => {
            let ids = stops
                .iter()
                .map(|stop| format!("--allow-replace {}", stop.id))
                .collect::<Vec<_>>();
            format!("save its data, then pass {}", ids.join(" "))
        }
        Failure::Unrollable(_) => {
            "omit --on-failure keep, so that CloudFormation can roll the stack back; or change what needs no replacement"
                .to_owned()
        }
        Failure::Refused { .. } => "correct the reported problem, then deploy again".to_owned(),
        Failure::Exists { is_foreign: true, .. } => {
            "choose another `namespace` in sa-infra.toml, or with --namespace: what another stack owns must stay as \
             it is"
                .to_owned()
        }
        Failure::Exists { .. } => {
            "set the DeletionPolicy Retain or RetainExceptOnCreate, so that the stack imports \
                               the existing resources; or delete or rename those; then deploy again"
                .to_owned()
        }
        Failure::Imported { .. } => "update that stack first, so that it no longer imports it".to_owned(),
        Failure::TooLong(_) => "split the stack".to_owned(),
        Failure::TemplateBucket(_) => {
            "pass one of your buckets in the region of the stack with --template-bucket".to_owned()
        }
        Failure::AssetBucket(_) => {
            "pass one of your buckets in the region of the stack with --asset-bucket".to_owned()
        }
        Failure::Swapped { bucket: Some(bucket) } => {
            format!("find out who wrote to the bucket {bucket} (CloudTrail, s3:PutObject), and who may, before you deploy again")
        }
        Failure::Swapped { bucket: None } => {
            "find out what answers in the place of AWS (--endpoint-url, HTTPS_PROXY) before you deploy again".to_owned()
        }
        Failure::Adoption(unfit) => unfit.fix(),
        Failure::Halfway => "deploy again to continue".to_owned(),
        Failure::Values(_) => "check who else is changing these resources, then deploy again".to_owned(),
        Failure::Ended { .. } if failure.is_stuck() => {
            format!("run `sa-infra recover {stack}`")
        }
        Failure::Ended { cause, .. } => match root_cause::remedy(cause) {
            Some(remedy) => format!("{remedy}, then deploy again"),
            None => {
                format!("resolve the cause, then deploy again; `sa-infra events {stack}` shows all events")
            }
        },
        Failure::Absent(_) => {
            "`sa-infra status` shows what is deployed; --region selects another region".to_owned()
        }
        Failure::Late => format!(
            "`sa-infra diff {stack}` shows how it differs from the template; `sa-infra deploy {stack}` updates it"
        ),
        Failure::Unstoppable(_) => format!("`sa-infra watch {stack}` waits for the end of the operation"),
        Failure::Waiting { needed, stopped: true } => {
            format!("run it again when you are ready; `sa-infra deploy {stack}` deploys {needed} first")
        }
        Failure::Waiting { needed, .. } => format!("deploy {needed} first"),
        Failure::Template(_) => "open the stack in the AWS console, which shows the template as it was sent".to_owned(),
    }
}
