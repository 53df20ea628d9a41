//! The chain of roles of a profile: each `source_profile`, down to the keys. The SDK assumes the roles itself, unless
//! one requires an MFA device; that role and those above it are assumed here. If the keys come from a program, all
//! roles are assumed here.

use super::mfa::{self, Role};
use super::process;
use super::shared::{Profile, Shared};
use crate::cloud::{Error, Result, Secret};
use aws_config::SdkConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::SharedCredentialsProvider;
use jiff::Timestamp;

/// The profiles with a role, from the selected one down to the last before the keys.
#[derive(Debug)]
pub(super) struct Chain<'a>(Vec<Role<'a>>);

impl<'a> Chain<'a> {
    /// The chain of a profile; `None` if no role in it requires an MFA device, and the keys do not come from a
    /// program.
    pub(super) fn of(shared: &'a Shared, selected: &'a Profile) -> Result<Option<Self>> {
        let mut roles = Vec::<Role<'a>>::new();
        let (mut next, mut is_program) = (Some(selected), false);
        while let Some(profile) = next {
            // As in the AWS CLI and the SDK, the keys of a source profile take precedence over its role.
            if profile.get("aws_access_key_id").is_some() && !roles.is_empty() {
                break;
            }
            if roles.iter().any(|role| role.name() == profile.name) {
                let names = roles.iter().map(Role::name).chain([&*profile.name]);
                let names = names.collect::<Vec<_>>().join(" -> ");
                return Err(Error::configuration(
                    "AWS's files",
                    format!(
                        "the source profiles of \"{}\" form a loop: {names}",
                        selected.name
                    ),
                    "let one of them name a source_profile with keys",
                ));
            }
            let Some(role) = Role::of(profile) else {
                is_program = process::command(profile).is_some();
                break;
            };
            roles.push(role);
            let source = profile.get("source_profile");
            if source.is_none_or(|source| source == profile.name) && process::command(profile).is_some() {
                is_program = true;
                break;
            }
            next = source.and_then(|source| shared.profile(source));
        }
        // The SDK handles the profiles below the last device.
        let devices = roles.iter().rposition(|role| role.serial.is_some());
        if !is_program {
            roles.truncate(devices.map_or(0, |last| last + 1));
        }
        Ok((!roles.is_empty()).then_some(Self(roles)))
    }

    /// The first role whose code is needed: the deepest one, unless a role above it has a session.
    pub(super) fn missing(&self) -> Option<&Role<'a>> {
        let now = Timestamp::now();
        let known = self.0.iter().position(|role| role.cached(now).is_some());
        let open = &self.0[..known.unwrap_or(self.0.len())];
        open.iter().rev().find(|role| role.serial.is_some())
    }

    /// The credentials of the selected profile. The code is for the missing role.
    pub(super) async fn provider(
        &self,
        shared: &Shared,
        config: &SdkConfig,
        code: Option<&Secret>,
    ) -> Result<SharedCredentialsProvider> {
        let now = Timestamp::now();
        let mut code = code;
        let mut all = self.0.iter().enumerate();
        let known = all.find_map(|(at, role)| Some((at, role.cached(now)?)));
        let (open, mut source) = match known {
            Some((at, session)) => (&self.0[..at], Some(SharedCredentialsProvider::new(session))),
            None => (&*self.0, None),
        };
        for role in open.iter().rev() {
            let below = match source.take() {
                Some(below) => below,
                None => role.source(shared, config).await?,
            };
            let config = config.to_builder().credentials_provider(below.clone()).build();
            source = Some(match (role.serial, code.take()) {
                (Some(_), Some(code)) => SharedCredentialsProvider::new(role.assume(&config, code).await?),
                (Some(_), None) => return Err(mfa::missing(role)),
                (None, unused) => {
                    code = unused;
                    SharedCredentialsProvider::new(assumed(role, &config, below).await?)
                }
            });
        }
        match source {
            Some(source) => Ok(source),
            None => Err(Error::configuration(
                "AWS's files",
                "the profile has no role",
                "select another profile",
            )),
        }
    }
}

/// A role without a device.
async fn assumed(
    role: &Role<'_>,
    config: &SdkConfig,
    source: SharedCredentialsProvider,
) -> Result<AssumeRoleProvider> {
    let mut builder = AssumeRoleProvider::builder(role.arn)
        .configure(config)
        .session_name(role.session_name());
    if let Some(id) = role.external_id() {
        builder = builder.external_id(id);
    }
    if let Some(seconds) = role.seconds()?.and_then(|seconds| u64::try_from(seconds).ok()) {
        builder = builder.session_length(std::time::Duration::from_secs(seconds));
    }
    Ok(builder.build_from_provider(source).await)
}

#[cfg(test)]
mod tests {
    use super::Chain;
    use crate::cloud::sdk::config::shared::Shared;

    fn roles(config: &str, profile: &str) -> Option<Vec<String>> {
        let shared = Shared::of(config);
        let chain = Chain::of(&shared, shared.profile(profile)?).unwrap()?;
        Some(chain.0.iter().map(|role| role.name().to_owned()).collect())
    }

    #[test]
    fn a_chain_ends_at_the_last_device_and_at_keys() {
        let config = "[profile top]\nrole_arn = r\nsource_profile = middle\n\
                      [profile middle]\nrole_arn = r\nmfa_serial = m\nsource_profile = low\n\
                      [profile low]\nrole_arn = r\nsource_profile = keys\n\
                      [profile keys]\naws_access_key_id = A\naws_secret_access_key = s\nrole_arn = r\nmfa_serial = m\n\
                      [profile one]\nrole_arn = r\nmfa_serial = m\nsource_profile = other\n\
                      [profile other]\nrole_arn = r\nmfa_serial = m\nsource_profile = one\n\
                      [profile own]\nrole_arn = r\nmfa_serial = m\nsource_profile = own\naws_access_key_id = A\n";
        let names = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(roles(config, "top"), names(&["top", "middle"]));
        assert_eq!(roles(config, "low"), None);
        let shared = Shared::of(config);
        let error = Chain::of(&shared, shared.profile("one").unwrap()).unwrap_err();
        assert!(
            error.to_string().ends_with("form a loop: one -> other -> one"),
            "{error}"
        );
        assert_eq!(roles(config, "own"), names(&["own"]));
        assert_eq!(roles(config, "nothing"), None);
    }
}
