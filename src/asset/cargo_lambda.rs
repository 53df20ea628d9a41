//! A Lambda function in Rust, built by cargo when it is uploaded.

use super::archive::Archive;
use super::hash::Hash;
use super::walk::{self, CODE_LIMIT, Rules};
use super::{Asset, Content, FileAsset, Make, Source, Unavailable, tool};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

/// The file that Lambda's runtimes `provided.*` start.
const BOOTSTRAP: &str = "bootstrap";

/// A Lambda function in Rust: the runtime is `provided.al2023`, the handler `bootstrap`.
///
/// `cargo lambda` builds it where that is installed, otherwise `cargo build` for the musl target, which `rustup target add`
/// installs. It is built again when a file of its directory changes, `Cargo.lock`, or one of these settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoLambda {
    directory: PathBuf,
    also: Vec<PathBuf>,
    binary: String,
    architecture: Architecture,
    cargo: Option<PathBuf>,
}

/// The processors that Lambda has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Architecture {
    /// Graviton: `arm64`.
    #[default]
    Arm64,
    /// `x86_64`.
    X86,
}

impl Architecture {
    fn target(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-musl",
            Self::X86 => "x86_64-unknown-linux-musl",
        }
    }

    /// The name that Lambda has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86 => "x86_64",
        }
    }
}

impl CargoLambda {
    /// The binary of this name in the package in this directory.
    pub fn new(directory: impl Into<PathBuf>, binary: impl Into<String>) -> Self {
        Self {
            directory: directory.into(),
            also: Vec::new(),
            binary: binary.into(),
            architecture: Architecture::default(),
            cargo: None,
        }
    }

    /// For another processor than `arm64`.
    #[must_use]
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// Another directory that the package is built from, such as a crate of the same workspace.
    #[must_use]
    pub fn also(mut self, directory: impl Into<PathBuf>) -> Self {
        self.also.push(directory.into());
        self
    }

    /// The cargo that builds it [default: the one on your `PATH`].
    #[must_use]
    pub fn cargo(mut self, path: impl Into<PathBuf>) -> Self {
        self.cargo = Some(path.into());
        self
    }

    fn hash(&self) -> Result<String, Unavailable> {
        if !self.directory.join("Cargo.toml").is_file() {
            let reason = format!("{} has no Cargo.toml", self.directory.display());
            return Err(Unavailable::new(reason, "name the directory of the package"));
        }
        let mut hash = Hash::of("cargo lambda 1");
        hash.add(self.binary.as_bytes());
        hash.add(self.architecture.target().as_bytes());
        let rules = Rules {
            exclude: vec!["/target".to_owned()],
            ignore_files: true,
        };
        for directory in std::iter::once(&self.directory).chain(&self.also) {
            hash.add_files(&walk::entries(directory, &rules)?)?;
        }
        // The lock file of a workspace is above the package.
        let whole = self.directory.canonicalize();
        let whole = whole.map_err(|error| walk::unreadable("list", &self.directory, error))?;
        let lock = whole
            .ancestors()
            .map(|above| above.join("Cargo.lock"))
            .find(|lock| lock.is_file());
        if let Some(lock) = lock {
            hash.add(&walk::read(&lock, CODE_LIMIT)?);
        }
        Ok(hash.finish())
    }

    fn command(&self) -> Result<Command, Unavailable> {
        let cargo = self.cargo.clone().or_else(|| tool::find(&["cargo"]));
        let cargo = cargo.ok_or_else(|| {
            Unavailable::new("cargo is not installed", "install Rust to build its functions")
        })?;
        let mut command = Command::new(cargo);
        command.current_dir(&self.directory);
        Ok(command)
    }

    /// The bytes of the binary.
    fn build(&self) -> Result<Vec<u8>, Unavailable> {
        let mut version = self.command()?;
        let has_lambda = tool::run(version.args(["lambda", "--version"]), "", "").is_ok();
        if has_lambda {
            self.build_with_cargo_lambda()
        } else {
            self.build_with_cargo()
        }
    }

    fn build_with_cargo_lambda(&self) -> Result<Vec<u8>, Unavailable> {
        let mut build = self.command()?;
        let directory = std::env::temp_dir().join(format!("sa-infra-{}-{}", std::process::id(), self.binary));
        build.args([
            "lambda",
            "build",
            "--release",
            "--bin",
            &self.binary,
            "--lambda-dir",
        ]);
        build.arg(&directory);
        if self.architecture == Architecture::Arm64 {
            build.arg("--arm64");
        }
        let ended = tool::run(&mut build, "", "correct what cargo reports, then deploy again");
        let binary = directory.join(&self.binary).join(BOOTSTRAP);
        let read = ended.and_then(|_| walk::read(&binary, CODE_LIMIT));
        // What is left of it is of no use; that it cannot be removed is not the news.
        let _ = std::fs::remove_dir_all(&directory);
        read
    }

    fn build_with_cargo(&self) -> Result<Vec<u8>, Unavailable> {
        let mut build = self.command()?;
        let target = self.architecture.target();
        build.args(["build", "--release", "--bin", &self.binary, "--target", target]);
        build.args(["--message-format", "json-render-diagnostics"]);
        let linker = target.to_uppercase().replace('-', "_");
        let linker = format!("CARGO_TARGET_{linker}_LINKER");
        if std::env::var_os(&linker).is_none() {
            build.env(linker, "rust-lld");
        }
        let fix = format!("correct what cargo reports; `rustup target add {target}` installs the target");
        let output = tool::run(&mut build, "", &fix)?;
        let found = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == *self.binary)
            .find_map(|message| message["executable"].as_str().map(PathBuf::from));
        let binary = found.ok_or_else(|| {
            let reason = format!("cargo built no binary {}", self.binary);
            Unavailable::new(reason, "name a binary of the package")
        })?;
        walk::read(&binary, CODE_LIMIT)
    }
}

impl Source for CargoLambda {
    type Handle = FileAsset;

    fn read(self) -> Result<Asset, Unavailable> {
        Ok(Asset {
            source: self.directory.display().to_string(),
            name: format!("{}.zip", self.hash()?),
            content: Content::File(Arc::new(self)),
        })
    }
}

impl Make for CargoLambda {
    fn make(&self) -> Result<Vec<u8>, Unavailable> {
        let mut archive = Archive::new();
        archive.add(BOOTSTRAP, true, &self.build()?)?;
        archive.finish()
    }
}
