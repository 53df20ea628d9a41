//! Tests of the panels: who loads them, and what their readers see.

use super::{Board, DEAF, LINES};
use crate::console::panel::Panel;
use maud::html;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_reader_that_takes_nothing_is_not_counted() {
    let board = Board::new();
    let (reads, stalls) = (
        board.enter(vec![Panel::Verdict]),
        board.enter(vec![Panel::Stacks]),
    );
    tokio::time::advance(DEAF).await;
    board.hear(reads);
    assert_eq!(board.readers(), 1);
    assert!(board.is_wanted(&Panel::Verdict) && !board.is_wanted(&Panel::Stacks));
    board.leave(reads);
    tokio::time::advance(Duration::from_secs(7)).await;
    assert_eq!(board.idle(), Some(Duration::from_secs(7)));
    board.hear(stalls);
    assert_eq!(board.idle(), None);
}

#[tokio::test(start_paused = true)]
async fn what_is_shown_is_text_and_changes_once() {
    let board = Board::new();
    let changes = board.changes();
    for _ in 0..2 {
        board.show(&Panel::Verdict, &html! { b { "<i>\u{1b}[2J\u{202e}\r" } });
    }
    assert_eq!(*changes.borrow(), 1);
    let shown = board.content(&Panel::Verdict).html.unwrap();
    assert_eq!(&*shown, "<b>&lt;i&gt;\\u001b[2J\\u202e\\u000d</b>");
}

#[tokio::test(start_paused = true)]
async fn a_log_keeps_its_last_lines_and_their_numbers() {
    let board = Board::new();
    let lines = (0..LINES + 5).map(|at| html! { (at) });
    board.add_lines(&Panel::Verdict, lines);
    let kept = board.content(&Panel::Verdict).lines;
    assert_eq!((kept.len(), kept[0].0), (LINES, 6));
}

#[tokio::test(start_paused = true)]
async fn aws_is_asked_again_after_a_while_or_when_something_changed() {
    let board = Board::new();
    let due = || board.due(&Panel::Stacks, Duration::from_secs(10));
    assert_eq!(due(), Duration::ZERO);
    board.ask(&Panel::Stacks);
    tokio::time::advance(Duration::from_secs(4)).await;
    assert_eq!(due(), Duration::from_secs(6));
    board.refresh(|panel| *panel == Panel::Stacks);
    assert_eq!(due(), Duration::ZERO);
}
