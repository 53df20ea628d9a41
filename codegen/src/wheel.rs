//! The source of the schemas: one pinned wheel, downloaded by pip, verified, and kept under `target/codegen`.

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENT: &str = "cfn-lint==1.58.0";
const FILE: &str = "cfn_lint-1.58.0-py3-none-any.whl";
const SHA256: &str = "9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987";

/// The source of the facts, as `cfn-lint 1.58.0`.
pub(crate) fn source() -> String {
    REQUIREMENT.replace("==", " ")
}

/// The bytes of the wheel: `local` if it is given, otherwise the copy under `cache`, which is downloaded if it is
/// missing.
pub(crate) fn bytes(local: Option<&Path>, cache: &Path) -> Result<Vec<u8>> {
    if let Some(path) = local {
        return fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    }
    let path = cache.join(FILE);
    if let Ok(bytes) = fs::read(&path)
        && verify(FILE, SHA256, &bytes).is_ok()
    {
        return Ok(bytes);
    }
    let path = fetch(cache)?;
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    verify(FILE, SHA256, &bytes)?;
    Ok(bytes)
}

/// Whether the file called `name` has the SHA-256 `wanted`.
pub(crate) fn verify(name: &str, wanted: &str, bytes: &[u8]) -> Result<()> {
    let digest = Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
    ensure!(
        digest == wanted,
        "{name} has the SHA-256 {digest}, {wanted} was expected"
    );
    Ok(())
}

fn fetch(cache: &Path) -> Result<PathBuf> {
    const WAY_OUT: &str = "download the wheel by hand and pass it with --schemas";
    fs::create_dir_all(cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let requirements = cache.join("requirements.txt");
    let text = format!("{REQUIREMENT} --hash=sha256:{SHA256}\n");
    fs::write(&requirements, text).with_context(|| format!("cannot write {}", requirements.display()))?;
    let output = Command::new("python3")
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
        ])
        .args(["--only-binary", ":all:", "--dest"])
        .arg(cache)
        .arg("--requirement")
        .arg(&requirements)
        .output()
        .with_context(|| {
            format!("cannot run python3, which fetches {REQUIREMENT}; install it, or {WAY_OUT}")
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "pip cannot fetch {REQUIREMENT} (is it installed, and the network up?); or {WAY_OUT}\n{}",
            said.trim()
        );
    }
    Ok(cache.join(FILE))
}
