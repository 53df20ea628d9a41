//! AWS's shared files, `config` and `credentials`: their profiles, and their text in the form that the SDK reads.
//!
//! The AWS CLI accepts any name in quotes, `[profile "Quoted Name"]`; the SDK ignores such a section. So each of
//! these names gets a plain one that only the SDK sees.

use super::{environment, file};
use crate::cloud::{Error, Result};
use crate::model::hex::hex;
use crate::model::suggestion::nearest;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use std::path::{Path, PathBuf};

/// The default profile.
const DEFAULT: &str = "default";

/// Both files, if they exist.
#[derive(Default)]
pub(super) struct Shared {
    profiles: Vec<Profile>,
    config: String,
    credentials: String,
    places: Vec<PathBuf>,
}

/// A profile: its name and its keys. The keys of `credentials` override those of `config`.
#[derive(Clone, Default)]
pub(super) struct Profile {
    pub(super) name: String,
    keys: Vec<(String, String)>,
}

/// Hidden, because the texts contain secrets.
impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Shared")
            .field("profiles", &self.profiles)
            .finish_non_exhaustive()
    }
}

/// Hidden, because its keys may be secrets.
impl std::fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Profile")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Profile {
    /// The value of a key in the profile.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let found = self.keys.iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| &**value).filter(|value| !value.is_empty())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum File {
    Config,
    Credentials,
}

impl Shared {
    /// Reads the files that the environment names, or those in `~/.aws`.
    pub(super) fn read() -> Result<Self> {
        let mut shared = Self::default();
        for (file, variable, name) in [
            (File::Config, "AWS_CONFIG_FILE", "config"),
            (File::Credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
        ] {
            let path = environment::get(variable).map(|path| at_home(&path));
            let Some(path) = path.or_else(|| Some(home()?.join(".aws").join(name))) else {
                continue;
            };
            match file::read(&path) {
                Ok(bytes) => shared.take(file, &path, &String::from_utf8_lossy(&bytes))?,
                // As in every AWS tool, a missing file is empty.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(Error::configuration(
                        "AWS's files",
                        format!("cannot read {}: {error}", path.display()),
                        format!("make it readable, or name another one with {variable}"),
                    ));
                }
            }
            shared.places.push(path);
        }
        Ok(shared)
    }

    /// The selected profile: from the command line, the environment, or `default`, which may be missing.
    pub(super) fn selected(&self, said: Option<&str>) -> Result<Profile> {
        let mut variables = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].into_iter();
        let variable = || variables.find_map(|name| Some((environment::get(name)?, name)));
        let said = said.map(|name| (name.to_owned(), "--profile")).or_else(variable);
        let Some((name, source)) = said else {
            return Ok(self.profile(DEFAULT).cloned().unwrap_or_default().called(DEFAULT));
        };
        if let Some(profile) = self.profile(&name) {
            return Ok(profile.clone());
        }
        let names = self.profiles.iter().map(|profile| &*profile.name);
        let places = self.places.iter().map(|path| path.display().to_string());
        let message = format!(
            "there is no profile \"{name}\" in {}",
            places.collect::<Vec<_>>().join(" or ")
        );
        let fix = match (nearest(&name, names.clone()), names.clone().count()) {
            (Some(near), _) => format!("did you mean {near}? `aws configure list-profiles` lists all"),
            (None, 0) => "write one with `aws configure sso` or `aws configure`".to_owned(),
            (None, 1..=8) => format!("use one of them: {}", names.collect::<Vec<_>>().join(", ")),
            _ => "`aws configure list-profiles` lists all".to_owned(),
        };
        Err(Error::configuration(source, message, fix))
    }

    /// A profile by its name.
    pub(super) fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// The profiles that say they are for an account.
    pub(super) fn of_account(&self, account: &str) -> Vec<String> {
        let is_for = |profile: &&Profile| {
            let of_role = profile.get("role_arn").and_then(|arn| arn.split(':').nth(4));
            let named = ["sso_account_id", "aws_account_id"].map(|key| profile.get(key));
            of_role == Some(account) || named.contains(&Some(account))
        };
        let found = self.profiles.iter().filter(is_for);
        found.map(|profile| profile.name.clone()).collect()
    }

    /// Both files for the SDK.
    pub(super) fn files(&self) -> EnvConfigFiles {
        EnvConfigFiles::builder()
            .with_contents(EnvConfigFileKind::Config, &self.config)
            .with_contents(EnvConfigFileKind::Credentials, &self.credentials)
            .build()
    }

    /// A `config` file with this text.
    #[cfg(test)]
    pub(super) fn of(config: &str) -> Self {
        let mut shared = Self::default();
        assert!(shared.take(File::Config, Path::new("config"), config).is_ok());
        shared
    }

    fn take(&mut self, file: File, path: &Path, text: &str) -> Result<()> {
        let mut open = None;
        let mut plain = String::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim_end();
            if let Some(char) = line.chars().find(|char| char.is_control() && *char != '\t') {
                return Err(Error::configuration(
                    "AWS's files",
                    format!(
                        "{}:{}: there is {} in it",
                        path.display(),
                        number + 1,
                        environment::called(char)
                    ),
                    "take it out; no key, name or path has it".to_owned(),
                ));
            }
            if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                let (profile, header) = header(file, section);
                open = profile.map(|name| self.open(&name));
                plain += &header;
            } else if let Some((key, value)) = property(line) {
                if let Some(profile) = open.and_then(|at: usize| self.profiles.get_mut(at)) {
                    profile.keys.push((key.to_owned(), value.to_owned()));
                }
                let is_name = matches!(key, "source_profile" | "sso_session");
                let value = if is_name { alias(value) } else { value.to_owned() };
                plain += key;
                plain += " = ";
                plain += &value;
            } else {
                plain += line;
            }
            plain.push('\n');
        }
        match file {
            File::Config => self.config = plain,
            File::Credentials => self.credentials = plain,
        }
        Ok(())
    }

    /// The index of a profile; creates it if it does not exist.
    fn open(&mut self, name: &str) -> usize {
        let known = self.profiles.iter().position(|profile| profile.name == name);
        known.unwrap_or_else(|| {
            self.profiles.push(Profile::default().called(name));
            self.profiles.len() - 1
        })
    }
}

