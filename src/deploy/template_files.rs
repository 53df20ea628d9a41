//! Template files on disk: written if they differ, compared byte for byte.

use crate::local::disk::{self, Error};
use crate::model::template::{Nested, Template};
use crate::synth::Artifact;
use std::fs;
use std::io;
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
    /// The id of the stack; for an orphaned file, the id in its name.
    pub stack: String,
    /// The path of the file.
    pub path: PathBuf,
    /// How the file compared with the template before it was written.
    pub state: State,
    /// How many resources the template has.
    pub resources: usize,
    /// The size of the template as it is sent to CloudFormation, in bytes.
    pub bytes: usize,
}

const SUFFIX: &str = ".template.json";

/// Writes the template of each stack to `dir`, unless the file holds it already.
pub fn write<'a>(stacks: impl IntoIterator<Item = &'a Artifact>, dir: &Path) -> Result<Vec<File>, Error> {
    disk::make(dir)?;
    let write = |(id, template)| {
        let (file, text) = compare(id, template, dir)?;
        if file.state != State::Unchanged {
            disk::replace(&file.path, text.as_bytes())?;
        }
        Ok(file)
    };
    stacks.into_iter().flat_map(templates).map(write).collect()
}

/// Compares the template of each stack with its file in `dir`, and writes nothing.
pub fn check<'a>(stacks: impl IntoIterator<Item = &'a Artifact>, dir: &Path) -> Result<Vec<File>, Error> {
    let check = |(id, template)| Ok(compare(id, template, dir)?.0);
    stacks.into_iter().flat_map(templates).map(check).collect()
}

/// The template files in `dir` that belong to none of the stacks.
pub fn orphans(stacks: &[Artifact], dir: &Path) -> Result<Vec<File>, Error> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(Error::new("list", dir, source));
        }
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let ids = names.filter_map(|name| name.strip_suffix(SUFFIX).map(str::to_owned));
    let known = stacks.iter().flat_map(templates);
    let known = known.map(|(id, _)| file_name(id)).collect::<Vec<_>>();
    let mut orphans = ids
        .filter(|id| !known.iter().any(|known| known == id))
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

/// What files of templates may be called that others wrote; what is in them, they say themselves.
const OTHERS: [&str; 6] = [
    ".template.yaml",
    ".template.yml",
    ".yaml",
    ".yml",
    ".json",
    ".template",
];

/// The file that holds the template of a stack, whoever wrote it: `<STACK>.template.json` if it is there, else another
/// of its names; the first one if there is none.
pub fn find(dir: &Path, stack: &str) -> PathBuf {
    let name = file_name(stack);
    let others = OTHERS.iter().map(|suffix| dir.join(format!("{name}{suffix}")));
    let mut all = std::iter::once(path(dir, stack)).chain(others);
    all.find(|path| path.exists()).unwrap_or_else(|| path(dir, stack))
}

/// Where the template of a stack is kept.
pub fn path(dir: &Path, stack: &str) -> PathBuf {
    dir.join(format!("{}{SUFFIX}", file_name(stack)))
}

/// The file of the nested stack `shop/storage` is called `shop.storage`.
fn file_name(stack: &str) -> String {
    stack.replace('/', ".")
}

/// The templates of a stack and of its nested stacks, with their ids.
fn templates(stack: &Artifact) -> Vec<(&str, &Template)> {
    let mut templates = vec![(&*stack.id, &stack.template)];
    nested(&stack.nested, &mut templates);
    templates
}

fn nested<'s>(stacks: &'s [Nested], templates: &mut Vec<(&'s str, &'s Template)>) {
    for stack in stacks {
        templates.push((&stack.id, &stack.template));
        nested(&stack.nested, templates);
    }
}

fn compare(id: &str, template: &Template, dir: &Path) -> Result<(File, String), Error> {
    let path = path(dir, id);
    let text = template.to_pretty();
    let state = match fs::read(&path) {
        Ok(bytes) if bytes == text.as_bytes() => State::Unchanged,
        Ok(_) => State::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => State::New,
        Err(source) => {
            return Err(Error::new("read", &path, source));
        }
    };
    let (resources, bytes) = (template.resources.len(), template.size());
    Ok((
        File {
            stack: id.to_owned(),
            path,
            state,
            resources,
            bytes,
        },
        text,
    ))
}
