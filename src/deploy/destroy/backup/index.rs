//! The contents of a backup as in its `index.json`, which `restore` reads.

use crate::cloud::s3::About;
use crate::local::age::Identity;
use crate::local::disk;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The name of the index in the backup of a stack.
pub const NAME: &str = "index.json";

/// The maximum size of an index: it has a few hundred bytes for each object.
const MOST: u64 = 1 << 30;

/// The name of the index of an encrypted backup.
pub const ENCRYPTED: &str = "index.json.age";

/// The version of the format.
pub const FORMAT: u32 = 1;

/// The backup of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// [`FORMAT`].
    pub format: u32,
    /// The stack's id.
    pub stack: String,
    /// Its ARN.
    pub arn: String,
    /// When it was made.
    pub made: Timestamp,
    /// The latest versions of the objects.
    pub objects: Vec<Object>,
    /// The values of parameters.
    pub parameters: Vec<Parameter>,
    /// The schedules.
    pub schedules: Vec<Schedule>,
    /// The images, without their contents.
    pub images: Vec<Image>,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The logical id of its bucket.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// The file with its contents, relative to the index, with `/`.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The MD5 sum of its contents, only to detect damage.
    pub md5: String,
    /// Its metadata.
    #[serde(flatten)]
    pub about: About,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The logical ID of the parameter; `None` for a SecureString, which is not a resource.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// The file with its value.
    pub file: String,
}

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its logical id.
    pub id: String,
    /// Whether it was enabled.
    pub enabled: bool,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The logical id of its repository.
    pub repository: String,
    /// Its digest, `sha256:...`.
    pub digest: String,
    /// Its tags: one of them is the commit it was built from.
    pub tags: Vec<String>,
}

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file system refused.
    #[error(transparent)]
    File(#[from] disk::Error),
    /// It is not an index.
    #[error("{}: not an index of a backup: {problem}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

impl Index {
    /// The index of the backup of a stack.
    pub fn read(directory: &Path, identity: Option<&Identity>) -> Result<Self, Unreadable> {
        let (path, text) = match identity {
            None => {
                let path = directory.join(NAME);
                let text = disk::read(&path, MOST)?;
                (path, text)
            }
            Some(identity) => {
                let path = directory.join(ENCRYPTED);
                let failed = |cause| Unreadable::File(disk::Error::new("decrypt", &path, cause));
                let file = File::open(&path).map_err(failed)?;
                let text = identity.decrypt(file).and_then(|text| disk::bounded(text, MOST));
                let text = text.map_err(failed)?;
                (path, text)
            }
        };
        let form = |problem: String| Unreadable::Form {
            path: path.clone(),
            problem,
        };
        let index = serde_json::from_slice::<Self>(&text).map_err(|error| form(error.to_string()))?;
        if index.format != FORMAT {
            return Err(form(format!(
                "its format is {}, but this version reads {FORMAT}",
                index.format
            )));
        }
        let objects = index.objects.iter().map(|object| &object.file);
        let files = objects.chain(index.parameters.iter().map(|parameter| &parameter.file));
        match files.into_iter().find(|file| !stays_below(file)) {
            Some(file) => Err(form(format!("\"{file}\" is not below its directory"))),
            None => Ok(index),
        }
    }
}

/// Whether a file of the index is inside the backup. An index is untrusted input.
fn stays_below(file: &str) -> bool {
    let parts = file.split('/');
    !file.contains(['\\', ':', '\0']) && parts.into_iter().all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_read_from_outside() {
        for (file, expected) in [
            ("buckets/b/a%2Fb", true),
            ("/etc/passwd", false),
            ("a/../../b", false),
            ("a//b", false),
            ("C:/b", false),
            ("a\\..\\b", false),
        ] {
            assert_eq!(stays_below(file), expected, "{file}");
        }
    }
}
