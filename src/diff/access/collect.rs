//! Collects every policy of a template.

use super::holders::{Holders, IDENTITIES, policy_in, reference};
use super::source;
use super::statement::{Context, grants, items};
use super::{Effect, Single, Term};
use crate::diff::normal::{self, is_policy};
use crate::model::json::{Fields, Json};
use crate::model::template::Template;
use std::sync::Arc;

/// Resource types that are policies, attached to other resources.
const POLICIES: [&str; 5] = [
    "AWS::IAM::GroupPolicy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
];

/// All grants of a template.
pub(super) fn collect(template: &Template) -> Vec<Single> {
    let holders = Holders::of(template);
    let mut collector = Collector {
        template,
        holders: &holders,
        found: Vec::new(),
    };
    for (id, resource) in &template.resources {
        let properties = Json::Map(normal::members(&resource.properties));
        let kind = &*resource.kind;
        if IDENTITIES.iter().any(|(identity, _)| *identity == kind) {
            collector.identity(id, &properties);
        } else if POLICIES.contains(&kind) {
            let who = holders.of_policy(id, &properties);
            collector.policies(&properties, Some(who), Term::of("*".into()));
        } else if kind == "AWS::SSO::PermissionSet" {
            collector.managed(id, properties.get("ManagedPolicies"));
            collector.policies(&properties, Some(vec![reference(id)]), Term::of("*".into()));
        } else if kind == "AWS::Lambda::Permission" {
            collector.permission(&properties);
        } else if kind == "AWS::CodeBuild::Project" {
            let source = source::of_project(&properties, reference(id));
            collector.found.extend(source);
            collector.policies(&properties, None, reference(id));
        } else {
            collector.policies(&properties, None, reference(id));
        }
    }
    collector.found
}

struct Collector<'a> {
    template: &'a Template,
    holders: &'a Holders,
    found: Vec<Single>,
}

impl Collector<'_> {
    /// A role, user or group: its trust policy, its permissions and its boundary.
    fn identity(&mut self, id: &Arc<str>, properties: &Json) {
        if let Some(trust) = properties.get("AssumeRolePolicyDocument") {
            self.policies(trust, None, reference(id));
        }
        if let Some(inline) = properties.get("Policies") {
            self.policies(inline, Some(vec![reference(id)]), Term::of("*".into()));
        }
        self.managed(id, properties.get("ManagedPolicyArns"));
        if let Some(boundary) = properties.get("PermissionsBoundary") {
            self.whole(Effect::Boundary, id, boundary);
        }
    }

    /// Managed policies outside the template.
    fn managed(&mut self, id: &Arc<str>, arns: Option<&Json>) {
        for arn in arns.map(items).unwrap_or_default() {
            if policy_in(&arn, self.template).is_none() {
                self.whole(Effect::Attach, id, &arn);
            }
        }
    }

    fn whole(&mut self, effect: Effect, id: &Arc<str>, policy: &Json) {
        self.found.push(Single {
            effect,
            who: reference(id),
            action: Term::of(policy.clone()),
            on: Term::of("*".into()),
            condition: None,
        });
    }

    /// Every policy document within a value.
    fn policies(&mut self, json: &Json, who: Option<Vec<Term>>, on: Term) {
        let context = Context { who, on };
        let (holders, found) = (self.holders, &mut self.found);
        let principal = |value: &Json| holders.principal(value);
        documents(json, &mut |document| {
            grants(document, &context, &principal, found);
        });
    }

    /// A statement as a resource of its own.
    fn permission(&mut self, properties: &Json) {
        let member = |name: &str| properties.get(name).cloned();
        let (Some(who), Some(action), Some(function)) =
            (member("Principal"), member("Action"), member("FunctionName"))
        else {
            return;
        };
        let sources = [
            "EventSourceToken",
            "FunctionUrlAuthType",
            "InvokedViaFunctionUrl",
            "PrincipalOrgID",
            "SourceAccount",
            "SourceArn",
        ];
        let condition = sources.iter().filter_map(|name| Some((*name, member(name)?)));
        let condition = condition.collect::<Fields>();
        self.found.push(Single {
            effect: Effect::Allow,
            who: self.holders.principal(&who),
            action: Term::of(action),
            on: Term::of(function),
            condition: (!condition.is_empty()).then_some(Json::Map(condition)),
        });
    }
}

fn documents(json: &Json, visit: &mut dyn FnMut(&Json)) {
    match json {
        Json::List(items) => items.iter().for_each(|item| documents(item, visit)),
        Json::Map(fields) if fields.get("Statement").is_some_and(has_statement) => visit(json),
        Json::Map(fields) => fields.iter().for_each(|(_, value)| documents(value, visit)),
        Json::Call(call) => {
            if let crate::model::json::Call::Function(_, argument) = &**call {
                documents(argument, visit);
            }
        }
        _ => {}
    }
}

/// Whether these are statements of a policy, possibly within an `Fn::If`.
fn has_statement(statements: &Json) -> bool {
    items(statements).iter().any(is_policy)
}
