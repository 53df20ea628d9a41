//! The owner of a resource that exists already: a resource of another stack must not be touched.

use crate::cloud::Cloud;
use crate::cloud::cloudformation::CloudFormation;

/// The owner of a name that a stack needs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// Another stack of this region.
    Stack(String),
    /// No stack of this region, but the name is global: another instance of the app may have it.
    AnyRegion,
    /// No stack.
    NoStack,
}

impl Owner {
    /// The owner in words.
    pub fn words(&self) -> String {
        match self {
            Self::Stack(stack) => format!("it belongs to the stack {stack}"),
            Self::AnyRegion => {
                "IAM names are unique in an account, across all regions: another copy may own it".to_owned()
            }
            Self::NoStack => "it belongs to no stack of this region".to_owned(),
        }
    }

    /// Whether the name may belong to another instance of the app.
    pub fn is_foreign(&self) -> bool {
        *self != Self::NoStack
    }
}

/// Looks up the owner of a physical ID. Without the permission, assumes that another instance may own it.
pub(in crate::deploy) async fn owner(cloud: &impl Cloud, physical_id: &str, is_global: bool) -> Owner {
    match cloud.cloudformation().stack_of(physical_id).await {
        Ok(Some(stack)) => Owner::Stack(stack),
        Ok(None) if !is_global => Owner::NoStack,
        _ => Owner::AnyRegion,
    }
}

/// The physical ID in `Topic ({TopicArn=arn:x})`, and whether its name is global.
pub(in crate::deploy) fn listed(resource: &str) -> Option<(&str, bool)> {
    let identifier = resource.split_once("({")?.1.split('}').next()?;
    let (name, value) = identifier.split(", ").next()?.split_once('=')?;
    let is_global = [
        "RoleName",
        "PolicyArn",
        "InstanceProfileName",
        "UserName",
        "GroupName",
    ];
    Some((value, is_global.contains(&name)))
}

/// The physical id in `.. with identifier 'x' already exists`.
pub(super) fn named(reason: &str) -> Option<&str> {
    let rest = reason.split_once("identifier '")?.1;
    rest.split('\'').next().filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn physical_ids_are_read_from_what_aws_says() {
        assert_eq!(listed("Role ({RoleName=r})"), Some(("r", true)));
        assert_eq!(listed("Data ({BucketName=a.b, Owner=1})"), Some(("a.b", false)));
        assert_eq!(listed("Role"), None);
        let reason = "Resource of type 'AWS::IAM::Role' with identifier 'role-x' already exists. (Request..)";
        assert_eq!(named(reason), Some("role-x"));
        assert_eq!(named("role-x already exists"), None);
    }
}
