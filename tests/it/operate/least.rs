//! The minimal policies compared with an independent list of AWS's actions: each action exists and can be limited to
//! its resources, no action of AWS's handlers is missing, and none lets a deployer become an administrator.

use super::handing_over::documents;
use crate::support::iam::{Judge, Need, Reference, meet, texts};
use sa_infra::operate::permissions::handlers::{NO_ACTIONS, of_type};
use serde_json::Value;
use std::collections::BTreeSet;

/// Configurations with other names, types and regions.
const CONFIGS: [&str; 3] = [
    "",
    "namespace = \"advisor-test\"\n[simple_trader]\nledger_table = true\n",
    "[stock_advisor]\nregion = \"us-gov-west-1\"\n[stock_advisor.parameters]\nstore = \"plain\"\n",
];

fn statements(config: &str, purpose: &str) -> Vec<Value> {
    let documents = documents(config, &[purpose]);
    documents
        .iter()
        .flat_map(|document| document["Statement"].as_array().unwrap().clone())
        .collect()
}

#[test]
fn every_action_exists_and_can_match_what_it_is_allowed_on() {
    let reference = Reference::pinned();
    let mut wrong = BTreeSet::new();
    for (config, purpose) in CONFIGS
        .into_iter()
        .flat_map(|config| [(config, "deploy"), (config, "operate")])
    {
        for statement in statements(config, purpose) {
            let arns = texts(&statement["Resource"]);
            for action in texts(&statement["Action"]) {
                let Some(forms) = reference.forms(action) else {
                    wrong.insert(format!("{action} does not exist"));
                    continue;
                };
                let matches = arns.iter().any(|arn| forms.iter().any(|form| meet(arn, form)));
                if arns != ["*"] && !matches {
                    wrong.insert(format!("{action} can never be about {arns:?}: {forms:?}"));
                }
                let keys = statement["Condition"].as_object().into_iter().flatten();
                for key in keys.flat_map(|(_, keys)| keys.as_object().unwrap().keys()) {
                    let start = key.split('/').next().unwrap();
                    let known = reference
                        .keys(action)
                        .iter()
                        .any(|known| known.starts_with(start));
                    // Every request has AWS's global keys.
                    if !known && !["aws:ResourceAccount"].contains(&&**key) {
                        wrong.insert(format!("{action} knows no {key}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_the_schemas_call_by_wrong_names_is_all_of_it() {
    let reference = Reference::pinned();
    for action in NO_ACTIONS {
        assert!(reference.forms(action).is_none(), "{action} exists by now");
    }
}

#[test]
fn no_type_in_use_needs_nothing() {
    let mut kinds = BTreeSet::new();
    for file in crate::support::files::ending("templates", ".json") {
        let template = serde_json::from_str::<Value>(&crate::support::files::read(&file)).unwrap();
        let resources = template["Resources"].as_object().unwrap().values();
        kinds.extend(resources.map(|resource| resource["Type"].as_str().unwrap().to_owned()));
    }
    assert!(kinds.len() > 25, "{kinds:?}");
    let reference = Reference::pinned();
    for kind in kinds {
        let (read, change) = of_type(&kind);
        assert!(
            !change.is_empty() && (!read.is_empty() || change.len() > 1),
            "{kind}: {read:?} {change:?}"
        );
        for action in read.iter().chain(&change) {
            assert!(
                reference.forms(action).is_some(),
                "{kind}: {action} does not exist"
            );
        }
    }
}

/// All actions of a policy.
fn actions(config: &str, purpose: &str) -> BTreeSet<String> {
    let statements = statements(config, purpose);
    let actions = statements
        .iter()
        .flat_map(|statement| texts(&statement["Action"]).into_iter().map(str::to_owned));
    actions.collect()
}

#[test]
fn what_the_schemas_leave_out_is_allowed() {
    let deploy = actions("", "deploy");
    for action in [
        "codebuild:CreateProject",
        "codebuild:UpdateProject",
        "codebuild:DeleteProject",
        "codebuild:BatchGetProjects",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeAccountAttributes",
        "cloudformation:CreateChangeSet",
        "iam:PassRole",
    ] {
        assert!(deploy.contains(action), "{action}: {deploy:#?}");
    }
    let operate = actions("", "operate");
    for action in [
        "cloudformation:DetectStackResourceDrift",
        "ec2:DescribeVpcs",
        "sns:GetTopicAttributes",
        "s3:GetBucketTagging",
    ] {
        assert!(operate.contains(action), "{action}: {operate:#?}");
    }
    let changing = [
        "Create",
        "Delete",
        "Update",
        "Attach",
        "Detach",
        "Tag",
        "Register",
        "Modify",
        "Authorize",
    ];
    // A restored value that did not exist before, and the notes of a deployment, are deleted.
    let expected = [
        "scheduler:UpdateSchedule",
        "ssm:DeleteParameter",
        "ssm:PutParameter",
    ];
    let changes = operate.iter().filter(|action| {
        let name = action.split(':').nth(1).unwrap();
        changing.iter().any(|verb| name.starts_with(verb)) && !expected.contains(&&***action)
    });
    assert_eq!(
        changes.collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "an operator changes nothing else"
    );
}

#[test]
fn names_that_cloudformation_shortens_are_met() {
    let judge = Judge::new(&documents("namespace = \"advisor-test\"\n", &["deploy"]));
    let allowed =
        |action: &str, arn: &str| judge.allows(&Need(action.to_owned(), arn.to_owned(), Vec::new()));
    let policy =
        "arn:aws:iam::111122223333:policy/advisor-test-app-infra-co-policyadvisortestecstask-1A2B3C4D5E6F";
    assert!(allowed("iam:CreatePolicy", policy));
    assert!(!allowed(
        "iam:CreatePolicy",
        "arn:aws:iam::111122223333:policy/other-app-infra-co-x"
    ));
}

#[test]
fn other_partitions_have_other_arns() {
    for (region, partition) in [
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
        ("eu-west-1", "aws"),
    ] {
        let text = documents("", &["deploy", "app-infra-base", "--region", region]);
        let text = serde_json::to_string(&text).unwrap();
        assert!(text.contains(&format!("\"arn:{partition}:")), "{region}");
        let others = ["aws", "aws-cn", "aws-us-gov"]
            .into_iter()
            .filter(|other| *other != partition);
        for other in others {
            assert!(
                !text.contains(&format!("\"arn:{other}:")),
                "{region}: arn:{other}:"
            );
        }
    }
}

#[test]
fn a_deployer_gives_no_one_more_than_the_boundary() {
    const BOUNDARY: &str = "arn:aws:iam::111122223333:policy/boundary";
    let config = format!("permissions_boundary = \"{BOUNDARY}\"\n");
    let open = Judge::new(&documents("", &["deploy"]));
    let bound = Judge::new(&documents(&config, &["deploy"]));
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let need = |action: &str, name: &str, context: &[(&'static str, &str)]| {
        let context = context
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        Need(action.to_owned(), role(name), context)
    };
    let with = [("iam:PermissionsBoundary", BOUNDARY)];
    for action in ["iam:CreateRole", "iam:PutRolePolicy"] {
        assert!(open.allows(&need(action, "role-sa-ecs-tasks", &[])), "{action}");
        assert!(
            !bound.allows(&need(action, "role-sa-ecs-tasks", &[])),
            "{action} without it"
        );
        assert!(
            bound.allows(&need(action, "role-sa-ecs-tasks", &with)),
            "{action} with it"
        );
        assert!(
            !open.allows(&need(action, "mine", &[])) && !bound.allows(&need(action, "mine", &with)),
            "{action}"
        );
    }
    assert!(!bound.allows(&need(
        "iam:DeleteRolePermissionsBoundary",
        "role-sa-ecs-tasks",
        &with
    )));
    let administrator = [("iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess")];
    assert!(!open.allows(&need("iam:AttachRolePolicy", "role-sa-ecs-tasks", &administrator)));
    for action in [
        "iam:AttachUserPolicy",
        "iam:PutUserPolicy",
        "iam:AttachGroupPolicy",
        "iam:CreateUser",
        "iam:CreateAccessKey",
    ] {
        let user = Need(
            action.to_owned(),
            "arn:aws:iam::111122223333:user/jo".to_owned(),
            Vec::new(),
        );
        assert!(!open.allows(&user), "{action}");
    }
    // The roles in the templates have it.
    let synth = crate::support::cli::Sandbox::with_config(&config);
    let template = synth
        .run(&["synth", "app-infra-compute", "--stdout"])
        .exits(0)
        .stdout;
    let template = serde_json::from_str::<Value>(&template).unwrap();
    let resources = template["Resources"].as_object().unwrap().values();
    let roles = resources
        .filter(|resource| resource["Type"] == "AWS::IAM::Role")
        .collect::<Vec<_>>();
    assert!(
        !roles.is_empty()
            && roles
                .iter()
                .all(|role| role["Properties"]["PermissionsBoundary"] == BOUNDARY)
    );
}
