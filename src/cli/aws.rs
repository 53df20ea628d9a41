//! The common part of all commands that call AWS: their flags, their stacks, the runtime.

use super::credentials::Scope;
use super::selection::is_named;
use super::{Context, Definition, Failure};
#[cfg(feature = "aws")]
use super::{credentials::Given, local, prompt};
use crate::cloud::SdkClouds;
#[cfg(feature = "aws")]
use crate::cloud::{Access, Kind, Secret};
use crate::deploy::deployment::Approval;
use crate::local::emulator::reduce::{self, Dropped};
use crate::synth::{Artifact, Assembly};
use crate::view;
#[cfg(feature = "aws")]
use anyhow::Context as _;
use std::cell::RefCell;
use std::collections::BTreeMap;
#[cfg(feature = "aws")]
use std::pin::{Pin, pin};
use std::sync::Arc;

/// The maximum number of MFA devices that one command asks for.
#[cfg(feature = "aws")]
const DEVICES: usize = 3;

/// How AWS is reached. What is omitted comes from AWS's own environment variables and files.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "AWS")]
pub(super) struct Aws {
    /// AWS profile to use [default: `AWS_PROFILE`]
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// Endpoint of all services, such as an emulator [default: `AWS_ENDPOINT_URL`, or AWS]
    #[arg(long, global = true, value_name = "URL")]
    endpoint_url: Option<String>,
    /// Use the local AWS emulator, which is installed and started if needed
    #[arg(long, global = true, conflicts_with_all = ["profile", "endpoint_url"])]
    local: bool,
    #[arg(skip)]
    scope: Scope,
    /// The resources that the emulator does not support, by stack.
    #[arg(skip)]
    omitted: RefCell<BTreeMap<Arc<str>, Vec<Dropped>>>,
}

/// Whether a command that names these ids works on a stack.
fn is_meant(stack: &Artifact, ids: &[String]) -> bool {
    is_named(stack, ids) || ids.is_empty() && !stack.on_request
}

impl Aws {
    /// The stacks as they are sent. For the emulator, unsupported resources are removed;
    /// [`note_omissions`](Self::note_omissions) says which.
    pub(super) fn synth(&self, context: &Context<'_>, ids: &[String]) -> Result<Assembly, Failure> {
        let definition = context.define()?;
        self.learn(&definition, context);
        let mut assembly = definition.app.synth().map_err(Failure::Findings)?;
        self.works_on(assembly.stacks.iter().filter(|stack| is_meant(stack, ids)))?;
        if self.local {
            for stack in &mut assembly.stacks {
                let dropped = reduce::reduce_stack(stack);
                self.omitted.borrow_mut().insert(stack.id.clone(), dropped);
            }
        }
        Ok(assembly)
    }

    /// Learns the accounts and profiles of the configuration and the app.
    pub(super) fn learn(&self, definition: &Definition, context: &Context<'_>) {
        self.scope.learn(definition, context.program);
    }

