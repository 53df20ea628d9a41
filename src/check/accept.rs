//! Accepted findings, by rule and place, with a reason: in the metadata of the template or of a resource, or on the
//! command line.
//!
//! ```yaml
//! Metadata:
//!   sa-infra:
//!     accept:
//!       - {rule: property, place: Properties/NewSetting, reason: newer than the schemas}
//! ```

use super::context::{Context, Entry};
use crate::model::finding::{ACCEPTED, Finding, Severity};
use crate::model::json::{Fields, Json};
use std::sync::Arc;

/// The maximum number of entries read from one list.
const MOST: usize = 1_000;

/// An accepted finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The name of the rule.
    pub rule: String,
    /// The place of the finding in the template, where `*` is any part of it; `None` for all places.
    pub place: Option<String>,
}

impl Acceptance {
    /// Reads `RULE` or `RULE:PLACE`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (rule, place) = match text.split_once(':') {
            Some((rule, place)) => (rule, Some(place)),
            None => (text, None),
        };
        if rule.is_empty() || place == Some("") {
            return Err("write RULE, or RULE:PLACE such as property:Queue/Properties/NewSetting".to_owned());
        }
        if !super::is_rule(rule) {
            let known = super::rule_names().collect::<Vec<_>>().join(", ");
            return Err(format!("there is no rule {rule}; the rules are {known}"));
        }
        Ok(Self {
            rule: rule.to_owned(),
            place: place.map(str::to_owned),
        })
    }

    /// Whether it applies to the finding.
    pub fn covers(&self, finding: &Finding) -> bool {
        let place = || {
            let parts = [&*finding.subject, &finding.path];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join("/")
        };
        finding.rule == self.rule && self.place.as_ref().is_none_or(|wanted| matches(wanted, &place()))
    }
}

/// Whether a string matches a pattern in which `*` is any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut left) = text.strip_prefix(start) else {
        return false;
    };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        match left.find(part) {
            Some(at) => left = left.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

/// Removes the accepted findings, and reports entries that match no finding or have no reason.
pub(super) fn apply(cx: &Context<'_>, stack: &Arc<str>, findings: &mut Vec<Finding>) {
    let mut problems = Vec::new();
    let mut of = |fields: &Fields, entry: Option<Entry<'_>>| {
        let [ours, list] = ACCEPTED;
        let items = fields.get(ours).and_then(|ours| ours.get(list)?.as_list());
        for (at, item) in items.unwrap_or_default().iter().enumerate().take(MOST) {
            let problem = match read(item, entry.as_ref()) {
                Err((reason, fix)) => Some((Severity::Error, reason, fix)),
                Ok(acceptance) => {
                    let before = findings.len();
                    findings.retain(|finding| !acceptance.covers(finding));
                    (before == findings.len()).then(|| {
                        let reason = format!("there is no finding of the rule {} to accept", acceptance.rule);
                        (
                            Severity::Warning,
                            reason,
                            "remove it, or correct its place".to_owned(),
                        )
                    })
                }
            };
            if let Some((severity, reason, fix)) = problem {
                let path = format!("{}/{at}", ACCEPTED.join("/"));
                let (subject, path) = match entry {
                    Some(entry) => (entry.id, format!("Metadata/{path}")),
                    None => ("Metadata", path),
                };
                problems.push(Finding {
                    severity,
                    subject: subject.into(),
                    path,
                    rule: "accept",
                    ..Finding::error(stack.clone(), reason, fix)
                });
            }
        }
    };
    of(&cx.template.metadata, None);
    for entry in cx.resources() {
        of(&entry.resource.metadata, Some(entry));
    }
    findings.extend(problems);
}

/// Reads one entry of the list. In a resource, the place is relative to the resource.
fn read(item: &Json, entry: Option<&Entry<'_>>) -> Result<Acceptance, (String, String)> {
    let member = |name: &str| {
        item.get(name)
            .and_then(Json::as_text)
            .filter(|text| !text.is_empty())
    };
    let example = || "write {rule: property, place: Properties/Name, reason: why it is right}".to_owned();
    let rule = member("rule").ok_or_else(|| ("it names no rule".to_owned(), example()))?;
    if member("reason").is_none() {
        return Err(("it gives no reason".to_owned(), example()));
    }
    let place = match (entry, member("place")) {
        (Some(entry), None) => Some(format!("{}*", entry.id)),
        (Some(entry), Some(place)) => Some(format!("{}/{place}", entry.id)),
        (None, place) => place.map(str::to_owned),
    };
    let text = place.map_or_else(|| rule.to_owned(), |place| format!("{rule}:{place}"));
    Acceptance::parse(&text).map_err(|reason| (reason, example()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::findings;

    fn of(metadata: &str, of_resource: &str) -> String {
        findings(&format!(
            r#"{{"Metadata": {metadata}, "Resources": {{"O": {{"Type": "Test::Unit::Other"}}, "R": {{"Type": "Test::Unit::Thing",
            "Metadata": {of_resource}, "Properties": {{"New": 1, "Other": {{"Ref": "O"}}}}}}}}}}"#
        ))
    }

    fn accept(item: &str) -> String {
        format!(r#"{{"sa-infra": {{"accept": [{item}]}}}}"#)
    }

    #[test]
    fn metadata_accepts_a_finding_by_rule_and_place() {
        assert!(of("{}", "{}").starts_with("error R/Properties/New: "));
        for (template, resource) in [
            (
                r#"{"rule": "property", "place": "R/Properties/New", "reason": "new"}"#,
                "",
            ),
            (
                r#"{"rule": "property", "place": "*/Properties/N*", "reason": "new"}"#,
                "",
            ),
            (r#"{"rule": "property", "reason": "new"}"#, ""),
            (
                "",
                r#"{"rule": "property", "place": "Properties/New", "reason": "new"}"#,
            ),
            ("", r#"{"rule": "property", "reason": "new"}"#),
        ] {
            assert_eq!(
                of(&accept(template), &accept(resource)),
                "",
                "{template} {resource}"
            );
        }
    }

    #[test]
    fn what_accepts_nothing_or_says_no_reason_is_reported() {
        let found = of(
            &accept(r#"{"rule": "property", "place": "R/Properties/Old", "reason": "x"}"#),
            "{}",
        );
        assert!(
            found.contains("warning Metadata/sa-infra/accept/0: there is no finding of the rule property"),
            "{found}"
        );
        assert!(found.contains("error R/Properties/New"), "{found}");
        let found = of("{}", &accept(r#"{"rule": "property"}"#));
        assert!(
            found.contains("error R/Metadata/sa-infra/accept/0: it gives no reason"),
            "{found}"
        );
        let found = of("{}", &accept(r#"{"rule": "proprety", "reason": "x"}"#));
        assert!(
            found.contains("there is no rule proprety; the rules are"),
            "{found}"
        );
    }

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text, is) in [
            ("a", "a", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*c", "ab", false),
            ("ab*b", "ab", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
        assert!(Acceptance::parse("").is_err() && Acceptance::parse("property:").is_err());
    }
}
