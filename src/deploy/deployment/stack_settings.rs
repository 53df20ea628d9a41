//! Tags and notification topics of the stack itself. A change set contains them only when the options change them:
//! CloudFormation keeps a member that a request omits, and removes an element that a list omits.

use super::Options;
use crate::cloud::cloudformation::Stack;
use crate::deploy::ui::Setting;

/// The tags to send; `None` when the stack keeps its own.
pub(super) fn tags(options: &Options, exists: Option<&Stack>) -> Option<Vec<(String, String)>> {
    let before = exists.map_or(&[][..], |stack| &stack.tags);
    let is_removed = |key: &String| options.remove_tags.contains(key);
    let is_set = |key: &String| options.tags.iter().any(|(given, _)| given == key);
    // Keys that begin with `aws:` are AWS's own: a request may not name them.
    let stays = |(key, _): &&(String, String)| !is_removed(key) && !is_set(key) && !key.starts_with("aws:");
    let mut after = before.iter().filter(stays).cloned().collect::<Vec<_>>();
    after.extend(options.tags.iter().cloned());
    let sorted = |tags: &[(String, String)]| {
        let own = tags.iter().filter(|(key, _)| !key.starts_with("aws:"));
        let mut tags = own.cloned().collect::<Vec<_>>();
        tags.sort();
        tags
    };
    (sorted(before) != sorted(&after)).then_some(after)
}

/// The topics to send; `None` when the stack keeps its own.
pub(super) fn notification_arns(options: &Options, exists: Option<&Stack>) -> Option<Vec<String>> {
    let before = exists.map_or(&[][..], |stack| &stack.notification_arns);
    let is_removed = |arn: &String| options.remove_notification_arns.contains(arn);
    let mut after = before
        .iter()
        .filter(|arn| !is_removed(arn))
        .cloned()
        .collect::<Vec<_>>();
    for arn in &options.notification_arns {
        if !after.contains(arn) {
            after.push(arn.clone());
        }
    }
    (before != after).then_some(after)
}

/// Whether the options change the tags or topics of the stack.
pub(super) fn differ(options: &Options, exists: Option<&Stack>) -> bool {
    tags(options, exists).is_some() || notification_arns(options, exists).is_some()
}

/// The changed settings, and the unchanged ones next to them, if there are changes.
pub(in crate::deploy) fn compared(options: &Options, exists: Option<&Stack>) -> Vec<Setting> {
    let mut all = changes(options, exists);
    let stack = exists.filter(|_| !all.is_empty());
    let is_new = |name: &String| !all.iter().any(|change| change.name == *name);
    let tags = stack.into_iter().flat_map(|stack| &stack.tags);
    let tags = tags.filter(|(key, _)| is_new(key) && !key.starts_with("aws:"));
    let kept = |what, name: &String, value: &str| Setting {
        what,
        name: name.clone(),
        before: Some(value.to_owned()),
        after: Some(value.to_owned()),
    };
    let tags = tags.map(|(key, value)| kept("stack tag", key, value));
    let topics = stack.into_iter().flat_map(|stack| &stack.notification_arns);
    let topics = topics.filter(|arn| is_new(arn));
    let topics = topics.map(|arn| kept("notification topic", arn, ""));
    let stays = tags.chain(topics).collect::<Vec<_>>();
    all.extend(stays);
    all
}

/// Whether the options name tags or topics.
pub(in crate::deploy) fn are_named(options: &Options) -> bool {
    let tags = !options.tags.is_empty() || !options.remove_tags.is_empty();
    tags || !options.notification_arns.is_empty() || !options.remove_notification_arns.is_empty()
}

/// The changed settings, one by one.
pub(super) fn changes(options: &Options, exists: Option<&Stack>) -> Vec<Setting> {
    let before = exists.map_or(&[][..], |stack| &stack.tags);
    let value = |key: &str| {
        let tag = before.iter().find(|(other, _)| other == key);
        tag.map(|(_, value)| value.clone())
    };
    let mut changes = Vec::new();
    let tag = |name: &String, after: Option<&String>| Setting {
        what: "stack tag",
        before: value(name),
        after: after.cloned(),
        name: name.clone(),
    };
    changes.extend(options.tags.iter().map(|(key, value)| tag(key, Some(value))));
    changes.extend(options.remove_tags.iter().map(|key| tag(key, None)));
    let topics = exists.map_or(&[][..], |stack| &stack.notification_arns);
    let topic = |arn: &String, stays: bool| Setting {
        what: "notification topic",
        before: topics.contains(arn).then(String::new),
        after: stays.then(String::new),
        name: arn.clone(),
    };
    changes.extend(options.notification_arns.iter().map(|arn| topic(arn, true)));
    let removed = options.remove_notification_arns.iter();
    changes.extend(removed.map(|arn| topic(arn, false)));
    changes.retain(|change| change.before != change.after);
    changes
}
