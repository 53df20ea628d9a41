//! A backup as it lies there: found, and looked at file by file before anything is written.

use crate::deploy::destroy::index::{self, Index, Unreadable};
use crate::operate::refusal::Refusal;
use md5::{Digest, Md5};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most that one request of S3 takes.
const LARGEST: u64 = 5 * 1024 * 1024 * 1024;

/// The backup of a stack.
#[derive(Clone, Debug)]
pub struct Backup {
    /// Where it is.
    pub directory: PathBuf,
    /// What it holds.
    pub index: Index,
}

/// The backups below a directory that `destroy --backup-to` wrote, or the one that it is; whole, or none.
pub fn find(directory: &Path) -> Result<Vec<Backup>, Refusal> {
    let mut found = Vec::new();
    if directory.join(index::NAME).exists() {
        found.push(directory.to_owned());
    } else {
        let entries = fs::read_dir(directory).map_err(|error| {
            let error = crate::local::disk::Error::new("list", directory, error);
            Refusal::usage(error.to_string(), "name the directory of --backup-to")
        })?;
        let below = entries.filter_map(Result::ok).map(|entry| entry.path());
        // What begins with a point is a backup that never came to its end.
        let hidden = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
        };
        found.extend(below.filter(|path| !hidden(path) && path.join(index::NAME).exists()));
        found.sort();
    }
    if found.is_empty() {
        let reason = format!("{}: there is no backup with an index", directory.display());
        return Err(Refusal::usage(
            reason,
            "name the directory of --backup-to; one without index.json was made by an older version, and must be \
             copied back by hand",
        ));
    }
    let backups = found.into_iter().map(|directory| {
        let index = Index::read(&directory).map_err(|error| unreadable(&error))?;
        let backup = Backup { directory, index };
        backup.is_whole()?;
        Ok(backup)
    });
    backups.collect()
}

fn unreadable(error: &Unreadable) -> Refusal {
    let fix = match error {
        Unreadable::File(error) => error.fix(),
        Unreadable::Form { .. } => "use the index of another copy of the backup".to_owned(),
    };
    Refusal::usage(error.to_string(), fix)
}

impl Backup {
    /// Whether every file is there, with what it held when it was written.
    fn is_whole(&self) -> Result<(), Refusal> {
        let damaged = |file: &str, what: &str| {
            let path = self.directory.join(file);
            let fix = "use the file of another copy of the backup; nothing was written";
            Refusal::state(format!("{}: {what}", path.display()), fix)
        };
        for object in &self.index.objects {
            if object.bytes > LARGEST {
                let fix = format!(
                    "copy it with `aws s3 cp`, and remove it from {}; nothing was written",
                    index::NAME
                );
                let reason = format!("{}: it is larger than the 5 GiB that are put back", object.key);
                return Err(Refusal::state(reason, fix));
            }
            match sum(&self.directory.join(&object.file)) {
                Err(error) => return Err(damaged(&object.file, &format!("it cannot be read: {error}"))),
                Ok(found) if found != (object.bytes, object.md5.clone()) => {
                    return Err(damaged(&object.file, "it does not match the index"));
                }
                Ok(_) => {}
            }
        }
        for parameter in &self.index.parameters {
            if !self.directory.join(&parameter.file).is_file() {
                return Err(damaged(&parameter.file, "it does not exist"));
            }
        }
        Ok(())
    }
}

/// How long a file is, and its MD5 sum.
fn sum(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut sum, mut bytes) = (File::open(path)?, Md5::new(), 0);
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part)? {
            0 => break,
            read => {
                sum.update(&part[..read]);
                bytes += read as u64;
            }
        }
    }
    Ok((
        bytes,
        format!("{:032x}", u128::from_be_bytes(sum.finalize().into())),
    ))
}
