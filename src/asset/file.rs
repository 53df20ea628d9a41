//! A file, uploaded as it is: an archive that something else packed, a script, a definition.

use super::directory::changed;
use super::walk::{self, CODE_LIMIT};
use super::{Asset, Content, FileAsset, Make, Source, Unavailable};
use crate::model::hex::hex;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;

/// A file that is uploaded as it is. Its key keeps the ending of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    path: PathBuf,
}

impl File {
    /// The file at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl Source for File {
    type Handle = FileAsset;

    fn read(self) -> Result<Asset, Unavailable> {
        let hash = hex(&Sha256::digest(walk::read(&self.path, CODE_LIMIT)?));
        let ending = self.path.extension().and_then(|ending| ending.to_str());
        let ending = ending.filter(|ending| ending.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        Ok(Asset {
            source: self.path.display().to_string(),
            name: ending.map_or(hash.clone(), |ending| format!("{hash}.{ending}")),
            content: Content::File(Arc::new(Read {
                path: self.path,
                hash,
            })),
        })
    }
}

/// A file as it was when its hash was taken.
#[derive(Debug)]
struct Read {
    path: PathBuf,
    hash: String,
}

impl Make for Read {
    fn make(&self) -> Result<Vec<u8>, Unavailable> {
        let bytes = walk::read(&self.path, CODE_LIMIT)?;
        if hex(&Sha256::digest(&bytes)) == self.hash {
            return Ok(bytes);
        }
        Err(changed(&self.path.display().to_string()))
    }
}
