//! The archive: the same files always give the same bytes.

use super::{File, private_files, walk};
use crate::operate::refusal::Refusal;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The modes of plain files and of executables.
const READ: u32 = 0o644;
const RUN: u32 = 0o755;

/// Packs these files in order. Refuses a file that contains a key, unless you named it.
pub(super) fn pack(root: &Path, files: &[File], named: &[PathBuf]) -> Result<Vec<u8>, Refusal> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let path = root.join(&file.name);
        let bytes = fs::read(&path).map_err(|error| walk::unreadable(&path, error))?;
        let is_named = named.iter().any(|named| root.join(named) == path);
        if !is_named && private_files::holds_key(&bytes) {
            let name = &file.name;
            return Err(Refusal::state(
                format!("upload: {name} holds a private key or a token"),
                format!(
                    "remove it from the file, add {name} to .gitignore, or pack it anyway with --allow {name}"
                ),
            ));
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(if is_program(&path) { RUN } else { READ });
        let written = archive
            .start_file(&*file.name, options)
            .map_err(std::io::Error::from);
        let written = written.and_then(|()| archive.write_all(&bytes));
        written.map_err(|error| unpacked(&file.name, &error))?;
    }
    let archive = archive.finish().map_err(std::io::Error::from);
    Ok(archive
        .map_err(|error| unpacked("the archive", &error))?
        .into_inner())
}

fn unpacked(name: &str, error: &std::io::Error) -> Refusal {
    Refusal::state(
        format!("upload: {name} cannot be packed: {error}"),
        "add it to .gitignore",
    )
}

/// Whether its owner may execute it.
#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|found| found.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_program(_: &Path) -> bool {
    false
}
