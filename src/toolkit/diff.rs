//! Each stack's new template against the old one, which comes from a directory of templates.

use super::templates;
use crate::diff::Diff;
use crate::json::Text;
use crate::synth::Artifact;
use crate::template::{Malformed, Template};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One stack compared.
#[derive(Debug)]
pub struct Compared {
    /// The id of the stack.
    pub stack: Arc<str>,
    /// The name CloudFormation knows it by.
    pub name: Text,
    /// Whether there was nothing to compare with: everything is new.
    pub is_new: bool,
    /// What differs.
    pub diff: Diff,
}

/// A file that cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory is not there, or is none.
    #[error("cannot read the directory {}", .0.display())]
    Directory(PathBuf, #[source] io::Error),
    /// The file system refused it.
    #[error("cannot read {}", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// It is no CloudFormation template in JSON.
    #[error("{} is not a CloudFormation template in JSON", .0.display())]
    Malformed(PathBuf, Vec<Malformed>),
}

impl Error {
    /// The directory or file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Directory(path, _) | Self::File(path, _) | Self::Malformed(path, _) => path,
        }
    }
}

/// Compares each stack with `dir/<stack>.template.json`; a stack without a file is new.
pub fn offline<'a>(
    stacks: impl IntoIterator<Item = &'a Artifact>,
    dir: &Path,
) -> Result<Vec<Compared>, Error> {
    // A mistyped directory would make everything new.
    std::fs::read_dir(dir).map_err(|error| Error::Directory(dir.into(), error))?;
    let compare = |stack: &Artifact| {
        let before = read(&templates::path(dir, &stack.id))?;
        Ok(Compared {
            stack: stack.id.clone(),
            name: stack.name.clone(),
            is_new: before.is_none(),
            diff: Diff::between(&before.unwrap_or_default(), &stack.template),
        })
    };
    stacks.into_iter().map(compare).collect()
}

fn read(path: &Path) -> Result<Option<Template>, Error> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::File(path.into(), error)),
    };
    let template = Template::parse(&text);
    template
        .map(Some)
        .map_err(|parts| Error::Malformed(path.into(), parts))
}
