//! The block that shows the operations in progress: its contents, and that it stays within its terminal.

use crate::support::play::Play;
use sa_infra::deploy::ui::{Event, Outcome};
use sa_infra::view::output::colored;
use sa_infra::view::progress::Size;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

fn creating() -> Play {
    let mut play = Play::default();
    play.starts(0, "compute", 12, true);
    play.at(0, "compute", "compute", "CREATE_IN_PROGRESS");
    play.at(1, "compute", "NotificationsTopic", "CREATE_IN_PROGRESS");
    play.at(1, "compute", "ReportsTask", "CREATE_IN_PROGRESS");
    play.at(2, "compute", "s3Bucket", "CREATE_IN_PROGRESS");
    play.at(3, "compute", "NotificationsTopic", "CREATE_COMPLETE");
    play.at(4, "compute", "ReportsTask", "CREATE_COMPLETE");
    let long = "saportfoliomanagerservicewithaverylongnameanditsnumber2A54CC86Service";
    play.at(5, "compute", long, "CREATE_IN_PROGRESS");
    play
}

fn failing() -> Play {
    let mut play = Play::default();
    play.starts(0, "compute", 3, false);
    let seconds = 170;
    let stack = "compute".to_owned();
    play.told(0, &Event::Expected { stack, seconds });
    play.at(0, "compute", "compute", "UPDATE_IN_PROGRESS");
    play.at(1, "compute", "ReportsTask", "UPDATE_IN_PROGRESS");
    play.at(1, "compute", "DataTopic", "UPDATE_IN_PROGRESS");
    play.at(2, "compute", "OldTopic", "UPDATE_IN_PROGRESS");
    play.at(4, "compute", "OldTopic", "UPDATE_COMPLETE");
    play
}

fn failed() -> Play {
    let mut play = failing();
    let reason = Some(
        "Invalid parameter: TopicName\n(Service: Sns, Status Code: 400, HandlerErrorCode: InvalidRequest)",
    );
    play.because(62, "compute", "DataTopic", "UPDATE_FAILED", reason);
    let reason = Some("Resource update cancelled");
    play.because(62, "compute", "ReportsTask", "UPDATE_FAILED", reason);
    play
}

#[test]
fn a_creation() {
    insta::assert_snapshot!("block_creating", creating().widths(75));
}

#[test]
fn an_update_with_an_estimate_and_a_failure() {
    insta::assert_snapshot!("block_updating", failing().widths(30));
    insta::assert_snapshot!("block_failed", failed().widths(65));
    assert!(
        failing()
            .shown(200, 80, 24)
            .contains("longer than last time (2m 50s)")
    );
}

#[test]
fn a_rollback_takes_back_what_was_done() {
    let mut play = failed();
    play.at(63, "compute", "compute", "UPDATE_ROLLBACK_IN_PROGRESS");
    play.at(64, "compute", "OldTopic", "UPDATE_IN_PROGRESS");
    assert!(play.shown(64, 80, 24).contains("(1/3)"));
    let size = Size {
        width: 80,
        height: 24,
    };
    let yellow = play.0.lines(Duration::from_secs(64), size);
    assert!(colored(&yellow[0]).contains("\x1b[33m█"), "{}", yellow[0]);
    play.at(70, "compute", "OldTopic", "UPDATE_COMPLETE");
    insta::assert_snapshot!("block_rolling_back", play.widths(71));
}

#[test]
fn what_an_update_cannot_delete_is_no_failure_yet() {
    let mut play = failing();
    play.at(5, "compute", "compute", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    play.because(6, "compute", "OldTopic", "DELETE_FAILED", Some("in use"));
    let shown = play.shown(7, 80, 24);
    assert!(shown.contains("skipped, may still cost money: in use"), "{shown}");
    play.at(8, "compute", "OldTopic", "DELETE_COMPLETE");
    assert!(!play.shown(9, 80, 24).contains("skipped"));
}

#[test]
fn several_stacks() {
    let mut play = creating();
    play.starts(10, "develop-with-a-longer-name", 2, false);
    play.at(
        12,
        "develop-with-a-longer-name",
        "BuildsBucket",
        "UPDATE_IN_PROGRESS",
    );
    play.starts(10, "other", 1, true);
    insta::assert_snapshot!("block_several", play.widths(75));
    insta::assert_snapshot!("block_tiny", play.shown(75, 50, 6));
    let stack = "develop-with-a-longer-name".to_owned();
    play.told(
        80,
        &Event::Done {
            stack,
            arn: None,
            outcome: Outcome::Updated,
            seconds: 70,
            is_earlier: false,
            outputs: Vec::new(),
        },
    );
    assert!(!play.shown(80, 80, 24).contains("develop"));
}

#[test]
fn an_operation_of_others_has_no_known_end() {
    let mut play = Play::default();
    play.at(0, "s", "DataBucket", "CREATE_IN_PROGRESS");
    play.at(2, "s", "DataBucket", "CREATE_COMPLETE");
    assert!(play.shown(3, 60, 24).contains("(1 done) 3s"));
}

#[test]
fn it_stays_within_the_terminal_and_never_shrinks() {
    for height in 1..12 {
        let mut play = Play::default();
        let mut tallest = 0;
        for second in 0..60 {
            let stack = ["one", "two", "three"][second % 3];
            let id = format!("R{}Bucket", second / 2);
            let status = if second % 2 == 0 {
                "CREATE_IN_PROGRESS"
            } else {
                "CREATE_FAILED"
            };
            play.because(second as u64, stack, &id, status, Some("東京 is full"));
            for width in [1, 7, 40, 200] {
                let shown = play.shown(second as u64, width, height);
                assert!(
                    shown.lines().all(|line| line.width() <= width),
                    "{width}: {shown}"
                );
                let lines = shown.matches('\n').count();
                assert!(
                    lines >= tallest && lines <= (height - 1).max(1),
                    "{height}: {shown}"
                );
                tallest = lines;
            }
        }
    }
}

#[test]
fn what_is_in_progress_is_named_in_words() {
    let mut play = creating();
    play.starts(6, "other", 1, true);
    let names = play.0.in_progress();
    assert_eq!((&*names[0], &*names[2]), ("東京 data", "other"));
    assert_eq!(names.len(), 3);
}