    /// Sets the stacks that the command works on. Credentials are chosen and verified for their accounts, and no others
    /// are reached.
    pub(super) fn works_on<'a>(&self, stacks: impl IntoIterator<Item = &'a Artifact>) -> Result<(), Failure> {
        self.scope.set(stacks, self.local)
    }

    /// The command itself reports why AWS cannot be reached.
    pub(super) fn look_at_failures(&self) {
        self.scope.look_at_failures();
    }

    /// How to reach the verified accounts again.
    #[cfg(feature = "console")]
    pub(super) fn reach(&self) -> super::credentials::Reach {
        self.scope.reach()
    }

    /// Notes which resources of these stacks are not sent, because the emulator does not support them.
    pub(super) fn note_omissions(
        &self,
        context: &mut Context<'_>,
        stacks: &[&Artifact],
    ) -> Result<(), Failure> {
        if context.global.quiet {
            return Ok(());
        }
        let omitted = self.omitted.borrow();
        for stack in stacks {
            let dropped = omitted.get(&stack.id).map_or(&[][..], Vec::as_slice);
            view::local::omitted(context.err, &stack.id, dropped)?;
        }
        Ok(())
    }

    /// Notes once that the emulator does not store the time zones of the deployed schedules.
    pub(super) fn note_time_zones(
        &self,
        context: &mut Context<'_>,
        stacks: &[&Artifact],
    ) -> Result<(), Failure> {
        let mut templates = stacks.iter().map(|stack| &stack.template);
        if self.local && !context.global.quiet && templates.any(reduce::loses_time_zones) {
            view::local::in_utc(context.err)?;
        }
        Ok(())
    }

    /// The same with another profile, to read from its account. The accounts in the configuration restrict writes
    /// only.
    pub(super) fn elsewhere(&self, profile: &str) -> Result<Self, Failure> {
        if self.local {
            return Err(Failure::usage(
                "the emulator has a single account, and no profiles",
                "remove --local, or the profile",
            ));
        }
        Ok(Self {
            profile: Some(profile.to_owned()),
            scope: self.scope.other(),
            ..self.clone()
        })
    }

    /// Whether this is the emulator of `--local`.
    pub(super) fn is_local(&self) -> bool {
        self.local
    }

    /// Which changes need approval without `--require-approval`. On the emulator none do, because no change there
    /// gives real access.
    pub(super) fn approval(&self) -> Approval {
        if self.local {
            Approval::Never
        } else {
            Approval::default()
        }
    }

    /// The same access to AWS, for other programs.
    pub(super) fn environment(&self) -> Vec<(&'static str, String)> {
        let profile = self
            .profile
            .iter()
            .map(|profile| ("AWS_PROFILE", profile.clone()));
        let endpoint = self.endpoint_url.iter();
        let endpoint = endpoint.map(|url| ("AWS_ENDPOINT_URL", url.clone()));
        profile.chain(endpoint).collect()
    }

    /// The same access to AWS, for another command line.
    pub(super) fn flags(&self) -> Vec<String> {
        let flag = |name: &str, value: &Option<String>| {
            value.iter().map(|value| format!("{name}={value}")).collect()
        };
        let profile: Vec<String> = flag("--profile", &self.profile);
        let endpoint: Vec<String> = flag("--endpoint-url", &self.endpoint_url);
        let local = self.local.then(|| "--local".to_owned());
        profile.into_iter().chain(endpoint).chain(local).collect()
    }

    /// Fails, because this binary has no SDK, and names the command to run instead.
    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_self, reason = "used with the feature `aws`")]
    pub(super) fn run<T>(&self, _: impl AsyncFnOnce(&SdkClouds) -> Result<T, Failure>) -> Result<T, Failure> {
        let words = std::env::args().skip(1);
        let words = words.map(|word| crate::operate::instance::ssh::Command::quoted(&word));
        let words = words.collect::<Vec<_>>().join(" ");
        Err(Failure::Failed {
            reason: "this binary was built for the offline commands, without AWS".to_owned(),
            fix: format!("run `cargo run -- {words}`"),
        })
    }

    /// Runs a future that needs AWS, on one thread. Before that, AWS's configuration is not read.
    #[cfg(feature = "aws")]
    pub(super) fn run<T>(
        &self,
        work: impl AsyncFnOnce(&SdkClouds) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let access = self.access()?;
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().context("cannot start the runtime")?;
        let mut result = None;
        // Fifty commands share the code that polls a future, because it does not know which.
        block_on(
            &runtime,
            pin!(async {
                result = Some(match Box::pin(self.signed_in(access)).await {
                    Ok(clouds) => work(&clouds).await,
                    Err(failure) => Err(failure),
                });
            }),
        );
        result.context("the command did not end")?
    }

    /// Signs in to the accounts of the stacks.
    #[cfg(feature = "aws")]
    async fn signed_in(&self, mut access: Access) -> Result<SdkClouds, Failure> {
        let clouds = self.sign_in(&mut access).await?;
        Box::pin(self.enter(access, clouds)).await
    }

    /// Chooses and verifies the credentials of the accounts of the stacks.
    #[cfg(feature = "aws")]
    async fn enter(&self, access: Access, clouds: SdkClouds) -> Result<SdkClouds, Failure> {
        if self.local {
            let emulated = access.clone();
            let of_account = async |account: &str| {
                let access = emulated.of_emulated_account(account);
                let clouds = SdkClouds::load(&access).await?;
                Ok((access, clouds))
            };
            return Box::pin(self.scope.enter_emulated(access, clouds, of_account)).await;
        }
        let of_profile = async |profile: &str| {
            let mut access = self.access()?;
            access.profile = Some(profile.to_owned());
            let clouds = self.sign_in(&mut access).await?;
            Ok((access, clouds))
        };
        let profile = self.profile.clone();
        let given = Given {
            access,
            clouds,
            profile,
        };
        Box::pin(self.scope.enter(given, of_profile)).await
    }

    /// Asks for the code of each MFA device in the profile's chain of roles.
    #[cfg(feature = "aws")]
    async fn sign_in(&self, access: &mut Access) -> Result<SdkClouds, Failure> {
        for _ in 1..DEVICES {
            access.code = self.code(access)?;
            match SdkClouds::load(access).await {
                Err(error) if access.code.is_some() && matches!(error.kind, Kind::CodeNeeded) => {}
                loaded => return Ok(loaded?),
            }
        }
        access.code = self.code(access)?;
        Ok(SdkClouds::load(access).await?)
    }

    #[cfg(feature = "aws")]
    /// The code of the MFA device that the profile requires, asked for on a terminal.
    fn code(&self, access: &Access) -> Result<Option<Secret>, Failure> {
        let device = match access.device() {
            Ok(device) => device,
            // An invalid configuration is reported when it is used.
            Err(_) if self.scope.is_curious() => None,
            Err(error) => return Err(error.into()),
        };
        let Some(device) = device.filter(|_| prompt::is_terminal()) else {
            return Ok(None);
        };
        let typed = prompt::line(&mut view::output::stderr(), &format!("MFA code of {device}: "))?;
        let typed = typed.ok_or(Failure::Said { code: 130 })?;
        Ok(Some(Secret::new(typed.trim())))
    }

    /// Access to AWS; starts the emulator of `--local` if needed.
    #[cfg(feature = "aws")]
    pub(super) fn access(&self) -> Result<Access, Failure> {
        if self.local {
            // The future owns the context by now, but this thread may still write to standard error.
            let status = local::start(&mut view::output::stderr())?;
            return status
                .access()
                .context("the emulator stopped")
                .map_err(Failure::from);
        }
        Ok(Access {
            profile: self.profile.clone(),
            endpoint_url: self.endpoint_url.clone(),
            ..Access::default()
        })
    }
}

#[cfg(feature = "aws")]
fn block_on(runtime: &tokio::runtime::Runtime, work: Pin<&mut dyn Future<Output = ()>>) {
    runtime.block_on(work);
}
