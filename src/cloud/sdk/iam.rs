//! IAM by the SDK.

use super::call::{Caller, if_there};
use super::convert::text;
use crate::cloud::Result;
use crate::cloud::iam::{Iam, Verdict};
use aws_config::SdkConfig;
use aws_sdk_iam::types::{EvaluationResult, OrganizationsDecisionDetail, ResourceSpecificResult, Role};

/// How many actions are asked about at a time: the answer has one for each resource.
const AT_ONCE: usize = 50;

/// IAM by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_iam::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_iam::Client::new(config),
            caller: caller.clone(),
        }
    }
}

impl Iam for Client {
    async fn account_alias(&self) -> Result<Option<String>> {
        let request = self.client.list_account_aliases().send();
        let found = self.caller.read("iam:ListAccountAliases", request).await?;
        Ok(found.account_aliases().first().cloned())
    }

    async fn role_arn(&self, name: &str) -> Result<Option<String>> {
        let request = self.client.get_role().role_name(name).send();
        let found = if_there(self.caller.read("iam:GetRole", request).await)?;
        Ok(found.map(|found| text(found.role().map(Role::arn))))
    }

    async fn simulate(
        &self,
        principal: &str,
        actions: &[&str],
        resources: &[String],
    ) -> Result<Vec<Verdict>> {
        let mut verdicts = Vec::new();
        for actions in actions.chunks(AT_ONCE) {
            let request = self.client.simulate_principal_policy();
            let mut pages = request
                .policy_source_arn(principal)
                .set_action_names(Some(actions.iter().map(|&action| action.to_owned()).collect()))
                .set_resource_arns(Some(resources.to_vec()))
                .into_paginator()
                .send();
            while let Some(page) = self
                .caller
                .page("iam:SimulatePrincipalPolicy", pages.next())
                .await?
            {
                verdicts.extend(page.evaluation_results().iter().flat_map(told));
            }
        }
        Ok(verdicts)
    }
}

/// A result is about one resource, or has one for each.
fn told(result: &EvaluationResult) -> Vec<Verdict> {
    let organization = result
        .organizations_decision_detail()
        .map(OrganizationsDecisionDetail::allowed_by_organizations);
    let whole = Verdict {
        action: result.eval_action_name().to_owned(),
        resource: text(result.eval_resource_name()),
        decision: result.eval_decision().as_str().into(),
        organization,
        missing: result.missing_context_values().to_vec(),
    };
    let each = result.resource_specific_results();
    if each.is_empty() {
        return vec![whole];
    }
    let one = |one: &ResourceSpecificResult| Verdict {
        resource: one.eval_resource_name().to_owned(),
        decision: one.eval_resource_decision().as_str().into(),
        missing: one.missing_context_values().to_vec(),
        ..whole.clone()
    };
    each.iter().map(one).collect()
}
