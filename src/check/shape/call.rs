//! A function in place of a value: the type that it yields must fit.

use super::Checker;
use crate::check::context::{Entry, Named};
use crate::check::place::Place;
use crate::check::value::{self, Kind};
use crate::facts::{Format, ResourceType, Shape};
use crate::model::json::{Call, Json};

/// Types whose properties accept the name of a role as well as its ARN.
const TAKES_NAMES: [&str; 1] = ["AWS::CodeBuild::Project"];

/// Types that can replace each other: a version of a function is invoked like the function, SAM turns the one into
/// the other, and `Ref` of a rotation returns the secret.
const ALIKE: [&[&str]; 10] = [
    &[
        "AWS::Lambda::Alias",
        "AWS::Lambda::Function",
        "AWS::Lambda::Version",
        "AWS::Serverless::Function",
    ],
    &[
        "AWS::Serverless::StateMachine",
        "AWS::StepFunctions::StateMachine",
        "AWS::StepFunctions::StateMachineAlias",
        "AWS::StepFunctions::StateMachineVersion",
    ],
    &["AWS::KMS::Alias", "AWS::KMS::Key", "AWS::KMS::ReplicaKey"],
    &[
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::Serverless::SimpleTable",
    ],
    &[
        "AWS::SecretsManager::ResourcePolicy",
        "AWS::SecretsManager::RotationSchedule",
        "AWS::SecretsManager::Secret",
        "AWS::SecretsManager::SecretTargetAttachment",
    ],
    &["AWS::ApiGateway::RestApi", "AWS::Serverless::Api"],
    &[
        "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::WebSocketApi",
    ],
    &[
        "AWS::S3::AccessPoint",
        "AWS::S3::Bucket",
        "AWS::S3::MultiRegionAccessPoint",
        "AWS::S3Express::DirectoryBucket",
        "AWS::S3ObjectLambda::AccessPoint",
    ],
    &["AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer"],
    &[
        "AWS::CertificateManager::Certificate",
        "AWS::IAM::ServerCertificate",
    ],
];

impl Checker<'_, '_, '_> {
    /// Checks the type that a function yields, as far as it is known.
    pub(super) fn call(&mut self, shape: &'static Shape, json: &Json, call: &Call, place: &Place<'_>) {
        if json.is_no_value() {
            return;
        }
        if let Some((_, branches)) = value::branches_of(json) {
            let place = place.key("Fn::If");
            for (at, branch) in branches.into_iter().enumerate() {
                self.value(shape, branch, &place.index(at + 1));
            }
            return;
        }
        let cx = self.cx;
        if let Some(resolved) = cx.resolved(call) {
            return self.value(shape, resolved, place);
        }
        if let Some(text) = cx.text(json).filter(|_| takes(shape, Kind::Text)) {
            return self.value(shape, &Json::Text(text.into_owned().into()), place);
        }
        match cx.kind(call) {
            kind if kind == Kind::Unknown || takes(shape, kind) => self.denotes(shape, call, place),
            Kind::List => self.mismatch(shape, "a list", place),
            Kind::Text | Kind::Unknown => self.mismatch(shape, "a string", place),
        }
    }

    /// Checks a reference to a resource where the tables say which type of resource is required.
    fn denotes(&mut self, shape: &Shape, call: &Call, place: &Place<'_>) {
        let Shape::Text(text) = shape else {
            return;
        };
        let (wanted, arn) = match text.format {
            Format::Arn(wanted) => (wanted, true),
            Format::Id(wanted) => (wanted, false),
            Format::Plain | Format::Ipv4Network | Format::Ipv6Network | Format::DateTime => return,
        };
        let (target, attribute) = match call {
            Call::Ref(target) => (target, None),
            Call::GetAtt(target, attribute) if arn => (target, Some(attribute)),
            Call::GetAtt(..) | Call::Function(..) => return,
        };
        let Some(Named::Resource(entry)) = self.cx.named(&target.id).filter(|_| self.cx.is_local(target))
        else {
            return;
        };
        let Some(facts) = entry.facts else {
            return;
        };
        // Attributes may name other resources, as `RoleArn` does.
        if attribute.is_some_and(|attribute| !is_own_arn(facts, attribute)) {
            return;
        }
        let is_known = (self.cx.lookup)(wanted).is_some();
        if is_known && !alike(facts.name, wanted) && !stands_for(facts, wanted) {
            self.error(place, || {
                let reason = format!("{} has the type {}, expected {wanted}", target.id, facts.name);
                (reason, format!("refer to a resource of the type {wanted}"))
            });
        } else if facts.name == wanted
            && arn
            && attribute.is_none()
            && ref_gives_name(facts)
            && (!TAKES_NAMES.contains(&&*self.entry.resource.kind) || has_path(&entry))
        {
            // A common mistake.
            self.error(place, || {
                let attribute = facts
                    .attributes
                    .iter()
                    .find(|name| name.ends_with("Arn"))
                    .map_or("Arn", AsRef::as_ref);
                (
                    format!("expected an ARN, but Ref of {} returns its name", facts.name),
                    format!("write {{\"Fn::GetAtt\": [\"{}\", \"{attribute}\"]}}", target.id),
                )
            });
        }
    }
}

