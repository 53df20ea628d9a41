//! Simulates with IAM whether the caller may make the commands' calls.

use super::grants;
use super::request::Requests;
use crate::cloud::iam::{Decision, Iam, Verdict};
use crate::cloud::sts::{Identity, Sts};
use crate::cloud::{Cloud, Clouds, Error, Kind};
use crate::operate::refusal::{Failure, Refusal};
use crate::synth::Artifact;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// With --simulate: the result of the simulation.
#[derive(Clone, Debug, Serialize)]
pub struct Simulation {
    /// The ARN of the caller.
    pub identity: String,
    /// The user or role whose policies were simulated.
    pub principal: String,
    /// The number of simulated actions.
    pub actions: usize,
    /// Actions that are not allowed, or only under conditions.
    pub refused: Vec<Refused>,
}

/// An action that is not allowed unconditionally.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// The action.
    pub action: String,
    /// A resource on which it is not allowed.
    pub resource: String,
    /// The reason.
    #[serde(rename = "reason")]
    pub why: Why,
    /// Condition keys on which the result depends.
    pub depends_on: Vec<String>,
}

/// Why an action is not allowed unconditionally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// No policy allows it.
    NotAllowed,
    /// A policy denies it.
    Denied,
    /// The organization of the account does not allow it.
    Organization,
    /// A policy allows it under conditions that only a real request shows.
    Depends,
}

/// Simulates these actions, in the region of the first stack.
pub async fn simulate<C: Clouds>(
    clouds: &C,
    stacks: &[&Artifact],
    actions: BTreeSet<&'static str>,
) -> Result<Simulation, Failure> {
    let first = stacks.first().map(|stack| stack.environment());
    let cloud = clouds.at(first.unwrap_or_default())?;
    let identity = cloud.sts().get_caller_identity().await?;
    let principal = principal(&cloud, &identity).await?;
    let count = actions.len();
    let requests = Requests::new(stacks, &identity, cloud.region());
    let mut refused = Vec::new();
    for grant in grants(stacks, actions) {
        let resources = grant.resources.iter();
        let resources = resources
            .map(|arn| identity.known(arn, cloud.region()))
            .collect::<Vec<_>>();
        for (actions, context) in requests.of(&grant) {
            let verdicts = cloud.iam().simulate(&principal, &actions, &resources, &context);
            for one in judge(verdicts.await.map_err(|error| about(error, &principal))?) {
                // An action that is allowed under several conditions is one action.
                if !refused
                    .iter()
                    .any(|known: &Refused| known.action == one.action && known.why == one.why)
                {
                    refused.push(one);
                }
            }
        }
    }
    Ok(Simulation {
        identity: identity.arn,
        principal,
        actions: count,
        refused,
    })
}

/// The user or role of an identity: a session has no policies of its own.
async fn principal(cloud: &impl Cloud, identity: &Identity) -> Result<String, Failure> {
    let arn = &identity.arn;
    let mut parts = arn.splitn(6, ':');
    let (partition, name) = (parts.nth(1).unwrap_or("aws"), parts.nth(3).unwrap_or_default());
    let refuse = |reason: &str, fix: &str| Err(Refusal::state(format!("{arn}: {reason}"), fix).into());
    match name
        .split_once('/')
        .map_or((name, ""), |(kind, name)| (kind, name))
    {
        ("user", _) => Ok(arn.clone()),
        ("assumed-role", session) => {
            let role = session.split('/').next().unwrap_or(session);
            // The ARN of a session omits the path of its role.
            let known = match cloud.iam().role_arn(role).await {
                Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => None,
                known => known?,
            };
            let account = &identity.account;
            Ok(known.unwrap_or_else(|| format!("arn:{partition}:iam::{account}:role/{role}")))
        }
        ("root", _) => refuse(
            "the root user is allowed everything, and IAM cannot simulate it",
            "use a role or another user, and keep the root user for emergencies",
        ),
        _ => refuse(
            "IAM can simulate only users and roles",
            "select a profile of a user or a role with --profile",
        ),
    }
}

fn about(error: Error, principal: &str) -> Failure {
    if error.is_not_found() {
        let reason = format!("{principal} does not exist in IAM");
        let fix = "allow iam:GetRole on it, which is needed to find a role with a path";
        return Refusal::state(reason, fix).into();
    }
    error.into()
}

