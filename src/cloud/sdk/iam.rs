//! IAM.

use super::api::{Api, Element, IAM, Request};
use super::call::{Caller, if_there};
use super::convert::{self, text};
use crate::cloud::Result;
use crate::cloud::iam::{ContextEntry, Iam, Verdict};
use aws_config::SdkConfig;

/// The maximum number of actions in one call: the response has one result for each resource.
const AT_ONCE: usize = 50;

/// IAM.
#[derive(Debug)]
pub struct Client(Api);

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(IAM, config, caller))
    }
}

impl Iam for Client {
    async fn account_alias(&self) -> Result<Option<String>> {
        let found: Element = self.0.read("iam:ListAccountAliases", Request::form([])).await?;
        Ok(found.texts("AccountAliases").into_iter().next())
    }

    async fn role_arn(&self, name: &str) -> Result<Option<String>> {
        let request = Request::form([("RoleName", name)]);
        let found: Result<Element> = self.0.read("iam:GetRole", request).await;
        Ok(if_there(found)?.map(|found| text(found.get("Role").and_then(|role| role.text("Arn")))))
    }

    async fn simulate(
        &self,
        principal: &str,
        actions: &[&str],
        resources: &[String],
        context: &[ContextEntry],
    ) -> Result<Vec<Verdict>> {
        let said = fields(context);
        let mut verdicts = Vec::new();
        for actions in actions.chunks(AT_ONCE) {
            let request = |marker: Option<&str>| {
                let marker = marker.map(|marker| ("Marker", marker));
                let said = said.iter().map(|(name, value)| (&**name, &**value));
                Request::form(
                    [("PolicySourceArn", principal)]
                        .into_iter()
                        .chain(marker)
                        .chain(said),
                )
                .members("ActionNames", actions.iter().copied())
                .members("ResourceArns", resources.iter().map(String::as_str))
            };
            let take = |page: Element| {
                verdicts.extend(page.list("EvaluationResults").flat_map(told));
                convert::said(page.text("Marker"))
            };
            self.0.pages("iam:SimulatePrincipalPolicy", request, take).await?;
        }
        Ok(verdicts)
    }
}

/// The request context as form fields.
fn fields(context: &[ContextEntry]) -> Vec<(String, String)> {
    let entries = context.iter().enumerate().flat_map(|(at, entry)| {
        let name = |part: &str| format!("ContextEntries.member.{}.{part}", at + 1);
        let values = entry.values.iter().enumerate();
        let values = values.map(|(at, value)| {
            (
                name(&format!("ContextKeyValues.member.{}", at + 1)),
                value.clone(),
            )
        });
        let values = values.collect::<Vec<_>>();
        [
            (name("ContextKeyName"), entry.key.clone()),
            (name("ContextKeyType"), entry.kind.as_str().to_owned()),
        ]
        .into_iter()
        .chain(values)
    });
    entries.collect()
}

/// A result is about one resource, or contains one for each.
fn told(result: &Element) -> Vec<Verdict> {
    let organization = result
        .get("OrganizationsDecisionDetail")
        .map(|detail| detail.is_true("AllowedByOrganizations"));
    let whole = Verdict {
        action: text(result.text("EvalActionName")),
        resource: text(result.text("EvalResourceName")),
        decision: result.text("EvalDecision").unwrap_or_default().into(),
        organization,
        missing: result.texts("MissingContextValues"),
    };
    let one = |one: &Element| Verdict {
        resource: text(one.text("EvalResourceName")),
        decision: one.text("EvalResourceDecision").unwrap_or_default().into(),
        missing: one.texts("MissingContextValues"),
        ..whole.clone()
    };
    let each = result
        .list("ResourceSpecificResults")
        .map(one)
        .collect::<Vec<_>>();
    if each.is_empty() { vec![whole] } else { each }
}
