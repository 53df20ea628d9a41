//! A backup on disk: finds it, and verifies every file before a restore writes anything.

use crate::cloud::Secret;
use crate::deploy::destroy::index::{self, Index, Unreadable};
use crate::local::age::Identity;
use crate::local::disk;
use crate::operate::refusal::Refusal;
use md5::{Digest, Md5};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The maximum size of one S3 upload request.
const LARGEST: u64 = 5 * 1024 * 1024 * 1024;

/// The maximum size of a value.
const VALUE: u64 = 64 << 10;

/// The backup of a stack.
#[derive(Clone, Debug)]
pub struct Backup {
    /// Its directory.
    pub directory: PathBuf,
    /// Its contents.
    pub index: Index,
    /// The identity that decrypts it; `None` for an unencrypted one.
    identity: Option<Identity>,
}

/// The backups below a directory that `destroy --backup-to` wrote, or the directory itself if it is one; all
/// complete, or an error.
pub fn find(directory: &Path, identity: Option<&Identity>) -> Result<Vec<Backup>, Refusal> {
    let mut found = Vec::new();
    let has_index = |path: &Path| {
        [index::NAME, index::ENCRYPTED]
            .iter()
            .any(|name| path.join(name).exists())
    };
    if has_index(directory) {
        found.push(directory.to_owned());
    } else {
        let entries = fs::read_dir(directory).map_err(|error| {
            let error = crate::local::disk::Error::new("list", directory, error);
            Refusal::usage(error.to_string(), "name the directory of --backup-to")
        })?;
        let below = entries.filter_map(Result::ok).map(|entry| entry.path());
        // A name that begins with a period is an unfinished backup.
        let hidden = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
        };
        found.extend(below.filter(|path| !hidden(path) && has_index(path)));
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
        let is_encrypted = !directory.join(index::NAME).exists();
        if is_encrypted && identity.is_none() {
            let reason = format!("{}: the backup is encrypted", directory.display());
            let fix = "pass --identity FILE, with the age identity of one of its recipients";
            return Err(Refusal::usage(reason, fix));
        }
        let identity = identity.filter(|_| is_encrypted).cloned();
        let index = Index::read(&directory, identity.as_ref()).map_err(|error| unreadable(&error))?;
        let backup = Backup {
            directory,
            index,
            identity,
        };
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
    /// Whether every file exists with its original contents.
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
                let reason = format!(
                    "{}: it is larger than 5 GiB, the most that `restore` uploads",
                    object.key
                );
                return Err(Refusal::state(reason, fix));
            }
            match self.open(&object.file).and_then(sum) {
                Err(error) => {
                    let error = disk::Error::new("read", Path::new(&object.file), error);
                    return Err(damaged(
                        &object.file,
                        &format!("it cannot be read: {}", error.reason()),
                    ));
                }
                Ok(found) if found != (object.bytes, object.md5.clone()) => {
                    return Err(damaged(&object.file, "it does not match the index"));
                }
                Ok(_) => {}
            }
        }
        for parameter in &self.index.parameters {
            let about = self.directory.join(&parameter.file).symlink_metadata();
            if !about.is_ok_and(|about| about.is_file()) {
                return Err(damaged(&parameter.file, "it does not exist"));
            }
        }
        Ok(())
    }
}

impl Backup {
    /// The contents of a file. `destroy` writes neither links nor FIFOs.
    pub(super) fn open(&self, file: &str) -> io::Result<Box<dyn Read>> {
        let path = self.directory.join(file);
        if !path.symlink_metadata()?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let opened = File::open(path)?;
        Ok(match &self.identity {
            None => Box::new(opened),
            Some(identity) => Box::new(identity.decrypt(opened)?),
        })
    }

    /// The value of a parameter.
    pub(super) fn value(&self, file: &str) -> Result<Secret, Refusal> {
        let path = self.directory.join(file);
        let failed = |cause| {
            let error = disk::Error::new("read", &path, cause);
            Refusal::state(error.to_string(), error.fix())
        };
        let bytes = self.open(file).and_then(|file| disk::bounded(file, VALUE));
        let bytes = Zeroizing::new(bytes.map_err(failed)?);
        let text = std::str::from_utf8(&bytes).map_err(|_| failed(io::ErrorKind::InvalidData.into()))?;
        Ok(Secret::new(text))
    }

    /// The file with an object to upload: itself, or a temporary decrypted copy.
    pub(super) fn plain(&self, file: &str) -> io::Result<Plain> {
        let path = self.directory.join(file);
        if self.identity.is_none() {
            return Ok(Plain { path, is_ours: false });
        }
        let plain = Plain {
            path: disk::draft(&path),
            is_ours: true,
        };
        let _ = std::fs::remove_file(&plain.path);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut to = options.open(&plain.path)?;
        io::copy(&mut self.open(file)?, &mut to)?;
        Ok(plain)
    }
}

/// A readable file. A decrypted copy is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Plain {
    pub(super) path: PathBuf,
    is_ours: bool,
}

impl Drop for Plain {
    fn drop(&mut self) {
        if self.is_ours {
            // A failed removal is not worth an error.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// The size of a file, and its MD5 sum.
fn sum(mut file: Box<dyn Read>) -> io::Result<(u64, String)> {
    let (mut sum, mut bytes) = (Md5::new(), 0);
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