impl Profile {
    fn called(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }
}

/// The profile of a section, if it is one, and the section for the SDK.
fn header(file: File, section: &str) -> (Option<String>, String) {
    let section = section.trim();
    let (kind, name) = match (file, section.split_once([' ', '\t'])) {
        (File::Credentials, _) => {
            return (
                Some(unquoted(section)),
                format!("[{}]", alias(&unquoted(section))),
            );
        }
        (File::Config, Some((kind, name))) => (kind, unquoted(name.trim())),
        (File::Config, None) => {
            let profile = (section == DEFAULT).then(|| section.to_owned());
            return (profile, format!("[{section}]"));
        }
    };
    let header = format!("[{kind} {}]", alias(&name));
    ((kind == "profile").then_some(name), header)
}

/// A line `key = value` of the section itself, not nested.
fn property(line: &str) -> Option<(&str, &str)> {
    if line.starts_with([' ', '\t', '#', ';']) {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    let value = value.trim();
    // A comment begins after a space.
    let end = [" #", " ;", "\t#", "\t;"]
        .iter()
        .filter_map(|mark| value.find(mark))
        .min();
    Some((key.trim(), value[..end.unwrap_or(value.len())].trim_end()))
}

fn unquoted(name: &str) -> String {
    let inner = ['"', '\'']
        .into_iter()
        .find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(name).to_owned()
}

/// A name that the SDK accepts: unchanged if possible.
pub(super) fn alias(name: &str) -> String {
    let is_taken = |char: char| char.is_ascii_alphanumeric() || "_-/.%@:+".contains(char);
    if !name.is_empty() && name.chars().all(is_taken) {
        return name.to_owned();
    }
    format!("sa-infra.{}", hex(name.as_bytes()))
}

/// A path that may begin with `~`.
pub(super) fn at_home(path: &str) -> PathBuf {
    match path.strip_prefix("~/").zip(home()) {
        Some((below, home)) => home.join(below),
        None => PathBuf::from(path),
    }
}

/// The user's home directory.
pub(super) fn home() -> Option<PathBuf> {
    environment::get("HOME")
        .or_else(|| environment::get("USERPROFILE"))
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests;
