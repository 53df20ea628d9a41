//! A container image, built from a directory by a program that takes Docker's arguments.

use super::docker_ignore::DockerIgnore;
use super::hash::Hash;
use super::walk::{self, Rules};
use super::{Asset, Content, Destination, ImageAsset, Publish, Source, Unavailable, tool};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// Programs that take the arguments of `docker`; the first one that is installed is used.
const PROGRAMS: [&str; 4] = ["docker", "podman", "finch", "nerdctl"];

/// An image that is built from a directory, and pushed to the repository for assets.
///
/// It is built again when a file of the directory changes that `.dockerignore` does not exclude, or one of these settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    directory: PathBuf,
    dockerfile: Option<PathBuf>,
    target: Option<String>,
    platform: Option<String>,
    arguments: Vec<(String, String)>,
    program: Option<PathBuf>,
}

impl Image {
    /// The image of the `Dockerfile` in this directory.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            dockerfile: None,
            target: None,
            platform: None,
            arguments: Vec::new(),
            program: None,
        }
    }

    /// Another Dockerfile, by its path below the directory.
    #[must_use]
    pub fn dockerfile(mut self, path: impl Into<PathBuf>) -> Self {
        self.dockerfile = Some(path.into());
        self
    }

    /// The stage of the Dockerfile to build.
    #[must_use]
    pub fn target(mut self, stage: impl Into<String>) -> Self {
        self.target = Some(stage.into());
        self
    }

    /// What it is built for, `linux/arm64`.
    #[must_use]
    pub fn platform(mut self, platform: impl Into<String>) -> Self {
        self.platform = Some(platform.into());
        self
    }

    /// An argument of the build. Secrets do not belong here: they would be part of the image.
    #[must_use]
    pub fn argument(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.arguments.push((name.into(), value.into()));
        self
    }

    /// The program that builds it [default: docker, podman, finch or nerdctl, whichever is on your `PATH`].
    #[must_use]
    pub fn program(mut self, path: impl Into<PathBuf>) -> Self {
        self.program = Some(path.into());
        self
    }

    fn file(&self) -> &Path {
        self.dockerfile.as_deref().unwrap_or(Path::new("Dockerfile"))
    }

    fn hash(&self) -> Result<String, Unavailable> {
        let ignored = ["Dockerfile.dockerignore", ".dockerignore"].map(|name| self.directory.join(name));
        let ignored = ignored.iter().find(|path| path.is_file());
        let text = ignored.map(|path| walk::read(path, 1 << 20)).transpose()?;
        let rules = DockerIgnore::read(&String::from_utf8_lossy(&text.unwrap_or_default()))?;
        let mut entries = walk::entries(&self.directory, &Rules::default())?;
        let dockerfile = self.file().to_string_lossy().into_owned();
        // Docker sends the Dockerfile whatever is excluded.
        entries.retain(|entry| entry.name == dockerfile || !rules.excludes(&entry.name));
        if !self.directory.join(self.file()).is_file() {
            let reason = format!("{} has no {dockerfile}", self.directory.display());
            return Err(Unavailable::new(reason, "name it with `.dockerfile(..)`"));
        }
        let mut hash = Hash::of("image 1");
        let settings = [Some(&dockerfile), self.target.as_ref(), self.platform.as_ref()];
        for setting in settings {
            hash.add(setting.map_or(b"" as &[u8], String::as_bytes));
        }
        for (name, value) in &self.arguments {
            hash.add(name.as_bytes());
            hash.add(value.as_bytes());
        }
        hash.add_files(&entries)?;
        Ok(hash.finish())
    }

    fn command(&self) -> Result<Command, Unavailable> {
        let program = self.program.clone().or_else(|| tool::find(&PROGRAMS));
        program.map(Command::new).ok_or_else(|| {
            Unavailable::new(
                format!("none of {} is installed", PROGRAMS.join(", ")),
                "install one of them to build images",
            )
        })
    }
}

impl Source for Image {
    type Handle = ImageAsset;

    fn read(self) -> Result<Asset, Unavailable> {
        Ok(Asset {
            source: self.directory.display().to_string(),
            name: self.hash()?,
            content: Content::Image(Arc::new(self)),
        })
    }
}

impl Publish for Image {
    fn publish(&self, to: &Destination) -> Result<(), Unavailable> {
        let mut build = self.command()?;
        build.arg("build").args(["--tag", &to.image]);
        build.arg("--file").arg(self.directory.join(self.file()));
        if let Some(target) = &self.target {
            build.args(["--target", target]);
        }
        if let Some(platform) = &self.platform {
            build.args(["--platform", platform]);
        }
        for (name, value) in &self.arguments {
            build.args(["--build-arg", &format!("{name}={value}")]);
        }
        tool::run(
            build.arg(&self.directory),
            "",
            "correct what the build reports, then deploy again",
        )?;
        let again = "check the access to the registry, then deploy again";
        let mut login = self.command()?;
        login.args(["login", "--username", &to.user, "--password-stdin", &to.registry]);
        tool::run(&mut login, &to.password, again)?;
        tool::run(self.command()?.args(["push", &to.image]), "", again)?;
        Ok(())
    }
}
