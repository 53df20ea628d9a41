//! Template files on disk: written so that a reader never sees half of one, compared byte for byte.

use crate::synth::Artifact;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How the file of a template compares with the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There was no file.
    New,
    /// The file holds something else.
    Changed,
    /// The file holds exactly this template.
    Unchanged,
    /// The file belongs to no stack of the app.
    Orphaned,
}

/// One template file.
#[derive(Debug, serde::Serialize)]
pub struct File {
    /// The id of the stack; of an orphan, what its name suggests.
    pub stack: String,
    /// Where it is.
    pub path: PathBuf,
    /// How it compared before anything was written.
    pub state: State,
    /// How many resources the template has.
    pub resources: usize,
    /// How many bytes CloudFormation is sent: the compact form.
    pub bytes: usize,
}

/// Something the file system refused.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}", path.display())]
pub struct Error {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

const SUFFIX: &str = ".template.json";

/// Writes the template of each stack to `dir`, unless the file holds it already.
pub fn write<'a>(stacks: impl IntoIterator<Item = &'a Artifact>, dir: &Path) -> Result<Vec<File>, Error> {
    create(dir)?;
    let write = |stack| {
        let (file, text) = compare(stack, dir)?;
        if file.state != State::Unchanged {
            replace(&file.path, text.as_bytes())?;
        }
        Ok(file)
    };
    stacks.into_iter().map(write).collect()
}

/// Makes sure that a directory is there.
pub fn create(dir: &Path) -> Result<(), Error> {
    fs::create_dir_all(dir).map_err(|source| Error {
        action: "create",
        path: dir.into(),
        source,
    })
}

/// Compares the template of each stack with its file in `dir`, and writes nothing.
pub fn check<'a>(stacks: impl IntoIterator<Item = &'a Artifact>, dir: &Path) -> Result<Vec<File>, Error> {
    stacks
        .into_iter()
        .map(|stack| Ok(compare(stack, dir)?.0))
        .collect()
}

/// The template files in `dir` that belong to none of the stacks.
pub fn orphans(stacks: &[Artifact], dir: &Path) -> Result<Vec<File>, Error> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(Error {
                action: "list",
                path: dir.into(),
                source,
            });
        }
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let ids = names.filter_map(|name| name.strip_suffix(SUFFIX).map(str::to_owned));
    let mut orphans = ids
        .filter(|id| !stacks.iter().any(|stack| *stack.id == **id))
        .collect::<Vec<_>>();
    orphans.sort_unstable();
    let file = |id: String| File {
        path: path(dir, &id),
        stack: id,
        state: State::Orphaned,
        resources: 0,
        bytes: 0,
    };
    Ok(orphans.into_iter().map(file).collect())
}

/// Where the template of a stack is kept.
pub fn path(dir: &Path, stack: &str) -> PathBuf {
    dir.join(format!("{stack}{SUFFIX}"))
}

fn compare(stack: &Artifact, dir: &Path) -> Result<(File, String), Error> {
    let path = path(dir, &stack.id);
    let text = stack.template.to_pretty();
    let state = match fs::read(&path) {
        Ok(bytes) if bytes == text.as_bytes() => State::Unchanged,
        Ok(_) => State::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => State::New,
        Err(source) => {
            return Err(Error {
                action: "read",
                path,
                source,
            });
        }
    };
    let (resources, bytes) = (stack.template.resources.len(), stack.template.size());
    Ok((
        File {
            stack: stack.id.to_string(),
            path,
            state,
            resources,
            bytes,
        },
        text,
    ))
}

/// Writes to a file beside it and renames that, so that the old content stays until the new one is whole.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_file_name(format!(
        ".{}.{}",
        path.file_name().unwrap_or_default().to_string_lossy(),
        std::process::id()
    ));
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        fs::rename(&beside, path)
    };
    write().map_err(|source| {
        let _ = fs::remove_file(&beside);
        Error {
            action: "write",
            path: path.into(),
            source,
        }
    })
}
