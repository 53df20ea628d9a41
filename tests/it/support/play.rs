//! Replays the operations in progress to the block that shows them.

use sa_infra::deploy::ui::{Event, StackEvent};
use sa_infra::view::output::plain;
use sa_infra::view::progress::{Block, Size};
use std::collections::HashMap;
use std::time::Duration;

/// A block, and its history.
#[derive(Default)]
pub struct Play(pub Block);

/// A type for each resource of the plays, by the end of its name.
const KINDS: [(&str, &str); 4] = [
    ("Topic", "AWS::SNS::Topic"),
    ("Service", "AWS::ECS::Service"),
    ("Task", "AWS::ECS::TaskDefinition"),
    ("Bucket", "AWS::S3::Bucket"),
];

/// An event of a stack, or of a resource of it.
pub fn event(stack: &str, id: &str, status: &str, reason: Option<&str>) -> StackEvent {
    let arn = format!("arn:aws:cloudformation:us-east-1:111122223333:stack/{stack}/1");
    let kind = KINDS.iter().find(|(end, _)| id.ends_with(end));
    StackEvent {
        id: format!("{id}-{status}"),
        at: "2026-11-20T12:00:00Z".parse().unwrap(),
        physical_id: Some(if id == stack {
            arn.clone()
        } else {
            id.to_lowercase()
        }),
        stack_arn: arn,
        logical_id: id.to_owned(),
        resource_type: kind
            .map_or("AWS::CloudFormation::Stack", |(_, kind)| kind)
            .to_owned(),
        status: status.into(),
        reason: reason.map(str::to_owned),
        token: None,
        operation: None,
        hook: None,
        detail: None,
    }
}

impl Play {
    /// A change set with this many changes is executed at this second.
    pub fn starts(&mut self, second: u64, stack: &str, resources: usize, new: bool) {
        let names = [("ReportsTask", "Writes the reports"), ("s3Bucket", "東京 data")];
        let names = names.map(|(id, name)| (id.to_owned(), name.to_owned()));
        let event = Event::Started {
            account: None,
            stack: stack.to_owned(),
            resources: Some(resources),
            updates: !new,
            names: HashMap::from(names),
            kept: Vec::new(),
        };
        self.0.take(&event, Duration::from_secs(second));
    }

    /// An event happens at this second.
    pub fn at(&mut self, second: u64, stack: &str, id: &str, status: &str) {
        self.because(second, stack, id, status, None);
    }

    /// An event happens at this second, with a reason.
    pub fn because(&mut self, second: u64, stack: &str, id: &str, status: &str, reason: Option<&str>) {
        let event = Event::Resource {
            stack: stack.to_owned(),
            event: Box::new(event(stack, id, status, reason)),
        };
        self.0.take(&event, Duration::from_secs(second));
    }

    /// An event is reported at this second.
    pub fn told(&mut self, second: u64, event: &Event) {
        self.0.take(event, Duration::from_secs(second));
    }

    /// The block at this second, with a frame for the edges of the terminal.
    pub fn shown(&mut self, second: u64, width: usize, height: usize) -> String {
        let lines = self.0.lines(Duration::from_secs(second), Size { width, height });
        let lines = lines.iter().map(|line| plain(line) + "\n");
        lines.collect()
    }

    /// The block at this second on terminals of several widths.
    pub fn widths(&mut self, second: u64) -> String {
        let shown = [40, 80, 120].map(|width| {
            let shown = self.shown(second, width, 24);
            format!("{}\n{shown}", "-".repeat(width))
        });
        shown.concat()
    }
}
