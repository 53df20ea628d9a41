//! Logical IDs: every construct path of the original apps gives the logical ID of its deployment.

use crate::support::files;
use sa_infra::logical_id::{export_id, logical_id};

/// The two outputs that the original names itself, by their value: the path of each.
const NAMED: [(&str, &str); 2] = [
    (r#"{"Ref":"sadatabucketCC1B0CFA"}"#, "sa-databucketname"),
    (
        r#"{"Ref":"saappnotificationstopic2A54CC86"}"#,
        "sa-appnotificationstopic",
    ),
];

#[test]
fn all_rows_of_the_original_come_out() {
    let table = files::read("tests/it/reference/logical-ids.tsv");
    let rows = table
        .lines()
        .skip(1)
        .map(|row| row.split('\t').collect::<Vec<_>>());
    let mut count = 0;
    for row in rows {
        let [path, kind, expected] = row[..] else {
            panic!("not three columns: {row:?}")
        };
        let named = NAMED.iter().find(|(value, _)| *value == kind);
        let made = match (path.split_once('/'), named) {
            (Some((_stack, path)), _) => logical_id(&path.split('/').collect::<Vec<_>>()),
            (None, Some((_, path))) => logical_id(&[path]),
            (None, None) => export_id(kind),
        };
        assert_eq!(made, expected, "{path} {kind}");
        count += 1;
    }
    assert_eq!(count, 66);
}

#[test]
fn task_definition_families_follow_the_rule_over_the_whole_path() {
    let template = files::read("tests/it/reference/app-infra-compute.original.json");
    for service in ["recommendation", "portfolio-manager"] {
        let id = format!("sa-{service}-service-task-definition");
        let family = logical_id(&["app-infra-compute", &id]);
        assert!(
            template.contains(&format!("\"Family\": \"{family}\"")),
            "{family}"
        );
    }
}
