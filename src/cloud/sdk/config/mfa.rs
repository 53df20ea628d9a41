//! A role whose profile requires a code of an MFA device. It is assumed here, because the SDK sends no code. The
//! session is kept in the cache of the AWS CLI under the CLI's name, so that one code serves both.

use super::file;
use super::process::{self, Process};
use super::shared::{Profile, Shared, alias, home};
use crate::cloud::sdk::call::Caller;
use crate::cloud::{Error, Kind, Result, Secret};
use crate::model::hex::hex;
use aws_config::SdkConfig;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The name of the provider of these credentials.
const NAME: &str = "AssumeRoleWithMfa";

/// Credentials that expire sooner than this are not used, as in the AWS CLI.
const MARGIN: i64 = 15 * 60;

/// A role, and the MFA device that it requires.
#[derive(Debug)]
pub(super) struct Role<'a> {
    profile: &'a Profile,
    pub(super) arn: &'a str,
    /// The MFA device, if the role requires one.
    pub(super) serial: Option<&'a str>,
}

impl<'a> Role<'a> {
    /// The role of a profile. A web identity is handled elsewhere.
    pub(super) fn of(profile: &'a Profile) -> Option<Self> {
        if profile.get("web_identity_token_file").is_some() {
            return None;
        }
        Some(Self {
            profile,
            arn: profile.get("role_arn")?,
            serial: profile.get("mfa_serial"),
        })
    }

