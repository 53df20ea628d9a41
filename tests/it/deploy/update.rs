//! An update of each kind against the emulator, verified through the services themselves: `diff` shows it before and
//! nothing afterwards, a refused one changes nothing, and a failed one is rolled back.

use crate::support::cli::Run;
use crate::support::ministack::Account;
use crate::support::owner::{self, FASTER, deployed, stack};
use sa_infra::cloud::cloudformation::StackStatus;

const ALL: [&str; 3] = ["deploy", "--all", "--yes"];
const BRANCH: &str = "[stock_advisor.github]\nbranch = \"next\"\n";
const SERVICE: &str = "[stock_advisor.services.report-service]\nparameters = [\"INTRINIO_API_KEY\"]\n";
const LOG_GROUP: &str = "sa/ecs/portfolio-manager";

/// Deploys the configuration: `diff` shows the difference before, and none afterwards.
fn deploys(account: &Account, configuration: &str, arguments: &[&str], shows: &str) {
    account.configure(configuration);
    let before = account.run(&["diff", "--exit-code"]).exits(3);
    assert!(before.stdout.contains(shows), "{shows}\n{before}");
    account.run(arguments).exits(0);
    account.run(&["diff", "--exit-code"]).exits(0);
}

/// The flags that a refused deployment suggests.
fn flags(refused: &Run) -> Vec<String> {
    let words = refused.stderr.split_whitespace().collect::<Vec<_>>();
    let pairs = words.windows(2).filter(|pair| pair[0] == "--allow-replace");
    pairs
        .flat_map(|pair| [pair[0].to_owned(), pair[1].to_owned()])
        .collect()
}

/// Deploys, and each time allows what stops it. A stopped deployment changes nothing.
fn deploys_with_leave(account: &Account, command: &[&str]) -> Vec<String> {
    let mut leave = Vec::new();
    for _ in 0..4 {
        let arguments = command.iter().copied().chain(leave.iter().map(String::as_str));
        let run = account.run(&arguments.collect::<Vec<_>>());
        if run.code == 0 {
            return leave;
        }
        let more = flags(&run.exits(1));
        assert!(!more.is_empty());
        leave.extend(more);
    }
    panic!("it stops again and again: {leave:?}");
}

fn projects(account: &Account) -> String {
    let names = r#"{"names": ["sa-portfolio-manager-project", "sa-report-service-project"]}"#;
    account.json("codebuild", "CodeBuild_20161006.BatchGetProjects", names)
}

#[tokio::test]
async fn in_place_added_and_removed() {
    let (account, cloud) = deployed().await;
    deploys(&account, BRANCH, &ALL, "SourceVersion");
    assert!(
        projects(&account).contains(r#""sourceVersion": "next""#),
        "{}",
        projects(&account)
    );

    let before = account.holdings();
    deploys(
        &account,
        &format!("{BRANCH}{SERVICE}"),
        &ALL,
        "AWS::ECR::Repository",
    );
    let added = account.holdings();
    let new = added.difference(&before).cloned().collect::<Vec<_>>();
    for name in [
        "ecr sa-report-service",
        "logs sa/ecs/report-service",
        "scheduler sa-report-service",
    ] {
        assert!(new.iter().any(|held| held == name), "{name}: {new:?}");
    }
    assert!(projects(&account).contains("sa-report-service-project"));
    owner::kept_everything(&cloud).await;

    account.configure(BRANCH);
    let refused = account.run(&ALL).exits(1);
    assert!(refused.stderr.contains("would be removed"), "{refused}");
    assert_eq!(account.holdings(), added);
    deploys_with_leave(&account, &ALL);
    // Retained resources that leave the stack.
    let kept = |held: &&String| !held.contains("/aws/codebuild/");
    let left = account.holdings();
    let left = left.difference(&before).filter(kept).collect::<Vec<_>>();
    assert!(left.is_empty(), "{left:?}");
    owner::kept_everything(&cloud).await;
}

#[tokio::test]
async fn a_replacement_is_refused_until_it_is_named() {
    let account = Account::new();
    account.configure("[stock_advisor.network]\ncidr = \"10.1.0.0/16\"\n");
    let deploy = ["deploy", "app-infra-base", "--yes"];
    account.run(&deploy).exits(0);
    let vpcs = || {
        account.send(
            "ec2",
            "POST",
            "/",
            &[FORM],
            "Action=DescribeVpcs&Version=2016-11-15",
        )
    };
    assert!(vpcs().contains("10.1.0.0/16"), "{}", vpcs());

    account.configure("");
    let before = account.holdings();
    let refused = account.run(&deploy).exits(1);
    assert!(
        refused
            .stderr
            .contains("AWS::EC2::VPC savpcD0345A2B would be replaced (CidrBlock)"),
        "{refused}"
    );
    assert_eq!(account.holdings(), before);
    let leave = deploys_with_leave(&account, &deploy);
    assert!(leave.contains(&"savpcD0345A2B".to_owned()), "{leave:?}");
    assert!(
        !vpcs().contains("10.1.0.0/16") && vpcs().contains("192.168.0.0/17"),
        "{}",
        vpcs()
    );
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn what_fails_is_undone_its_cause_named_and_nothing_of_the_owner_lost() {
    let (account, cloud) = deployed().await;
    // A change outside CloudFormation: the filter of a missing log group cannot be changed.
    let group = format!(r#"{{"logGroupName": "{LOG_GROUP}"}}"#);
    account.json("logs", "Logs_20140328.DeleteLogGroup", &group);
    let configuration = format!("{FASTER}error_pattern = \"other words\"\n");
    account.configure(&configuration);
    let run = account.run(&["deploy", "app-infra-compute", "--yes"]).exits(1);
    assert!(run.stderr.contains("ended in UPDATE_ROLLBACK_COMPLETE"), "{run}");
    assert!(
        run.stderr.contains("The specified log group does not exist"),
        "{run}"
    );
    let compute = stack(&cloud, "app-infra-compute").await;
    assert_eq!(compute.status, StackStatus::UpdateRollbackComplete);
    owner::kept_everything(&cloud).await;

    account.json("logs", "Logs_20140328.CreateLogGroup", &group);
    deploys(&account, &configuration, &ALL, "other words");
    owner::kept_everything(&cloud).await;
}

#[tokio::test]
async fn two_deployments_at_once_do_no_harm() {
    let (account, cloud) = deployed().await;
    account.configure(&format!("{FASTER}{BRANCH}"));
    let codes = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| account.run(&ALL)));
        both.map(|run| run.join().unwrap())
    });
    // One comes first; the other waits for it, has nothing to do, or reports that the stack has changed.
    assert!(codes.iter().any(|run| run.code == 0), "{codes:?}");
    for run in codes.iter().filter(|run| run.code != 0) {
        assert!(run.code == 1 && run.stderr.contains("fix: "), "{run}");
    }
    account.run(&ALL).exits(0);
    account.run(&["diff", "--exit-code"]).exits(0);
    owner::kept_everything(&cloud).await;
}
