//! Reads values: from a file, from standard input, or typed at a hidden prompt.

use super::Set;
use crate::cli::prompt::{hidden, is_terminal};
use crate::cli::{Context, Failure};
use crate::cloud::Secret;
use crate::local::disk;
use crate::operate::secrets::file;
use crate::view;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use zeroize::Zeroizing;

/// The maximum size of a file of values, in bytes; a parameter has at most 4096.
const LONGEST: u64 = 1 << 20;

/// The value in a file or on standard input; `None` when you type it.
pub(super) fn given(set: &Set) -> Result<Option<Zeroizing<String>>, Failure> {
    let name = &set.name;
    if !set.rest.is_empty() {
        return Err(Failure::usage(
            format!(
                "{name}: a value cannot be an argument, because the shell history and other users would see it"
            ),
            "remove it and type the value at the prompt, or use --stdin or --file; the value you passed is exposed, so replace it",
        ));
    }
    if let Some(path) = &set.file {
        return Ok(Some(Zeroizing::new(read(path)?)));
    }
    if set.stdin {
        let bytes = disk::bounded(io::stdin().lock(), LONGEST).map_err(|error| {
            Failure::usage(
                format!("{name}: standard input cannot be read: {error}"),
                "check what writes to it",
            )
        })?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Failure::usage(
                format!("{name}: standard input is not UTF-8 text"),
                "pass the value as UTF-8 text",
            )
        })?;
        return Ok(Some(Zeroizing::new(text)));
    }
    if !is_terminal() {
        return Err(Failure::usage(
            format!("{name}: no terminal to type the value on"),
            "pass the value with --stdin or --file",
        ));
    }
    Ok(None)
}

/// The value, given or typed.
pub(super) fn value(
    context: &mut Context<'_>,
    text: Option<Zeroizing<String>>,
    name: &str,
) -> Result<Secret, Failure> {
    let Some(text) = text else {
        // The newline ends the input, and is not part of the value.
        let typed = hidden(context, &format!("{name} (not shown)"))?.ok_or(Failure::Said { code: 130 })?;
        return Ok(file::clean(name, typed.trim_end_matches(['\r', '\n']))?.value);
    };
    let cleaned = file::clean(name, &text)?;
    view::secrets::trimmed(context.err, name, &cleaned)?;
    Ok(cleaned.value)
}

/// The text of a file. If it is not text, the error does not contain it.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error: disk::Error| {
        let fix = match error.kind() {
            // The result of a process substitution.
            ErrorKind::Unsupported => "name a regular file, or pass the value with --stdin".to_owned(),
            _ => error.fix(),
        };
        Failure::usage(error.to_string(), fix)
    };
    let bytes = disk::read(path, LONGEST).map_err(failed)?;
    String::from_utf8(bytes)
        .map_err(|_| failed(disk::Error::new("read", path, ErrorKind::InvalidData.into())))
}

/// Whether other users of this machine may read a file.
#[cfg(unix)]
pub(super) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode().trailing_zeros() < 6)
}

#[cfg(not(unix))]
pub(super) fn is_open_to_others(_: &Path) -> bool {
    false
}
