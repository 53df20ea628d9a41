//! The doctor's check of permissions: what each command is not allowed to do.

use super::{Level, Patient};
use crate::cloud::Clouds;
use crate::operate::permissions::simulate::{Refused, Why, simulate};
use crate::operate::permissions::{CALLS, Calls, Purpose, actions};
use crate::synth::Artifact;
use std::collections::BTreeSet;

/// The maximum number of actions that are named.
const NAMED: usize = 4;

impl<C: Clouds> Patient<'_, C> {
    pub(super) async fn permissions(&mut self, stacks: &[&Artifact]) {
        let deploy = actions(stacks, Purpose::Deploy);
        let all = deploy.iter().copied().chain(actions(stacks, Purpose::Operate));
        let found = match simulate(self.clouds, stacks, all.collect()).await {
            Ok(found) => found,
            Err(failure) => return self.blind("permissions", failure),
        };
        let of = |actions: &BTreeSet<&str>| {
            let refused = found.refused.iter();
            let refused = refused.filter(|refused| actions.contains(&*refused.action));
            refused.collect::<Vec<_>>()
        };
        for calls in CALLS {
            self.command(calls, &of(&calls.actions()));
        }
        // The actions that CloudFormation performs with the caller's permissions are checked separately.
        let own = CALLS.iter().flat_map(Calls::actions).collect();
        let handlers = &deploy - &own;
        self.refused("deploy", "what CloudFormation does for `deploy`", &of(&handlers));
        if found.refused.is_empty() {
            let what = format!("{} is allowed everything", found.principal);
            self.find("permissions", Level::Ok, what, None);
        }
    }

    fn command(&mut self, calls: &Calls, refused: &[&Refused]) {
        let purpose = match calls.purpose {
            Purpose::Deploy => "deploy",
            Purpose::Operate => "operate",
        };
        self.refused(purpose, &format!("`{}`", calls.command), refused);
    }

    fn refused(&mut self, purpose: &str, who: &str, refused: &[&Refused]) {
        for (level, word, depends) in [
            (Level::Error, "is not allowed", false),
            (Level::Open, "is allowed only under conditions", true),
        ] {
            let actions = refused.iter().filter(|one| (one.why == Why::Depends) == depends);
            let actions = actions.map(|one| &*one.action).collect::<Vec<_>>();
            if actions.is_empty() {
                continue;
            }
            let named = actions.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            let more = actions.len().saturating_sub(NAMED);
            let more = if more == 0 {
                String::new()
            } else {
                format!(" and {more} more")
            };
            let what = format!("{who} {word} {named}{more}");
            let fix = format!("allow the actions that `sa-infra policy {purpose}` prints");
            self.find("permissions", level, what, Some(fix));
        }
    }
}
