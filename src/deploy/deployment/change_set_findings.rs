//! The findings of CloudFormation in a change set (early validation, hooks, existing resources) as messages.

use super::guard;
use crate::cloud::cloudformation::{CloudFormation, HookResult, Validation};
use crate::deploy::adoption::Unfit;

/// Words in the name or text of a validation that indicate data. AWS does not document the names.
const ABOUT_DATA: [&str; 7] = ["data", "delete", "empty", "image", "object", "quota", "version"];

/// The findings of early validation and of hooks. If they cannot be read, they are omitted; the reason is known
/// anyway.
pub(super) async fn findings(api: &impl CloudFormation, change_set: &str) -> Vec<String> {
    let validations = api.describe_validations(change_set).await.unwrap_or_default();
    let findings = validations.iter().filter_map(validation).collect::<Vec<_>>();
    if !findings.is_empty() {
        return findings;
    }
    let hooks = api.list_hook_results(change_set).await.unwrap_or_default();
    hooks.iter().filter_map(hook).collect()
}

/// The finding of a validation, and its place; `None` when it has no text.
pub(super) fn validation(found: &Validation) -> Option<String> {
    let place = [&found.logical_id, &found.path].into_iter().flatten();
    let place = place.map(String::as_str).collect::<Vec<_>>().join(" ");
    Some(format!("{place}: {}", found.reason.as_ref()?))
}

fn hook(result: &HookResult) -> Option<String> {
    if result.status == "HOOK_COMPLETE_SUCCEEDED" {
        return None;
    }
    let reason = result.reason.as_deref().unwrap_or("it gives no reason");
    let remedy = result.remediation.as_ref();
    let remedy = remedy.map(|remedy| format!("; {remedy}")).unwrap_or_default();
    Some(format!("{} ({}): {reason}{remedy}", result.hook, result.status))
}

/// Whether a finding is about data. It is when the resource is of a type that holds data, or of an unknown type, and
/// is removed; or when its words are those of data.
pub(super) fn is_about_data(found: &Validation, going: &[guard::Stop]) -> bool {
    let goes = |stop: &guard::Stop| found.logical_id.as_ref() == Some(&stop.id);
    let words = [&found.name, &found.reason].into_iter().flatten();
    let words = words
        .map(|text| text.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    found.resource_type.as_deref().is_none_or(guard::holds)
        && (going.iter().any(goes) || ABOUT_DATA.iter().any(|word| words.contains(word)))
}

/// The resources that exist already and are not imported, if that is why the change set failed.
pub(super) fn existing(reason: &str) -> Option<Vec<String>> {
    if !reason.contains("attempting to import some resources because they already exist") {
        return None;
    }
    let (_, list) = reason
        .split_once("The affected resources are ")
        .unwrap_or_default();
    let (mut resources, mut depth) = (vec![String::new()], 0_usize);
    for letter in list.trim().trim_end_matches('.').chars() {
        match letter {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match resources.last_mut() {
            // The identifying names of a resource are a list of their own.
            Some(resource) if letter != ',' || depth > 0 => resource.push(letter),
            _ => resources.push(String::new()),
        }
    }
    let resources = resources.iter().map(|resource| resource.trim().to_owned());
    Some(resources.filter(|resource| !resource.is_empty()).collect())
}

/// The owner of a resource that belongs to another stack, if that is why the change set failed.
pub(super) fn owned(reason: &str) -> Option<Unfit> {
    let (resource, arn) = reason.split_once(" already exists in stack ")?;
    let stack = arn.split('/').nth(1).unwrap_or(arn);
    Some(Unfit::Owned {
        resource: resource.to_owned(),
        stack: stack.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resources_that_exist_are_told_one_by_one() {
        let reason = "CloudFormation is attempting to import some resources because they already exist in your account. \
                      The affected resources are Data ({BucketName=a.b, Owner=1}), Topic ({TopicArn=arn:x})";
        assert_eq!(
            existing(reason).unwrap(),
            ["Data ({BucketName=a.b, Owner=1})", "Topic ({TopicArn=arn:x})"]
        );
        let short = "attempting to import some resources because they already exist";
        assert_eq!((existing(short), existing("no")), (Some(Vec::new()), None));
    }
}
