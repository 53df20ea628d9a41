//! A copy of the data that will be deleted: the objects of buckets and the values of parameters. Only the owner
//! can read the files. The directory appears under its name when it is complete, and never replaces an existing
//! one.

mod file;
pub mod index;
mod place;

use super::bucket;
use super::bucket::BucketContents;
use super::inventory::Inventory;
use crate::cloud::cloudformation::Stack;
use crate::cloud::ecr::Ecr;
use crate::cloud::s3::S3;
use crate::cloud::ssm::Ssm;
use crate::cloud::{self, Cloud};
use crate::local::age::Recipients;
use crate::local::disk;
use file::{ENCRYPTED, NewFile, failed, make, private};
use index::{Image, Index, Object, Parameter, Schedule};
use jiff::Timestamp;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why the backup failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A call of AWS failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// The file system refused.
    #[error(transparent)]
    File(#[from] disk::Error),
    /// The backup exists already.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// The size of the received object is wrong.
    #[error("{bucket}/{key}: received {got} of {bytes} bytes")]
    Short {
        /// The bucket.
        bucket: String,
        /// The object.
        key: String,
        /// The bytes received.
        got: u64,
        /// The expected size.
        bytes: u64,
    },
}

impl Error {
    /// Whether another file name may work.
    fn is_about_the_name(&self) -> bool {
        use io::ErrorKind::{AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory};
        let Self::File(error) = self else { return false };
        matches!(
            error.kind(),
            AlreadyExists | InvalidFilename | InvalidInput | IsADirectory | NotADirectory
        )
    }

    /// What to do about it, a lowercase fragment.
    pub fn fix(&self) -> String {
        match self {
            Self::Call(error) => error.fix(),
            Self::File(error) => error.fix(),
            Self::Exists(_) => "name another directory with --backup-to".to_owned(),
            Self::Short { .. } => "run the same command again; nothing was deleted".to_owned(),
        }
    }
}

/// The size of the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) objects: usize,
    pub(super) parameters: usize,
    pub(super) bytes: u64,
}

/// Fails, before any question, if there is already a backup of this stack.
pub(super) fn is_free(directory: &Path, stack: &str) -> Result<(), Error> {
    let path = directory.join(stack);
    match path.symlink_metadata() {
        Ok(_) => Err(Error::Exists(path)),
        Err(_) => Ok(()),
    }
}

/// The contents of a backup.
pub(super) struct Source<'a, C> {
    pub(super) cloud: &'a C,
    /// The stack's id.
    pub(super) id: &'a str,
    /// `None` when only its SecureStrings exist.
    pub(super) stack: Option<&'a Stack>,
    pub(super) inventory: &'a Inventory,
    /// The names of the schedules that were enabled before.
    pub(super) on: Vec<&'a str>,
    /// The recipients who can decrypt the backup.
    pub(super) recipients: Option<&'a Recipients>,
}

/// Writes the backup of a stack to `directory/stack`: complete, or not at all.
pub(super) async fn write<C: Cloud>(directory: &Path, source: &Source<'_, C>) -> Result<Copied, Error> {
    is_free(directory, source.id)?;
    let end = directory.join(source.id);
    let unfinished = disk::draft(&end);
    let copied = copy(&unfinished, source).await;
    let copied = copied.and_then(|copied| {
        is_free(directory, source.id)?;
        fs::rename(&unfinished, &end).map_err(|source| failed("create", &end, source))?;
        Ok(copied)
    });
    if copied.is_err() {
        // The unfinished backup holds secrets, and is of no use. The original error is more important than a failed
        // removal.
        let _ = fs::remove_dir_all(&unfinished);
    }
    copied
}

