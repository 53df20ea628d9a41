//! The principals of a policy: the roles, users and groups it is attached to, from either side.

use super::Term;
use crate::diff::normal;
use crate::model::json::{Call, Json, Target};
use crate::model::template::Template;
use std::collections::HashMap;
use std::sync::Arc;

/// The principals of policies.
pub(super) struct Holders {
    /// The logical ID of the principal with this name, by the name in normal form.
    names: HashMap<String, Arc<str>>,
    /// The principals that refer to the policy with this logical ID.
    attached: HashMap<Arc<str>, Vec<Arc<str>>>,
    /// Logical IDs of roles, users and groups.
    identities: Vec<Arc<str>>,
}

/// Types of principals, and the property with their name.
pub(super) const IDENTITIES: [(&str, &str); 3] = [
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::User", "UserName"),
    ("AWS::IAM::Group", "GroupName"),
];

impl Holders {
    pub(super) fn of(template: &Template) -> Self {
        let mut holders = Self {
            names: HashMap::new(),
            attached: HashMap::new(),
            identities: Vec::new(),
        };
        for (id, resource) in &template.resources {
            let Some((_, name)) = IDENTITIES.iter().find(|(kind, _)| *kind == resource.kind) else {
                continue;
            };
            holders.identities.push(id.clone());
            if let Some(name) = resource.properties.get(name) {
                holders.names.insert(normal::key(&normal(name)), id.clone());
            }
            let arns = resource.properties.get("ManagedPolicyArns").map(normal);
            for arn in arns.iter().filter_map(Json::as_list).flatten() {
                if let Some(policy) = policy_in(arn, template) {
                    holders
                        .attached
                        .entry(policy.clone())
                        .or_default()
                        .push(id.clone());
                }
            }
        }
        holders.identities.sort_unstable();
        holders
    }

    /// The principals of the policy `id` with these (normal) properties; if there are none, the policy itself.
    pub(super) fn of_policy(&self, id: &Arc<str>, properties: &Json) -> Vec<Term> {
        let lists = ["Roles", "Users", "Groups"]
            .iter()
            .filter_map(|name| properties.get(name)?.as_list());
        let single = ["RoleName", "UserName", "GroupName"]
            .iter()
            .filter_map(|name| properties.get(name));
        let mut holders = lists
            .flatten()
            .chain(single)
            .map(|name| self.principal(name))
            .collect::<Vec<_>>();
        let attached = self.attached.get(id).into_iter().flatten();
        holders.extend(attached.map(reference));
        if holders.is_empty() {
            holders.push(reference(id));
        }
        holders
    }

    /// A role by its name, its ARN or a reference, always in the same form.
    pub(super) fn principal(&self, value: &Json) -> Term {
        let by_name = self.names.get(&normal::key(value));
        let by_arn = match value.as_call() {
            Some(Call::GetAtt(target, attribute)) if attribute == "Arn" => Some(&target.id),
            _ => None,
        };
        let known = by_arn.filter(|id| self.identities.binary_search(id).is_ok());
        by_name
            .or(known)
            .map_or_else(|| Term::of(value.clone()), reference)
    }
}

/// The managed policy in this template with this ARN.
pub(super) fn policy_in<'a>(arn: &'a Json, template: &Template) -> Option<&'a Arc<str>> {
    let id = match arn.as_call()? {
        Call::Ref(target) | Call::GetAtt(target, _) => &target.id,
        Call::Function(..) => return None,
    };
    template.resources.contains_key(id).then_some(id)
}

pub(super) fn reference(id: &Arc<str>) -> Term {
    Term::of(Call::Ref(Target::local(id.clone())).into())
}
