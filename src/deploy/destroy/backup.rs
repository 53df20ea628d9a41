//! A copy of the data that will be deleted: the objects of buckets and the values of parameters. Only the owner
//! can read the files. The directory appears under its name when it is complete, and never replaces an existing
//! one.

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
use crate::local::disk;
use index::{Image, Index, Object, Parameter, Schedule};
use jiff::Timestamp;
use md5::{Digest, Md5};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why something was not copied.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A call of AWS failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// The file system refused.
    #[error(transparent)]
    File(#[from] disk::Error),
    /// There is something already.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// Less arrived than there is.
    #[error("{bucket}/{key}: received {got} of {bytes} bytes")]
    Short {
        /// The bucket.
        bucket: String,
        /// The object.
        key: String,
        /// How many bytes came.
        got: u64,
        /// How many there are.
        bytes: u64,
    },
}

impl Error {
    /// Whether another name may do.
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

/// What was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) objects: usize,
    pub(super) parameters: usize,
    pub(super) bytes: u64,
}

/// Says before anything is asked that there is a backup of this stack already.
pub(super) fn is_free(directory: &Path, stack: &str) -> Result<(), Error> {
    let path = directory.join(stack);
    match path.symlink_metadata() {
        Ok(_) => Err(Error::Exists(path)),
        Err(_) => Ok(()),
    }
}

/// What is to be copied.
pub(super) struct Source<'a, C> {
    pub(super) cloud: &'a C,
    /// The stack's id.
    pub(super) id: &'a str,
    /// `None` when only its SecureStrings are left.
    pub(super) stack: Option<&'a Stack>,
    pub(super) inventory: &'a Inventory,
    /// The names of the schedules that were on before they were turned off.
    pub(super) on: Vec<&'a str>,
}

/// Copies what a stack holds to `directory/stack`: whole, or not at all.
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
        // It holds secrets, and is of no use. That it cannot be removed is not the news.
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
        index.objects.extend(objects(*cloud, bucket, directory).await?);
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
    let path = directory.join(index::NAME);
    let text = text.map_err(|source| failed("write", &path, source))?;
    private(&path, text.as_bytes())?;
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
        private(&directory.join(&file), parameter.value.expose().as_bytes())?;
        let known = all.iter().find(|(_, name)| **name == parameter.name);
        copied.push(Parameter {
            id: known.and_then(|(id, _)| id.cloned()),
            name: parameter.name,
            file,
        });
    }
    Ok(copied)
}

async fn objects(
    cloud: &impl Cloud,
    bucket: &BucketContents,
    directory: &Path,
) -> Result<Vec<Object>, Error> {
    let versions = bucket::latest(cloud, &bucket.name).await?;
    let keys = versions.iter().map(|version| &*version.key).collect::<Vec<_>>();
    let below = format!("buckets/{}", place::file_name(&bucket.name));
    let mut copied = Vec::new();
    for (number, place) in place::places(&keys).into_iter().enumerate() {
        let version = &versions[number];
        let mut file = format!("{below}/{place}");
        let mut created = create(&directory.join(&file));
        if created.as_ref().is_err_and(Error::is_about_the_name) {
            // This file system is pickier than most.
            file = format!("{below}/{}", place::other(number));
            created = create(&directory.join(&file));
        }
        let path = directory.join(&file);
        let mut to = Summed {
            file: BufWriter::new(created?),
            sum: Md5::new(),
        };
        let read = cloud.s3().get_object(&bucket.name, version, &mut to).await?;
        let read = read.map_err(|source| failed("write", &path, source))?;
        let md5 = format!("{:032x}", u128::from_be_bytes(to.sum.finalize().into()));
        let whole = to.file.into_inner().map_err(io::IntoInnerError::into_error);
        let whole = whole.and_then(|file| file.sync_all());
        whole.map_err(|source| failed("write", &path, source))?;
        if read.bytes != version.bytes {
            return Err(Error::Short {
                bucket: bucket.name.clone(),
                key: version.key.clone(),
                got: read.bytes,
                bytes: version.bytes,
            });
        }
        copied.push(Object {
            bucket: bucket.id.clone(),
            key: version.key.clone(),
            file,
            bytes: read.bytes,
            md5,
            about: read.about,
        });
    }
    Ok(copied)
}

/// A file, and the sum of what was written to it.
struct Summed {
    file: BufWriter<File>,
    sum: Md5,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a file that only its owner can read.
fn private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = create(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|source| failed("write", path, source))
}

/// A new file that only its owner can read, in directories that only their owner can enter.
fn create(path: &Path) -> Result<File, Error> {
    if let Some(directory) = path.parent() {
        make(directory)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|source| failed("create", path, source))
}

fn make(directory: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(|source| failed("create", directory, source))
}

fn failed(action: &'static str, path: &Path, source: io::Error) -> Error {
    disk::Error::new(action, path, source).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_their_owners_and_never_written_twice() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("below/file");
        create(&path).unwrap();
        assert!(matches!(create(&path), Err(Error::File(_))));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
        assert!(is_free(directory.path(), "other").is_ok());
        assert!(matches!(
            is_free(directory.path(), "below"),
            Err(Error::Exists(_))
        ));
    }
}
