//! A replaced resource has a new name, so every reference to it changes, though its text stays. If the property with
//! the reference cannot change in place, that resource may be replaced too.

use super::normal;
use super::path::{Path, Step};
use super::replacement::Replacement;
use super::replacement::{member, paths};
use super::resource::{Action, Cause, ResourceChange};
use crate::model::json::Call;
use crate::model::template::{Resource, Template};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// References in properties that cannot change in place: by their target, the resource with the reference and the
/// property.
type Followers<'a> = HashMap<Arc<str>, Vec<(&'a Arc<str>, Path)>>;

/// Marks resources that may be replaced because they refer to a replaced one.
pub(super) fn replacements(before: &Template, after: &Template, changes: &mut Vec<ResourceChange>) {
    let is_replaced = |change: &&ResourceChange| change.replacement > Replacement::Never;
    let mut open = changes
        .iter()
        .filter(is_replaced)
        .map(|change| change.id.clone())
        .collect::<Vec<_>>();
    if open.is_empty() {
        return;
    }
    let followers = followers(before, after);
    let mut places = places(changes);
    let mut done = open.iter().cloned().collect::<HashSet<_>>();
    while let Some(id) = open.pop() {
        for (follower, path) in followers.get(&id).into_iter().flatten() {
            let Some(resource) = after.resources.get(*follower) else {
                continue;
            };
            let at = *places.entry((*follower).clone()).or_insert_with(|| {
                changes.push(ResourceChange::of(follower, resource, Action::Change));
                changes.len() - 1
            });
            if let Some(change) = changes.get_mut(at) {
                // A change of its own is more precise.
                if !change.because.iter().any(|cause| cause.path == *path) {
                    let cause = Cause {
                        path: path.clone(),
                        replacement: Replacement::Maybe,
                        follows: Some(id.clone()),
                    };
                    change.replace(cause, resource);
                }
            }
            if done.insert((*follower).clone()) {
                open.push((*follower).clone());
            }
        }
    }
    changes.sort_by_key(|change| after.resources.get_index_of(&change.id).unwrap_or(usize::MAX));
}

fn places(changes: &[ResourceChange]) -> HashMap<Arc<str>, usize> {
    let ids = changes.iter().enumerate();
    ids.map(|(at, change)| (change.id.clone(), at)).collect()
}

/// For all resources that are in both templates.
fn followers<'a>(before: &Template, after: &'a Template) -> Followers<'a> {
    let mut followers = Followers::new();
    for (id, resource) in after
        .resources
        .iter()
        .filter(|(id, _)| before.resources.contains_key(*id))
    {
        for (target, path) in named_for_good(resource) {
            followers.entry(target).or_default().push((id, path));
        }
    }
    followers
}

/// The references in properties that cannot change in place.
fn named_for_good(resource: &Resource) -> BTreeSet<(Arc<str>, Path)> {
    let mut named = BTreeSet::new();
    for fact in paths(&resource.kind) {
        let steps = fact.split('/').collect::<Vec<_>>();
        let Some((first, rest)) = steps.split_first() else {
            continue;
        };
        for value in member(&resource.properties, first, rest) {
            // The normal form shows the references in a substitution.
            normal(value).visit_calls(&mut |call| {
                if let Call::Ref(target) | Call::GetAtt(target, _) = call {
                    named.insert((target.id.clone(), path(&steps)));
                }
            });
        }
    }
    named
}

fn path(steps: &[&str]) -> Path {
    let step = |step: &&str| match *step {
        "*" => Step::Any,
        name => Step::Key(name.to_owned()),
    };
    let properties = std::iter::once(Step::Key("Properties".to_owned()));
    Path(properties.chain(steps.iter().map(step)).collect())
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::template;
    use crate::diff::{Diff, Replacement};

    /// A network, a resource with a fixed reference to it, one with a fixed reference to that, and one with a
    /// changeable reference.
    fn chain(network: &str) -> crate::model::template::Template {
        template(&format!(
            r#""Resources": {{
                "Group": {{"Type": "AWS::EC2::SecurityGroup", "Properties": {{"VpcId": {{"Ref": "Net"}}}}}},
                "Net": {{"Type": "AWS::EC2::VPC", "Properties": {{"CidrBlock": "{network}"}}}},
                "Rule": {{"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {{"GroupId": {{"Fn::Sub": "${{Group.GroupId}}"}}}}}},
                "Topic": {{"Type": "AWS::SNS::Topic", "Properties": {{"DisplayName": {{"Ref": "Net"}}}}}}
            }}"#
        ))
    }

    #[test]
    fn who_names_what_is_replaced_may_be_replaced() {
        let diff = Diff::between(&chain("10.0.0.0/16"), &chain("10.1.0.0/16"));
        let found = diff.resources.iter().map(|change| {
            let follows = change
                .because
                .iter()
                .filter_map(|cause| Some((cause.path.to_string(), cause.follows.clone()?)));
            (
                &*change.id,
                change.replacement,
                follows
                    .map(|(path, id)| format!("{path} {id}"))
                    .collect::<Vec<_>>(),
            )
        });
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                (
                    "Group",
                    Replacement::Maybe,
                    vec!["Properties/VpcId Net".to_owned()]
                ),
                ("Net", Replacement::Always, vec![]),
                (
                    "Rule",
                    Replacement::Maybe,
                    vec!["Properties/GroupId Group".to_owned()]
                ),
            ]
        );
    }

    #[test]
    fn nothing_follows_what_stays() {
        assert!(Diff::between(&chain("10.0.0.0/16"), &chain("10.0.0.0/16")).is_empty());
    }
}
