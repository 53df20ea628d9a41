//! A directory, packed as a ZIP archive: the code of a Lambda function, a layer.

use super::hash::Hash;
use super::walk::{self, Rules};
use super::{Asset, Content, FileAsset, Make, Source, Unavailable, archive};
use std::path::PathBuf;
use std::sync::Arc;

/// A directory that is uploaded as a ZIP archive.
///
/// `.gitignore` and `.ignore` files in the directory and below exclude files from it. Those above do not count, so that a
/// directory of build results can be packed. Links within the directory are packed as the files that they lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    path: PathBuf,
    rules: Rules,
}

impl Directory {
    /// The directory at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let rules = Rules {
            ignore_files: true,
            ..Rules::default()
        };
        let path = path.into();
        Self { path, rules }
    }

    /// Excludes the files that a pattern matches, which is written as in `.gitignore`.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.rules.exclude.push(pattern.into());
        self
    }

    /// Packs the files that ignore files exclude, too.
    #[must_use]
    pub fn include_ignored(mut self) -> Self {
        self.rules.ignore_files = false;
        self
    }
}

fn hash() -> Hash {
    Hash::of("directory 1")
}

impl Source for Directory {
    type Handle = FileAsset;

    fn read(self) -> Result<Asset, Unavailable> {
        let mut hash = hash();
        hash.add_files(&walk::entries(&self.path, &self.rules)?)?;
        let hash = hash.finish();
        let packed = Packed {
            directory: self.clone(),
            hash: hash.clone(),
        };
        Ok(Asset {
            source: self.path.display().to_string(),
            name: format!("{hash}.zip"),
            content: Content::File(Arc::new(packed)),
        })
    }
}

/// A directory as it was when its hash was taken.
#[derive(Debug)]
struct Packed {
    directory: Directory,
    hash: String,
}

impl Make for Packed {
    fn make(&self) -> Result<Vec<u8>, Unavailable> {
        let Directory { path, rules } = &self.directory;
        let (bytes, hash) = archive::pack(&walk::entries(path, rules)?, hash())?;
        if hash == self.hash {
            return Ok(bytes);
        }
        Err(changed(&path.display().to_string()))
    }
}

/// Nothing is uploaded under a hash that is not its own.
pub(super) fn changed(source: &str) -> Unavailable {
    Unavailable::new(
        format!("{source} changed during the deployment"),
        "deploy again, once nothing writes to it",
    )
}
