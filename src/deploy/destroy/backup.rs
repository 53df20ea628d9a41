//! A copy of what is about to go: what readers of the buckets see, and the values of parameters. Files only their
//! owner can read, below a directory that appears under its name when it is whole, and never over one that is there.

use super::bucket;
use super::bucket::BucketContents;
use super::inventory::Inventory;
use crate::cloud::s3::{ObjectVersion, S3};
use crate::cloud::ssm::Ssm;
use crate::cloud::{self, Cloud};
use crate::local::disk;
use std::collections::HashSet;
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
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// Less arrived than there is.
    #[error("{bucket}/{key}: {got} of {bytes} bytes arrived")]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Copies what a stack holds to `directory/stack`.
pub(super) async fn write(
    cloud: &impl Cloud,
    directory: &Path,
    stack: &str,
    inventory: &Inventory,
) -> Result<Copied, Error> {
    is_free(directory, stack)?;
    let end = directory.join(stack);
    let unfinished = disk::draft(&end);
    make(&unfinished)?;
    let mut copied = Copied::default();
    for bucket in &inventory.buckets {
        let below = unfinished.join("buckets").join(file_name(&bucket.name));
        objects(cloud, bucket, &below, &mut copied).await?;
    }
    let set = inventory
        .holders
        .iter()
        .filter(|thing| thing.kind == "AWS::SSM::Parameter");
    let names = set
        .map(|thing| &thing.name)
        .chain(&inventory.secrets)
        .cloned()
        .collect::<Vec<_>>();
    for parameter in cloud.ssm().get_parameters(&names).await? {
        let path = unfinished.join("parameters").join(file_name(&parameter.name));
        let mut file = create(&path)?;
        let written = file
            .write_all(parameter.value.expose().as_bytes())
            .and_then(|()| file.sync_all());
        written.map_err(|source| failed("write", &path, source))?;
        copied.parameters += 1;
    }
    is_free(directory, stack)?;
    fs::rename(&unfinished, &end).map_err(|source| failed("create", &end, source))?;
    Ok(copied)
}

async fn objects(
    cloud: &impl Cloud,
    bucket: &BucketContents,
    below: &Path,
    copied: &mut Copied,
) -> Result<(), Error> {
    let versions = bucket::latest(cloud, &bucket.name).await?;
    let places = places(&versions);
    for (version, place) in versions.iter().zip(places) {
        let path = below.join(place);
        let mut file = BufWriter::new(create(&path)?);
        let got = cloud.s3().get_object(&bucket.name, version, &mut file).await?;
        let got = got.map_err(|source| failed("write", &path, source))?;
        let whole = file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all());
        whole.map_err(|source| failed("write", &path, source))?;
        if got != version.bytes {
            return Err(Error::Short {
                bucket: bucket.name.clone(),
                key: version.key.clone(),
                got,
                bytes: version.bytes,
            });
        }
        copied.objects += 1;
        copied.bytes += got;
    }
    Ok(())
}

/// Where each object goes: its key, with what a file system does not take (or takes for something else) written as
/// `%` and a number. An object whose key is the directory of another one gets `%object` added.
fn places(versions: &[ObjectVersion]) -> Vec<PathBuf> {
    let mut directories = HashSet::new();
    for version in versions {
        directories.extend(version.key.match_indices('/').map(|(at, _)| &version.key[..at]));
    }
    let place = |version: &ObjectVersion| {
        let mut place = version.key.split('/').map(file_name).collect::<PathBuf>();
        if directories.contains(&*version.key) {
            let name = place.file_name().unwrap_or_default().to_string_lossy();
            place.set_file_name(format!("{name}%object"));
        }
        place
    };
    versions.iter().map(place).collect()
}

fn file_name(part: &str) -> String {
    match part {
        "" => return "%empty".to_owned(),
        "." => return "%2E".to_owned(),
        ".." => return "%2E%2E".to_owned(),
        _ => {}
    }
    let sign = |sign: char| match sign {
        '/' | '\\' | '%' | ':' | '\0'..='\u{1f}' => format!("%{:02X}", u32::from(sign)),
        sign => sign.to_string(),
    };
    part.chars().map(sign).collect()
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

    fn placed(keys: &[&str]) -> Vec<String> {
        let version = |key: &&str| ObjectVersion {
            key: (*key).to_owned(),
            version: None,
            bytes: 0,
            is_latest: true,
            is_delete_marker: false,
        };
        let versions = keys.iter().map(version).collect::<Vec<_>>();
        let shown = |place: PathBuf| place.to_str().unwrap().to_owned();
        places(&versions).into_iter().map(shown).collect()
    }

    #[test]
    fn every_key_has_a_place_of_its_own_below_the_directory() {
        let keys = [
            "a/b.csv", "a", "/etc/x", "../../x", "c/", "c//d", "100%", "e\\f\n",
        ];
        let places = [
            "a/b.csv",
            "a%object",
            "%empty/etc/x",
            "%2E%2E/%2E%2E/x",
            "c/%empty",
            "c/%empty/d",
            "100%25",
            "e%5Cf%0A",
        ];
        let mut found = placed(&keys);
        // `c/` is the directory of `c//d`.
        assert_eq!(found.remove(4), "c/%empty%object");
        assert_eq!(found, [&places[..4], &places[5..]].concat());
    }

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