impl Identity {
    /// An ARN with the known parts in place of wildcards. IAM takes remaining wildcards for a part of a name.
    pub(super) fn known(&self, arn: &str, region: &str) -> String {
        let partition = self.arn.split(':').nth(1).unwrap_or("aws");
        let mut parts = arn.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
        if let [arn, aws, _, place, account, _] = parts.as_mut_slice()
            && arn == "arn"
        {
            partition.clone_into(aws);
            for (part, known) in [(place, region), (account, &self.account)] {
                if part == "*" {
                    known.clone_into(part);
                }
            }
        }
        parts.join(":")
    }
}

/// Actions that no result allows, or that one denies. Services have several types of resources, and no action applies
/// to all.
fn judge(verdicts: Vec<Verdict>) -> Vec<Refused> {
    let mut actions = BTreeMap::<String, Vec<Verdict>>::new();
    for verdict in verdicts {
        actions.entry(verdict.action.clone()).or_default().push(verdict);
    }
    let refused = actions.into_iter().filter_map(|(action, verdicts)| {
        let denied = verdicts.iter().find(|verdict| {
            verdict.decision == Decision::ExplicitDeny || verdict.organization == Some(false)
        });
        let allowed = verdicts
            .iter()
            .any(|verdict| verdict.decision == Decision::Allowed);
        if allowed && denied.is_none() {
            return None;
        }
        let depends = verdicts.iter().find(|verdict| !verdict.missing.is_empty());
        let verdict = denied.or(depends).or(verdicts.first())?;
        let why = match (&verdict.decision, verdict.organization) {
            (_, Some(false)) => Why::Organization,
            (Decision::ExplicitDeny, _) => Why::Denied,
            _ if !verdict.missing.is_empty() => Why::Depends,
            _ => Why::NotAllowed,
        };
        Some(Refused {
            action,
            resource: verdict.resource.clone(),
            why,
            depends_on: verdict.missing.clone(),
        })
    });
    refused.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(decision: Decision, organization: Option<bool>, missing: &[&str]) -> Verdict {
        Verdict {
            action: "ecs:RunTask".to_owned(),
            resource: "*".to_owned(),
            decision,
            organization,
            missing: missing.iter().map(|&key| key.to_owned()).collect(),
        }
    }

    #[test]
    fn one_denial_counts_more_than_all_that_is_allowed() {
        use Decision::{Allowed, ExplicitDeny, ImplicitDeny};
        let why = |verdicts: Vec<Verdict>| judge(verdicts).first().map(|refused| refused.why);
        let plain = |decision| verdict(decision, None, &[]);
        assert_eq!(why(vec![plain(ImplicitDeny), plain(Allowed)]), None);
        assert_eq!(why(vec![plain(ImplicitDeny)]), Some(Why::NotAllowed));
        assert_eq!(why(vec![plain(Allowed), plain(ExplicitDeny)]), Some(Why::Denied));
        let organization = verdict(Allowed, Some(false), &[]);
        assert_eq!(why(vec![organization]), Some(Why::Organization));
        let depends = verdict(ImplicitDeny, None, &["iam:PassedToService"]);
        assert_eq!(why(vec![plain(ImplicitDeny), depends]), Some(Why::Depends));
    }

    #[test]
    fn what_the_identity_tells_is_filled_in() {
        let identity = Identity {
            account: "111122223333".to_owned(),
            arn: "arn:aws-us-gov:iam::111122223333:user/jo".to_owned(),
        };
        let concrete = |arn| identity.known(arn, "us-gov-west-1");
        assert_eq!(
            concrete("arn:aws:sns:*:*:a:b*"),
            "arn:aws-us-gov:sns:us-gov-west-1:111122223333:a:b*"
        );
        assert_eq!(
            concrete("arn:aws:iam::*:role/x"),
            "arn:aws-us-gov:iam::111122223333:role/x"
        );
        assert_eq!(concrete("*"), "*");
        assert_eq!(concrete("ecs-tasks.amazonaws.com"), "ecs-tasks.amazonaws.com");
    }
}