    /// The name of the profile.
    pub(super) fn name(&self) -> &'a str {
        &self.profile.name
    }

    /// The name of its sessions.
    pub(super) fn session_name(&self) -> String {
        let own = self.profile.get("role_session_name").map(str::to_owned);
        own.unwrap_or_else(|| format!("sa-infra-{}", Timestamp::now().as_second()))
    }

    /// The external id that its trust policy may require.
    pub(super) fn external_id(&self) -> Option<&'a str> {
        self.profile.get("external_id")
    }

    /// The cached credentials from an earlier code.
    pub(super) fn cached(&self, now: Timestamp) -> Option<Credentials> {
        self.serial?;
        let text = file::read(&self.file()?).ok()?;
        let cached = serde_json::from_slice::<Value>(&text).ok()?;
        let known = &cached["Credentials"];
        let part = |name: &str| known[name].as_str().map(str::to_owned);
        let expires = part("Expiration")?.parse::<Timestamp>().ok()?;
        (expires.as_second() - now.as_second() > MARGIN).then_some(())?;
        let (id, secret) = (part("AccessKeyId")?, part("SecretAccessKey")?);
        Some(Credentials::new(
            id,
            secret,
            part("SessionToken"),
            Some(SystemTime::from(expires)),
            NAME,
        ))
    }

    /// Assumes the role with a code, and caches the session. The configuration has the credentials of its source.
    pub(super) async fn assume(&self, config: &SdkConfig, code: &Secret) -> Result<Credentials> {
        let now = Timestamp::now();
        let request = aws_sdk_sts::Client::new(config)
            .assume_role()
            .role_arn(self.arn)
            .role_session_name(self.session_name())
            .set_external_id(self.external_id().map(str::to_owned))
            .set_duration_seconds(self.seconds()?)
            .set_serial_number(self.serial.map(str::to_owned))
            .token_code(code.expose());
        let answer = Caller::default().read("sts:AssumeRole", request.send()).await?;
        let Some(given) = answer.credentials() else {
            return Err(Error::configuration(
                "sts:AssumeRole",
                "there are no credentials in the answer",
                "run it again",
            ));
        };
        let expires = given.expiration();
        let expires = Timestamp::from_second(expires.secs()).unwrap_or(now);
        let found = Credentials::new(
            given.access_key_id(),
            given.secret_access_key(),
            Some(given.session_token().to_owned()),
            Some(SystemTime::from(expires)),
            NAME,
        );
        self.remember(&found, expires)?;
        Ok(found)
    }

    /// The credentials that assume the role.
    pub(super) async fn source(
        &self,
        shared: &Shared,
        config: &SdkConfig,
    ) -> Result<SharedCredentialsProvider> {
        let provider = super::provider_config(config);
        let name = &self.profile.name;
        if let Some(source) = self.profile.get("credential_source") {
            return Ok(match source {
                "Environment" => {
                    SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new())
                }
                "Ec2InstanceMetadata" => SharedCredentialsProvider::new(
                    ImdsCredentialsProvider::builder().configure(&provider).build(),
                ),
                _ => SharedCredentialsProvider::new(
                    EcsCredentialsProvider::builder().configure(&provider).build(),
                ),
            });
        }
        let source = self.profile.get("source_profile").unwrap_or(name);
        let Some(keys) = shared.profile(source) else {
            let reason =
                format!("profile \"{name}\" has the source_profile \"{source}\", which does not exist");
            return Err(Error::configuration(
                "AWS's files",
                reason,
                "correct the name, or write that profile",
            ));
        };
        if let Some((id, secret)) = keys
            .get("aws_access_key_id")
            .zip(keys.get("aws_secret_access_key"))
        {
            let token = keys.get("aws_session_token").map(str::to_owned);
            return Ok(SharedCredentialsProvider::new(Credentials::new(
                id,
                secret,
                token,
                None,
                "ProfileFile",
            )));
        }
        if let Some(command) = process::command(keys) {
            return Ok(SharedCredentialsProvider::new(Process::start(command).await?));
        }
        if source == name {
            let reason = format!("profile \"{name}\" has a role and a device, and no keys to assume it with");
            return Err(Error::configuration(
                "AWS's files",
                reason,
                "add a source_profile",
            ));
        }
        let profile = ProfileFileCredentialsProvider::builder()
            .configure(&provider)
            .profile_files(shared.files())
            .profile_name(alias(source));
        Ok(SharedCredentialsProvider::new(profile.build()))
    }

    /// The requested duration of its sessions.
    pub(super) fn seconds(&self) -> Result<Option<i32>> {
        let Some(text) = self.profile.get("duration_seconds") else {
            return Ok(None);
        };
        let number = text
            .parse()
            .ok()
            .filter(|seconds| (900..=43200).contains(seconds));
        number.map(Some).ok_or_else(|| {
            let reason = format!("\"{text}\" is no duration of a session");
            Error::configuration("duration_seconds", reason, "write seconds, from 900 to 43200")
        })
    }

    fn remember(&self, credentials: &Credentials, expires: Timestamp) -> Result<()> {
        let Some(file) = self.file() else {
            return Ok(());
        };
        let expiration = expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let text = json!({
            "Credentials": {
                "AccessKeyId": credentials.access_key_id(),
                "SecretAccessKey": credentials.secret_access_key(),
                "SessionToken": credentials.session_token(),
                "Expiration": expiration,
            },
        });
        keep(&file, &text.to_string()).map_err(|error| {
            let reason = format!("cannot write {}: {error}", file.display());
            // A code is valid once: without the file, the next call would need another one.
            Error::configuration(
                "AWS's cache",
                reason,
                "make that directory yours, or move it away",
            )
        })
    }

    /// The file in which the AWS CLI caches the session of this role.
    fn file(&self) -> Option<PathBuf> {
        Some(
            home()?
                .join(".aws/cli/cache")
                .join(format!("{}.json", self.key())),
        )
    }

    /// The cache key of the AWS CLI: a hash of the request as Python writes JSON.
    fn key(&self) -> String {
        let mut asked = Map::new();
        let keys = [
            ("ExternalId", "external_id"),
            ("RoleArn", "role_arn"),
            ("RoleSessionName", "role_session_name"),
            ("SerialNumber", "mfa_serial"),
        ];
        if let Ok(Some(seconds)) = self.seconds() {
            asked.insert("DurationSeconds".to_owned(), seconds.into());
        }
        for (name, key) in keys {
            if let Some(value) = self.profile.get(key) {
                asked.insert(name.to_owned(), value.into());
            }
        }
        let members = asked.iter().map(|(name, value)| format!("\"{name}\": {value}"));
        let text = format!("{{{}}}", members.collect::<Vec<_>>().join(", "));
        hex(&Sha1::digest(text.as_bytes()))
    }
}

/// Writes a complete file that only its owner can read.
fn keep(file: &Path, text: &str) -> std::io::Result<()> {
    let directory = file.parent().unwrap_or(file);
    std::fs::create_dir_all(directory)?;
    let draft = file.with_extension(std::process::id().to_string());
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    let options = std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(&draft)?.write_all(text.as_bytes())?;
    std::fs::rename(&draft, file)
}

/// The error for a role that needs a code when no terminal can ask for it.
pub(super) fn missing(role: &Role<'_>) -> Error {
    Error {
        call: "credentials",
        kind: Kind::CodeNeeded,
        message: format!(
            "profile \"{}\" wants a code of the MFA device {}",
            role.profile.name,
            role.serial.unwrap_or_default()
        ),
    }
}

#[cfg(test)]
mod tests;
