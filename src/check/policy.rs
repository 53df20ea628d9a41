//! Policy documents of IAM and of resources: required, allowed and forbidden members of a statement, and their form.
//!
//! Source: "Grammar of the IAM JSON policy language" of the IAM user guide.

mod action;
mod condition;
mod members;
mod principal;
mod size;
mod statement;

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use super::value::{each, each_item};
use crate::model::json::Json;
use crate::model::suggestion::nearest;

/// What a policy is attached to, which decides its required members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Attached to a user, group or role: has no principal.
    Identity,
    /// The trust policy of a role: says who may assume it.
    Trust,
    /// Attached to a resource: has a principal and resources.
    Resource,
    /// Attached to a repository or file system, which is the implied resource.
    Repository,
}

/// The properties that contain policies, besides `AssumeRolePolicyDocument` and `Policies`.
const PLACES: [(&str, &str, Kind); 20] = [
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::Policy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::RolePolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::UserPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::GroupPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::SSO::PermissionSet", "InlinePolicy", Kind::Identity),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument", Kind::Trust),
    ("AWS::S3::BucketPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SNS::TopicInlinePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SQS::QueueInlinePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::KMS::Key", "KeyPolicy", Kind::Resource),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", Kind::Resource),
    (
        "AWS::SecretsManager::ResourcePolicy",
        "ResourcePolicy",
        Kind::Resource,
    ),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::Logs::LogGroup", "ResourcePolicyDocument", Kind::Resource),
    ("AWS::EFS::FileSystem", "FileSystemPolicy", Kind::Repository),
    ("AWS::ECR::Repository", "RepositoryPolicyText", Kind::Repository),
    ("AWS::ECR::RegistryPolicy", "PolicyText", Kind::Resource),
];

/// Types with a list of inline policies.
const WITH_INLINE: [&str; 3] = ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"];

/// Checks all policies.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.resources() {
        let kind = &*entry.resource.kind;
        for (_, property, policy) in PLACES.iter().filter(|(known, ..)| *known == kind) {
            if let Some(value) = entry.property(property) {
                documents(cx, &entry, *policy, value, property, report);
            }
        }
        if WITH_INLINE.contains(&kind)
            && let Some(policies) = entry.property("Policies")
        {
            let place = entry.place();
            let place = place.key("Properties");
            each_item(policies, &place.key("Policies"), &mut |policy, place| {
                if let Some(value) = policy.get("PolicyDocument") {
                    each(value, &place.key("PolicyDocument"), &mut |value, place| {
                        document(cx, Kind::Identity, value, place, report);
                    });
                }
            });
        }
    }
}

fn documents(
    cx: &Context<'_>,
    entry: &Entry<'_>,
    kind: Kind,
    value: &Json,
    property: &str,
    report: &mut Report<'_>,
) {
    let place = entry.place();
    let place = place.key("Properties");
    each(value, &place.key(property), &mut |value, place| {
        document(cx, kind, value, place, report);
        if entry.resource.kind == "AWS::IAM::ManagedPolicy" {
            size::check(value, place, report);
        }
    });
}

fn document(cx: &Context<'_>, kind: Kind, document: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some(fields) = document.as_map() else {
        return;
    };
    let known = ["Version", "Id", "Statement"];
    for (name, _) in fields
        .iter()
        .filter(|(name, _)| !known.contains(name) && !name.starts_with("Fn::"))
    {
        let fix = nearest(name, known)
            .map_or_else(|| "remove it".to_owned(), |known| format!("did you mean {known}"));
        report.error(&place.key(name), format!("a policy has no {name}"), fix);
    }
    match fields.get("Version").map(Json::as_text) {
        Some(Some("2012-10-17") | None) => {}
        Some(Some("2008-10-17")) => report.warning(
            &place.key("Version"),
            "version 2008-10-17 of the policy language has no variables",
            "write 2012-10-17",
        ),
        Some(Some(_)) => {
            report.error(
                &place.key("Version"),
                "there is no such version of the policy language",
                "write 2012-10-17",
            );
        }
        None => report.warning(
            place,
            "the policy has no Version, so version 2008-10-17 applies",
            "set Version to 2012-10-17",
        ),
    }
    match fields.get("Statement") {
        None => report.error(place, "the policy has no Statement", "add at least one statement"),
        Some(statements) => statement::check_all(cx, kind, statements, &place.key("Statement"), report),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    /// The findings about a policy, in this property of a resource of this type.
    pub(super) fn policy(kind: &str, property: &str, document: &str) -> String {
        let found = of(kind, &format!(r#"{{"{property}": {document}}}"#));
        let lines = found
            .lines()
            .filter(|line| line.contains(&format!("Properties/{property}")));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The findings about one statement of a managed policy.
    pub(super) fn identity(statement: &str) -> String {
        let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
        policy("AWS::IAM::ManagedPolicy", "PolicyDocument", &document)
    }

    #[test]
    fn a_policy_has_a_version_and_statements() {
        let of = |document: &str| policy("AWS::IAM::ManagedPolicy", "PolicyDocument", document);
        assert!(of("{}").contains("error R/Properties/PolicyDocument: the policy has no Statement"));
        assert!(
            of(r#"{"Statement": []}"#)
                .contains("warning R/Properties/PolicyDocument: the policy has no Version")
        );
        assert!(of(r#"{"Version": "2012-10-18", "Statement": []}"#).contains("no such version"));
        assert!(
            of(r#"{"Version": "2008-10-17", "Statement": []}"#)
                .contains("warning R/Properties/PolicyDocument/Version")
        );
        assert!(of(r#"{"Statements": []}"#).contains("a policy has no Statements | did you mean Statement"));
    }

    #[test]
    fn inline_policies_are_seen() {
        let found = of(
            "AWS::IAM::Role",
            r#"{"Policies": [{"PolicyName": "x", "PolicyDocument": {"Version": "2012-10-17"}}]}"#,
        );
        assert!(
            found.contains("R/Properties/Policies/0/PolicyDocument: the policy has no Statement"),
            "{found}"
        );
    }
}
