//! The files of a backup: new files that only their owner can read, whatever the umask, and encrypted if there are
//! recipients.

use super::Error;
use crate::local::age::{Encrypted, Recipients};
use crate::local::disk;
use md5::{Digest, Md5};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The suffix of an encrypted file.
pub(super) const ENCRYPTED: &str = ".age";

/// A file that is being written, with its checksum. It accepts no more than its expected size.
pub(super) struct NewFile {
    path: PathBuf,
    to: To,
    sum: Md5,
    /// The number of bytes so far.
    pub(super) got: u64,
    most: u64,
}

enum To {
    Plain(BufWriter<File>),
    Encrypted(Encrypted),
}

impl NewFile {
    /// Creates a file in directories that only their owner can enter.
    pub(super) fn create(path: &Path, most: u64, recipients: Option<&Recipients>) -> Result<Self, Error> {
        if let Some(directory) = path.parent() {
            make(directory)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(path)
            .map_err(|source| failed("create", path, source))?;
        let to = match recipients {
            None => To::Plain(BufWriter::new(file)),
            Some(recipients) => To::Encrypted(
                recipients
                    .encrypt(file)
                    .map_err(|source| failed("encrypt", path, source))?,
            ),
        };
        Ok(Self {
            path: path.to_owned(),
            to,
            sum: Md5::new(),
            got: 0,
            most,
        })
    }

    /// Whether it received more than its expected size.
    pub(super) fn is_over(&self) -> bool {
        self.got > self.most
    }

    /// The MD5 sum of its contents, once they are on disk.
    pub(super) fn finish(self) -> Result<String, Error> {
        let whole = match self.to {
            To::Plain(file) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|file| file.sync_all()),
            To::Encrypted(file) => file.finish(),
        };
        whole.map_err(|source| failed("write", &self.path, source))?;
        Ok(format!(
            "{:032x}",
            u128::from_be_bytes(self.sum.finalize().into())
        ))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.got += bytes.len() as u64;
        if self.is_over() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        match &mut self.to {
            To::Plain(file) => file.write_all(bytes)?,
            To::Encrypted(file) => file.write_all(bytes)?,
        }
        self.sum.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Plain(file) => file.flush(),
            To::Encrypted(file) => file.flush(),
        }
    }
}

/// Writes a whole file.
pub(super) fn private(path: &Path, bytes: &[u8], recipients: Option<&Recipients>) -> Result<(), Error> {
    let mut file = NewFile::create(path, bytes.len() as u64, recipients)?;
    file.write_all(bytes)
        .map_err(|source| failed("write", path, source))?;
    file.finish().map(drop)
}

/// Creates a directory that only its owner can enter, with its parents.
pub(super) fn make(directory: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(|source| failed("create", directory, source))
}

pub(super) fn failed(action: &'static str, path: &Path, source: io::Error) -> Error {
    disk::Error::new(action, path, source).into()
}

#[cfg(test)]
mod tests {
    use super::super::is_free;
    use super::*;

    #[test]
    fn files_are_their_owners_and_never_written_twice() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("below/file");
        private(&path, b"value", None).unwrap();
        assert!(matches!(private(&path, b"other", None), Err(Error::File(_))));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn what_exists_is_not_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("below")).unwrap();
        assert!(is_free(directory.path(), "other").is_ok());
        assert!(matches!(
            is_free(directory.path(), "below"),
            Err(Error::Exists(_))
        ));
    }

    #[test]
    fn a_file_takes_no_more_than_it_is_to_hold() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = NewFile::create(&directory.path().join("file"), 4, None).unwrap();
        file.write_all(b"1234").unwrap();
        assert!(file.write_all(b"5").is_err() && file.is_over());
    }
}