/// Whether a resource of the one type is accepted in place of the other.
fn alike(one: &str, other: &str) -> bool {
    one == other
        || ALIKE
            .iter()
            .any(|group| group.contains(&one) && group.contains(&other))
}

/// Whether the attribute is the ARN of the resource itself.
fn is_own_arn(facts: &ResourceType, attribute: &str) -> bool {
    let name = facts.name.rsplit("::").next().unwrap_or_default();
    attribute == "Arn"
        || attribute.strip_suffix("Arn").is_some_and(|of| of == name)
        || attribute.ends_with("Arn") && facts.identifier.iter().any(|path| path == attribute)
}

/// Whether the type is identified by the required resource, as a bucket policy is by the bucket.
fn stands_for(facts: &ResourceType, wanted: &str) -> bool {
    let [only] = facts.identifier.as_slice() else {
        return false;
    };
    let property = facts.properties.property(only);
    property.is_some_and(|property| match &property.shape {
        Shape::Text(text) => match text.format {
            Format::Arn(named) | Format::Id(named) => alike(named, wanted),
            _ => false,
        },
        _ => false,
    })
}

/// Whether the role has a path, so that its name alone does not identify it.
fn has_path(role: &Entry<'_>) -> bool {
    role.property("Path")
        .is_some_and(|path| path.as_text() != Some("/"))
}

/// Whether a `Ref` to the type gives a name and not an ARN. Rules of `EventBridge` are the exception among the types
/// whose identifier is their ARN.
fn ref_gives_name(facts: &ResourceType) -> bool {
    facts.identifier.iter().all(|path| path.ends_with("Name")) || facts.name == "AWS::Events::Rule"
}

/// Whether a value of this kind can have this shape.
fn takes(shape: &Shape, kind: Kind) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Text(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean | Shape::Document => {
            kind != Kind::List
        }
        Shape::List { .. } => kind != Kind::Text,
        Shape::Map { .. } | Shape::Object(_) => kind == Kind::Unknown,
        Shape::OneOf(shapes) => shapes.iter().any(|shape| takes(shape, kind)),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn a_function_yields_what_is_wanted() {
        assert_eq!(
            of(r#"{"One": {"Fn::Sub": "${AWS::Region}"}, "List": {"Fn::GetAZs": ""}}"#),
            ""
        );
        assert_eq!(
            of(r#"{"Count": {"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "O"}]}]}}"#),
            ""
        );
        assert!(of(r#"{"List": {"Fn::Sub": "${AWS::Region}"}}"#).contains("expected a list, found a string"));
        assert!(of(r#"{"One": {"Fn::GetAZs": ""}}"#).contains("expected a string, found a list"));
        assert!(of(r#"{"Nested": {"Ref": "O"}}"#).contains("expected an object, found a string"));
        assert!(of(r#"{"One": {"Ref": "AWS::NotificationARNs"}}"#).contains("found a list"));
        assert_eq!(of(r#"{"Document": {"Fn::Sub": "${AWS::Region}"}}"#), "");
    }

    #[test]
    fn both_branches_are_checked_and_what_is_known_is_known() {
        let found =
            of(r#"{"Count": {"Fn::If": ["C", "x", {"Fn::If": ["C", {"Ref": "AWS::NoValue"}, 99]}]}}"#);
        assert!(
            found.contains("R/Properties/Count/Fn::If/1: expected a whole number"),
            "{found}"
        );
        assert!(
            found.contains("R/Properties/Count/Fn::If/2/Fn::If/2: 99 is out of range"),
            "{found}"
        );
        assert!(of(r#"{"Count": {"Fn::Select": [1, [1, 99]]}}"#).contains("99 is out of range"));
        assert!(of(r#"{"Choice": {"Fn::Sub": "Allow"}}"#).contains("use one of ALLOW, DENY"));
    }

    #[test]
    fn a_name_is_no_arn() {
        let found = of(r#"{"TargetArn": {"Ref": "R2"}}"#);
        assert!(found.contains("R2 is not a resource"), "{found}");
        let found = of(r#"{"TargetArn": {"Ref": "R"}}"#);
        assert!(
            found.contains("expected an ARN, but Ref of Test::Unit::Thing returns its name"),
            "{found}"
        );
        assert!(found.contains(r#"write {"Fn::GetAtt": ["R", "Arn"]}"#), "{found}");
        assert!(!of(r#"{"TargetArn": {"Fn::GetAtt": ["R", "Arn"]}}"#).contains("expected an ARN"));
    }

    #[test]
    fn a_reference_is_to_a_resource_of_the_type_that_is_wanted() {
        assert_eq!(of(r#"{"Other": {"Ref": "O"}}"#), "");
        let found = of(r#"{"TargetArn": {"Fn::GetAtt": ["O", "Arn"]}}"#);
        assert!(
            found.contains("O has the type Test::Unit::Other, expected Test::Unit::Thing"),
            "{found}"
        );
        assert!(of(r#"{"Other": {"Ref": "R"}}"#).contains("expected Test::Unit::Other"));
    }
}