async fn copy<C: Cloud>(directory: &Path, source: &Source<'_, C>) -> Result<Copied, Error> {
    let Source { cloud, inventory, .. } = source;
    make(directory)?;
    let mut index = Index {
        format: index::FORMAT,
        stack: source.id.to_owned(),
        arn: source.stack.map(|stack| stack.arn.clone()).unwrap_or_default(),
        made: Timestamp::now(),
        objects: Vec::new(),
        parameters: parameters(directory, source).await?,
        schedules: Vec::new(),
        images: Vec::new(),
    };
    for bucket in &inventory.buckets {
        index.objects.extend(objects(source, bucket, directory).await?);
    }
    for repository in &inventory.repositories {
        let images = cloud.ecr().describe_images(&repository.name).await?.into_iter();
        index.images.extend(images.map(|image| Image {
            repository: repository.id.clone(),
            digest: image.digest,
            tags: image.tags,
        }));
    }
    let schedules = inventory.schedules.iter();
    index.schedules.extend(schedules.map(|schedule| Schedule {
        id: schedule.id.clone(),
        enabled: source.on.contains(&&*schedule.name),
    }));
    let text = serde_json::to_string_pretty(&index).map_err(io::Error::other);
    let path = directory.join(source.called(index::NAME));
    let text = text.map_err(|source| failed("write", &path, source))?;
    private(&path, text.as_bytes(), source.recipients)?;
    Ok(Copied {
        objects: index.objects.len(),
        parameters: index.parameters.len(),
        bytes: index.objects.iter().map(|object| object.bytes).sum(),
    })
}

async fn parameters<C: Cloud>(directory: &Path, source: &Source<'_, C>) -> Result<Vec<Parameter>, Error> {
    let holders = source.inventory.holders.iter();
    let set = holders.filter(|thing| thing.kind == "AWS::SSM::Parameter");
    let set = set.map(|thing| (Some(&thing.id), &thing.name));
    let all = set.chain(source.inventory.secrets.iter().map(|name| (None, name)));
    let all = all.collect::<Vec<_>>();
    let names = all.iter().map(|(_, name)| (*name).clone()).collect::<Vec<_>>();
    let mut copied = Vec::new();
    for parameter in source.cloud.ssm().get_parameters(&names).await? {
        let file = format!("parameters/{}", place::file_name(&parameter.name));
        let file = source.called(&file);
        let value = parameter.value.expose().as_bytes();
        private(&directory.join(&file), value, source.recipients)?;
        let known = all.iter().find(|(_, name)| **name == parameter.name);
        copied.push(Parameter {
            id: known.and_then(|(id, _)| id.cloned()),
            name: parameter.name,
            file,
        });
    }
    Ok(copied)
}

async fn objects<C: Cloud>(
    source: &Source<'_, C>,
    bucket: &BucketContents,
    directory: &Path,
) -> Result<Vec<Object>, Error> {
    let Source {
        cloud, recipients, ..
    } = source;
    let versions = bucket::latest(*cloud, &bucket.name).await?;
    let keys = versions.iter().map(|version| &*version.key).collect::<Vec<_>>();
    let below = format!("buckets/{}", place::file_name(&bucket.name));
    let mut copied = Vec::new();
    for (number, place) in place::places(&keys).into_iter().enumerate() {
        let version = &versions[number];
        let create = |file: &str| NewFile::create(&directory.join(file), version.bytes, *recipients);
        let mut file = source.called(&format!("{below}/{place}"));
        let mut created = create(&file);
        if created.as_ref().is_err_and(Error::is_about_the_name) {
            // This file system rejects the name.
            file = source.called(&format!("{below}/{}", place::other(number)));
            created = create(&file);
        }
        let mut to = created?;
        let other = |got: u64| Error::Short {
            bucket: bucket.name.clone(),
            key: version.key.clone(),
            got,
            bytes: version.bytes,
        };
        let read = cloud.s3().get_object(&bucket.name, version, &mut to).await?;
        if to.is_over() {
            return Err(other(to.got));
        }
        let read = read.map_err(|source| failed("write", &directory.join(&file), source))?;
        if read.bytes != version.bytes {
            return Err(other(read.bytes));
        }
        copied.push(Object {
            bucket: bucket.id.clone(),
            key: version.key.clone(),
            file,
            bytes: read.bytes,
            md5: to.finish()?,
            about: read.about,
        });
    }
    Ok(copied)
}

impl<C> Source<'_, C> {
    /// The name of a file in the backup.
    fn called(&self, file: &str) -> String {
        let end = self.recipients.map(|_| ENCRYPTED).unwrap_or_default();
        format!("{file}{end}")
    }
}
