//! Which credentials a command uses for which stacks, verified before the command does anything: the given ones where they
//! belong to the account of a stack, else the profile that the app or the configuration names for the account.

#[cfg(feature = "aws")]
mod choice;
#[cfg(feature = "aws")]
mod reach;
#[cfg(feature = "aws")]
mod refused;

use super::account::Account;
use super::{Allowed, Definition, Failure, Program};
use crate::cloud::Access;
#[cfg(feature = "aws")]
use crate::cloud::SdkClouds;
use crate::synth::Artifact;
use std::cell::{Cell, RefCell};

/// The stacks of a command, and the accounts they may be in.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    allowed: RefCell<Option<Allowed>>,
    profiles: RefCell<Vec<Profile>>,
    /// How to name a profile for an account, with `ACCOUNT` and `PROFILE` in it.
    how: Cell<&'static str>,
    stacks: RefCell<Vec<Spot>>,
    /// Whether the command itself handles a failure to reach AWS.
    curious: Cell<bool>,
    /// Whether it is another account than that of this process, which is only read.
    other: bool,
    reach: RefCell<Reach>,
}

/// The credentials that the flags, the variables and AWS's files give.
#[cfg(feature = "aws")]
pub(super) struct Given {
    pub(super) access: Access,
    pub(super) clouds: SdkClouds,
    /// The profile that a flag names.
    pub(super) profile: Option<String>,
}

/// The profile of an account, and where it is set.
#[derive(Clone, Debug)]
struct Profile {
    account: String,
    name: String,
    source: String,
}

/// A stack of the command.
#[derive(Clone, Debug)]
struct Spot {
    id: String,
    account: Option<String>,
    region: Option<String>,
}

/// The stacks of one account.
#[derive(Debug, Default)]
struct Group {
    /// `None` for that of the given credentials.
    account: Option<String>,
    stacks: Vec<String>,
    regions: Vec<String>,
    /// Whether one of the stacks names no account.
    is_home: bool,
}

/// Credentials that were chosen, and the account that they belong to, as far as it is known.
#[derive(Clone, Debug)]
struct Chosen {
    access: Access,
    /// Where STS was asked.
    region: Option<String>,
    account: Option<Account>,
}

/// The chosen credentials of a command, to load them again: first those of the stacks that name no account.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach(Vec<Chosen>);

/// How a program names the profile of an account.
const IN_FILE: &str = "add `\"ACCOUNT\" = \"PROFILE\"` to [profiles] in sa-infra.toml";
const IN_CODE: &str = "call `app.set_profile(\"ACCOUNT\", \"PROFILE\")` in your program";

impl Scope {
    /// Another account than that of this process.
    pub(super) fn other(&self) -> Self {
        Self {
            stacks: self.stacks.clone(),
            other: true,
            ..Self::default()
        }
    }

    /// Learns the accounts and profiles of the configuration and the app.
    pub(super) fn learn(&self, definition: &Definition, program: &dyn Program) {
        (*self.allowed.borrow_mut()).clone_from(&definition.allowed);
        let profiles = definition.app.profiles.iter().map(|profile| {
            let key = format!("profiles.{}", profile.account);
            let entry = definition.settings.iter().find(|entry| entry.key == key);
            let origin = || format!("{}:{}", profile.origin.file(), profile.origin.line());
            Profile {
                account: profile.account.to_string(),
                name: profile.name.to_string(),
                source: entry.map_or_else(origin, |entry| format!("{} ({key})", entry.source)),
            }
        });
        *self.profiles.borrow_mut() = profiles.collect();
        let has_table = program.sample().is_some_and(|text| text.contains("[profiles]"));
        self.how.set(if has_table { IN_FILE } else { IN_CODE });
    }

    /// Sets the stacks that the command works on. Refuses those of an account that the configuration excludes.
    pub(super) fn set<'a>(
        &self,
        stacks: impl IntoIterator<Item = &'a Artifact>,
        is_local: bool,
    ) -> Result<(), Failure> {
        let mut spots = Vec::new();
        for stack in stacks {
            if let Some((account, Allowed { accounts, source })) =
                stack.account.as_deref().zip(self.allowed.borrow().as_ref())
                && !is_local
                && !accounts.iter().any(|allowed| allowed == account)
            {
                return Err(Failure::usage(
                    format!(
                        "{} belongs to the account {account}, but {source} allows {}",
                        stack.id,
                        accounts.join(" and ")
                    ),
                    "correct the account of the stack, or the configuration",
                ));
            }
            spots.push(Spot {
                id: stack.id.to_string(),
                account: stack.account.as_deref().map(str::to_owned),
                region: stack.region.as_deref().map(str::to_owned),
            });
        }
        *self.stacks.borrow_mut() = spots;
        Ok(())
    }

    /// The command handles failures itself.
    pub(super) fn look_at_failures(&self) {
        self.curious.set(true);
    }

    /// Whether it does.
    pub(super) fn is_curious(&self) -> bool {
        self.curious.get()
    }

    /// How to reach the accounts again, which were verified.
    #[cfg(feature = "console")]
    pub(super) fn reach(&self) -> Reach {
        self.reach.borrow().clone()
    }

    /// The stacks by account, in their order. On the emulator, stacks without an account of their own have none.
    fn groups(&self, is_local: bool) -> Vec<Group> {
        let allowed = self.allowed.borrow();
        let home = allowed.as_ref().filter(|_| !is_local);
        let home = home.and_then(|allowed| match allowed.accounts.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        });
        let mut groups = Vec::<Group>::new();
        for spot in self.stacks.borrow().iter() {
            let account = spot.account.clone().or_else(|| home.clone());
            let known = groups.iter().position(|group| group.account == account);
            let at = known.unwrap_or_else(|| {
                groups.push(Group {
                    account,
                    ..Group::default()
                });
                groups.len() - 1
            });
            let group = &mut groups[at];
            group.stacks.push(spot.id.clone());
            group.is_home |= spot.account.is_none();
            if let Some(region) = spot
                .region
                .clone()
                .filter(|region| !group.regions.contains(region))
            {
                group.regions.push(region);
            }
        }
        if groups.is_empty() {
            groups.push(Group {
                account: home,
                is_home: true,
                ..Group::default()
            });
        }
        groups
    }
}
