//! Laws of every comparison: a template does not differ from itself, and the output contains exactly the differences.

use crate::support::documents::{json, template};
use crate::support::random::plan;
use proptest::prelude::*;
use sa_infra::diff::{Action, Diff, normal, same};
use sa_infra::json::Json;
use sa_infra::template::{Resource, Template};

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// As read from a file, with functions recognized.
fn read(template: &Template) -> Template {
    Template::parse(&template.to_compact()).unwrap_or_default()
}

/// A template with one resource that has this property.
fn with(property: &Json) -> Template {
    let mut resource = Resource {
        kind: "AWS::SNS::Topic".into(),
        ..Resource::default()
    };
    resource.properties.insert("P", property.clone());
    let mut template = Template::default();
    template.resources.insert("R".into(), resource);
    template
}

fn tags(pairs: &[(String, String)]) -> Json {
    let tag = |(key, value): &(String, String)| {
        let text = format!("{{\"Key\": {key:?}, \"Value\": {value:?}}}");
        serde_json::from_str::<Json>(&text).unwrap()
    };
    Json::List(pairs.iter().map(tag).collect())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_differs_from_itself(template in template()) {
        let template = read(&template);
        let pretty = Template::parse(&template.to_pretty()).unwrap();
        prop_assert_eq!(Diff::between(&template, &template), Diff::default());
        prop_assert_eq!(Diff::between(&template, &pretty), Diff::default());
    }

    #[test]
    fn no_app_differs_from_what_it_wrote(plan in plan()) {
        let stacks = plan.build().synth().map(|assembly| assembly.stacks).unwrap_or_default();
        for stack in stacks {
            prop_assert_eq!(Diff::between(&read(&stack.template), &stack.template), Diff::default());
        }
    }

    #[test]
    fn what_is_told_is_what_differs(before in json(), after in json()) {
        let read = |json: &Json| serde_json::from_str::<Json>(&serde_json::to_string(json).unwrap()).unwrap();
        let (before, after) = (read(&before), read(&after));
        let diff = Diff::between(&with(&before), &with(&after));
        prop_assert_eq!(diff.is_empty(), same(&before, &after));
        for change in diff.resources.iter().flat_map(|resource| &resource.changes) {
            prop_assert!(change.before != change.after || change.path.to_string().ends_with('P'), "{change:?}");
        }
    }

    #[test]
    fn a_normal_form_is_its_own(json in json()) {
        let read = serde_json::from_str::<Json>(&serde_json::to_string(&json).unwrap()).unwrap();
        let normal_form = normal(&read);
        prop_assert_eq!(normal(&normal_form), normal_form.clone());
        prop_assert!(same(&read, &normal_form));
    }

    #[test]
    fn the_order_of_tags_and_dependencies_says_nothing(
        pairs in proptest::collection::btree_map("[a-z]{1,8}", "[a-z]{0,8}", 1..6),
        ids in proptest::collection::vec("[A-Z]{1,8}", 0..6),
    ) {
        let mut pairs = pairs.into_iter().collect::<Vec<_>>();
        let mut ids = ids.into_iter().map(Into::into).collect::<Vec<_>>();
        let template = |pairs: &[_], ids: &Vec<_>| {
            let mut template = with(&tags(pairs));
            template.resources["R"].depends_on.clone_from(ids);
            template
        };
        let before = template(&pairs, &ids);
        pairs.reverse();
        ids.reverse();
        prop_assert_eq!(Diff::between(&before, &template(&pairs, &ids)), Diff::default());
    }

    #[test]
    fn there_and_back_are_opposites(before in template(), after in template()) {
        let (before, after) = (read(&before), read(&after));
        let (there, back) = (Diff::between(&before, &after), Diff::between(&after, &before));
        prop_assert_eq!(there.summary().add, back.summary().remove);
        prop_assert_eq!(there.others.len(), back.others.len());
        prop_assert_eq!(there.is_empty(), back.is_empty());
        let changed = |diff: &Diff| diff.resources.iter().filter(|change| change.action == Action::Change).count();
        prop_assert_eq!(changed(&there), changed(&back));
    }
}
