//! Tags: each key once, none of AWS's own, and for IAM no two keys that differ only in case.

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use crate::facts::{TagStyle, Tags};
use crate::model::json::Json;
use std::collections::HashMap;

/// The maximum number of tags of a resource.
const MOST: usize = 50;

/// The property of the tags, when the tables do not say.
const USUAL: Tags = Tags {
    property: "Tags",
    style: TagStyle::List,
    updatable: true,
};

/// Checks the tags of all resources.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.resources() {
        let tags = match entry.facts {
            Some(facts) => facts.tags.as_ref(),
            None => Some(&USUAL),
        };
        let Some((tags, value)) = tags.and_then(|tags| Some((tags, entry.property(tags.property)?))) else {
            continue;
        };
        let place = entry.place();
        let place = place.key("Properties");
        let place = place.key(tags.property);
        match (tags.style, value) {
            (TagStyle::List, Json::List(items)) => {
                let keys = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| (item.get("Key"), place.index(at)));
                let keys = keys.filter_map(|(key, place)| Some((key?.as_text()?, place)));
                check_keys(&entry, keys, &place, report);
            }
            (TagStyle::Map, Json::Map(fields)) => {
                let keys = fields.iter().map(|(key, _)| (key, place.key(key)));
                check_keys(&entry, keys, &place, report);
            }
            _ => {}
        }
    }
}

fn check_keys<'k>(
    entry: &Entry<'_>,
    keys: impl Iterator<Item = (&'k str, Place<'k>)>,
    tags: &Place<'_>,
    report: &mut Report<'_>,
) {
    let folds = entry.resource.kind.starts_with("AWS::IAM::");
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut count = 0;
    for (key, place) in keys {
        count += 1;
        let folded = if folds {
            key.to_ascii_lowercase()
        } else {
            key.to_owned()
        };
        match seen.insert(folded, key) {
            Some(earlier) if earlier == key => {
                report.error(
                    &place,
                    format!("the tag {key} appears twice"),
                    "remove one of them",
                );
            }
            Some(earlier) => {
                let reason = format!(
                    "IAM treats the tags {earlier} and {key} as the same, because they differ only in case"
                );
                report.error(&place, reason, "remove one of them");
            }
            None => {}
        }
        if key
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
        {
            let reason = format!("the tag {key} starts with aws:, which only AWS may use");
            report.error(&place, reason, "choose another prefix");
        }
    }
    if count > MOST {
        let reason = format!("{count} tags are too many: AWS accepts {MOST}");
        report.error(tags, reason, format!("remove {}", count - MOST));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    fn tags(kind: &str, keys: &[&str]) -> String {
        let tags = keys
            .iter()
            .map(|key| format!(r#"{{"Key": "{key}", "Value": "x"}}"#));
        let found = of(
            kind,
            &format!(r#"{{"Tags": [{}]}}"#, tags.collect::<Vec<_>>().join(",")),
        );
        let lines = found.lines().filter(|line| !line.contains("not in the tables"));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_key_stands_once() {
        assert_eq!(tags("Test::Unit::Thing", &["name", "Name", "aws-cdk:x"]), "");
        assert!(
            tags("Test::Unit::Thing", &["a", "a"])
                .contains("error R/Properties/Tags/1: the tag a appears twice")
        );
        assert!(
            tags("AWS::IAM::Made", &["name", "Name"])
                .contains("IAM treats the tags name and Name as the same")
        );
    }

    #[test]
    fn aws_keeps_its_prefix_and_its_limit() {
        assert!(tags("Test::Unit::Thing", &["aws:x"]).contains("only AWS may use"));
        let keys = (0..51).map(|at| format!("k{at}")).collect::<Vec<_>>();
        let keys = keys.iter().map(String::as_str).collect::<Vec<_>>();
        assert!(tags("Test::Unit::Thing", &keys).contains("51 tags are too many: AWS accepts 50 | remove 1"));
    }
}
