//! Compares the new template of each stack with the old one: the deployed template, or one in a directory.

mod asked;

use super::adoption::{self, Unfit};
use super::deployment::outgoing::outgoing;
use super::deployment::{Failure, Options, stack_settings};
use super::nested::{self, Unreadable};
use super::template_files;
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{self, Cloud, Clouds};
use crate::diff::Diff;
use crate::local::disk;
use crate::model::template::{Malformed, Nested, Template};
use crate::synth::Artifact;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::compared::{Compared, Kept};
pub use asked::asked;

/// A file that cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory does not exist or is not a directory, or a file cannot be read.
    #[error(transparent)]
    Disk(#[from] disk::Error),
    /// It is not a CloudFormation template.
    #[error("{} is not a CloudFormation template", .0.display())]
    Malformed(PathBuf, Vec<Malformed>),
    /// The deployed template cannot be read.
    #[error("the deployed template of {0} cannot be read")]
    Deployed(Arc<str>, Vec<Malformed>),
    /// A call of AWS failed.
    #[error(transparent)]
    Cloud(#[from] cloud::Error),
    /// An existing bucket cannot become part of the stack.
    #[error("{0}: {1}")]
    Unfit(Arc<str>, Unfit),
    /// CloudFormation could not create a change set.
    #[error("{0}: {1}")]
    Refused(Arc<str>, Box<Failure>),
}

/// Compares each stack, as it would be sent, with the deployed one. A stack that is not deployed is new. Retained
/// exports and live values are not differences: they are in neither template. The emulator keeps the template of a
/// deleted stack, so there each stack is looked up first. The tags and topics in the options are compared with those
/// of the stack.
pub async fn deployed<'a>(
    clouds: &impl Clouds,
    stacks: impl IntoIterator<Item = &'a Artifact>,
    options: &Options,
    is_emulator: bool,
) -> Result<Vec<Compared>, Error> {
    Ok(read(clouds, stacks, options, is_emulator).await?.0)
}

/// The comparisons, and the deployed templates, by the ids of the stacks.
async fn read<'a>(
    clouds: &impl Clouds,
    stacks: impl IntoIterator<Item = &'a Artifact>,
    options: &Options,
    is_emulator: bool,
) -> Result<(Vec<Compared>, HashMap<String, Option<String>>), Error> {
    let (mut compared, mut texts) = (Vec::new(), HashMap::new());
    for stack in stacks {
        let cloud = clouds.at(stack.environment())?;
        let api = cloud.cloudformation();
        let is_gone = is_emulator && api.describe_stack(&stack.name).await?.is_none();
        let text = if is_gone {
            None
        } else {
            api.get_template(&stack.name).await?
        };
        texts.insert(stack.id.to_string(), text.clone());
        let before = text.map(|text| Template::parse(&text)).transpose();
        let before = before.map_err(|parts| Error::Deployed(stack.id.clone(), parts))?;
        let after = outgoing(&cloud, stack, before.as_ref(), &[]).await?;
        let adopts = adoption::find(&cloud, &after, before.as_ref()).await;
        let adopts = adopts.map_err(|error| match error {
            adoption::Error::Call(error) => Error::Cloud(error),
            adoption::Error::Unfit(unfit) => Error::Unfit(stack.id.clone(), unfit),
        })?;
        let nested = nested::read(&cloud, &stack.name, before.as_ref()).await;
        let nested = nested.map_err(|unreadable| match unreadable {
            Unreadable::Call(error) => Error::Cloud(error),
            Unreadable::Template(parts) => Error::Deployed(stack.id.clone(), parts),
        })?;
        let before = before.map(|before| nested::whole(before, &nested));
        let differs = compare(stack, before, &nested::whole(after, &stack.nested));
        let settings = if stack_settings::are_named(options) {
            let found = cloud.cloudformation().describe_stack(&stack.name).await?;
            let found = found.filter(|found| !found.status.is_gone());
            stack_settings::compared(options, found.as_ref())
        } else {
            Vec::new()
        };
        compared.push(Compared {
            adopts,
            settings,
            ..differs
        });
    }
    Ok((compared, texts))
}

fn compare(stack: &Artifact, before: Option<Template>, after: &Template) -> Compared {
    Compared {
        stack: stack.id.clone(),
        name: stack.name.clone(),
        is_new: before.is_none(),
        diff: Diff::between(&before.unwrap_or_default(), after),
        ..Compared::default()
    }
}

/// Compares each stack with its template in `dir`, JSON or YAML; a stack without a file is new.
pub fn offline<'a>(
    stacks: impl IntoIterator<Item = &'a Artifact>,
    dir: &Path,
) -> Result<Vec<Compared>, Error> {
    // Without this check, a typo in the directory would make every stack new.
    std::fs::read_dir(dir).map_err(|error| disk::Error::new("list", dir, error))?;
    let from_file = |stack: &Artifact| {
        let before = read_file(&template_files::find(dir, &stack.id))?;
        let nested = nested_files(dir, &stack.nested)?;
        let before = before.map(|before| nested::whole(before, &nested));
        Ok(compare(stack, before, &stack.whole()))
    };
    stacks.into_iter().map(from_file).collect()
}

/// The files of these nested stacks, as far as there are some.
fn nested_files(dir: &Path, stacks: &[Nested]) -> Result<Vec<Nested>, Error> {
    let mut nested = Vec::new();
    for stack in stacks {
        if let Some(template) = read_file(&template_files::find(dir, &stack.id))? {
            nested.push(Nested {
                template,
                nested: nested_files(dir, &stack.nested)?,
                ..stack.clone()
            });
        }
    }
    Ok(nested)
}

fn read_file(path: &Path) -> Result<Option<Template>, Error> {
    let text = match disk::read_text(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let template = Template::parse(&text);
    template
        .map(Some)
        .map_err(|parts| Error::Malformed(path.into(), parts))
}
