//! The message that EventBridge makes of an event with a rule's template, and whether it is valid.

use crate::model::json::Json;
use serde_json::Value;

/// The message template of a rule's target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    template: String,
    /// Variables, and their paths in the event.
    paths: Vec<(String, String)>,
}

/// The messages of a rule's targets, for those with a template.
pub(super) fn messages(targets: &Json) -> Vec<Message> {
    let targets = targets.as_list().into_iter().flatten();
    let transformers = targets.filter_map(|target| target.get("InputTransformer"));
    let message = |transformer: &Json| {
        let paths = transformer.get("InputPathsMap").and_then(Json::as_map);
        let paths = paths.into_iter().flat_map(crate::model::json::Fields::iter);
        let path = |(name, path): (&str, &Json)| Some((name.to_owned(), path.as_text()?.to_owned()));
        Some(Message {
            template: transformer.get("InputTemplate")?.as_text()?.to_owned(),
            paths: paths.filter_map(path).collect(),
        })
    };
    transformers.filter_map(message).collect()
}

impl Message {
    /// The paths in an event that it uses.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(|(_, path)| &**path)
    }

    /// What EventBridge makes of an event. Inside quotes it inserts a string as it is, outside of them as JSON. A
    /// missing value is empty.
    fn render(&self, event: &Value) -> String {
        let (mut made, mut rest, mut quoted) = (String::new(), &*self.template, false);
        while let Some(at) = rest.find(['"', '\\', '<']) {
            made += &rest[..at];
            let variable = rest[at..].strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let known = variable.and_then(|(name, after)| Some((self.value(name, event)?, after)));
            if let Some((value, after)) = known {
                made += &match (&value, quoted) {
                    (Value::String(text), true) => text.clone(),
                    (value, true) => value.to_string().replace('"', ""),
                    (value, false) => value.to_string(),
                };
                rest = after;
                continue;
            }
            let escaped = rest[at..].starts_with('\\');
            quoted ^= rest[at..].starts_with('"');
            let end = rest[at..].char_indices().nth(if escaped { 2 } else { 1 });
            let end = end.map_or(rest.len(), |(end, _)| at + end);
            made += &rest[at..end];
            rest = &rest[end..];
        }
        made + rest
    }

    /// The value of a variable; `None` if the rule does not define it.
    fn value(&self, name: &str, event: &Value) -> Option<Value> {
        let (_, path) = self.paths.iter().find(|(known, _)| known == name)?;
        let pointer = path
            .trim_start_matches('$')
            .replace(['.', '['], "/")
            .replace(']', "");
        Some(
            event
                .pointer(&pointer)
                .cloned()
                .unwrap_or_else(|| Value::from("")),
        )
    }

    /// Whether EventBridge can send a message for this event. If the result is not valid JSON, EventBridge drops it
    /// and no one is notified.
    pub(super) fn survives(&self, event: &Value) -> bool {
        let rendered = self.render(event);
        !self.template.contains('"') || serde_json::from_str::<Value>(&rendered).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message(template: &str) -> Message {
        let path = |name: &str, path: &str| (name.to_owned(), path.to_owned());
        Message {
            template: template.to_owned(),
            paths: vec![
                path("why", "$.detail.why"),
                path("exit", "$.detail.containers[0].exit"),
            ],
        }
    }

    #[test]
    fn a_string_is_escaped_outside_of_quotes_only() {
        let event = json!({"detail": {"why": "say \"no\"\n", "containers": [{"exit": 1}]}});
        let inside = message(r#""why: <why>, <exit>, \"<other>\"""#);
        assert_eq!(inside.render(&event), "\"why: say \"no\"\n, 1, \\\"<other>\\\"\"");
        assert!(!inside.survives(&event));
        assert!(inside.survives(&json!({"detail": {"why": "no"}})));
        let outside = message(r#"{"exit": "<exit>", "why": <why>}"#);
        assert_eq!(
            outside.render(&event),
            "{\"exit\": \"1\", \"why\": \"say \\\"no\\\"\\n\"}"
        );
        assert!(outside.survives(&event) && outside.survives(&json!({})));
    }
}
