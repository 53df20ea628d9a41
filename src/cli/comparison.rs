//! The comparison with the deployed stacks, for `diff` and for `deploy --dry-run --no-change-set`.

use super::{Context, Failure, aws};
use crate::cloud::SdkClouds;
use crate::deploy::deployment::Options;
use crate::deploy::diff::{self, Compared, Error};
use crate::model::finding::{Finding, Findings};
use crate::model::template::Malformed;
use crate::synth::Artifact;
use crate::view;

/// Compares the stacks with the deployed templates, and shows the differences.
pub(super) fn compare(
    aws: &aws::Aws,
    stacks: &[&Artifact],
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    show(context, &compared(aws, stacks, &Options::default())?)
}

/// Compares the stacks with the deployed templates.
pub(super) fn compared(
    aws: &aws::Aws,
    stacks: &[&Artifact],
    options: &Options,
) -> Result<Vec<Compared>, Failure> {
    let is_emulator = aws.is_local();
    let deployed = async |clouds: &SdkClouds| {
        let deployed = diff::deployed(clouds, stacks.iter().copied(), options, is_emulator);
        Box::pin(deployed).await.map_err(failure)
    };
    aws.run(deployed)
}

/// Shows a comparison.
pub(super) fn show(context: &mut Context<'_>, compared: &[Compared]) -> Result<(), Failure> {
    if context.global.json {
        view::diff::json(context.out, compared)?;
    } else {
        let format = context.format();
        view::diff::human(context.out, compared, format)?;
    }
    Ok(())
}

/// Why stacks could not be compared.
pub(super) fn failure(error: Error) -> Failure {
    match error {
        Error::Disk(error) => error.into(),
        Error::Cloud(error) => error.into(),
        Error::Unfit(stack, unfit) => Failure::Failed {
            reason: format!("{stack}: {unfit}"),
            fix: unfit.fix(),
        },
        error @ Error::Refused(..) => Failure::Failed {
            reason: error.to_string(),
            fix: "correct the problem that CloudFormation reports".to_owned(),
        },
        Error::Deployed(stack, parts) => Failure::Failed {
            reason: format!(
                "the deployed template of {stack} cannot be read: {}",
                parts.first().map(ToString::to_string).unwrap_or_default()
            ),
            fix: "open the stack in the AWS console, which shows the template as it was sent".to_owned(),
        },
        Error::Malformed(file, parts) => {
            let file = file.display().to_string();
            let finding = |part: Malformed| Finding {
                subject: part.path.into(),
                ..Finding::error(&*file, part.reason, part.fix)
            };
            Failure::Findings(Findings(parts.into_iter().map(finding).collect()))
        }
    }
}
