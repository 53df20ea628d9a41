//! AWS as a script: stacks and events that change as the (paused) clock goes on, calls that fail for a while, and a
//! list of every call that was made. What no script tells about panics.

mod cloudformation;
pub mod machine;
mod others;

use crate::support::unscripted::Unscripted;
use sa_infra::cloud::cloudformation::{DriftStatus, Stack, StackEvent, StackResource, StackStatus};
use sa_infra::cloud::logs::LogEvent;
use sa_infra::cloud::{Cloud, Clouds, Error, Kind, Result};
use std::cell::{RefCell, RefMut};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::Instant;

/// An AWS that does as it is told.
#[derive(Clone)]
pub struct Fake(Rc<RefCell<State>>);

/// What there is in it.
pub struct State {
    start: Instant,
    /// The stacks.
    pub stacks: Vec<Stack>,
    /// The events of all stacks, oldest first.
    pub events: Vec<StackEvent>,
    /// The resources of every stack.
    pub resources: Vec<StackResource>,
    /// What functions wrote.
    pub lines: Vec<LogEvent>,
    /// The functions that were invoked, with their events.
    pub invoked: Vec<String>,
    /// How many events are on a page.
    pub page: usize,
    /// Seconds and calls.
    pub calls: Vec<(u64, &'static str)>,
    timeline: VecDeque<(Duration, Step)>,
    faults: Vec<(std::ops::Range<u64>, &'static str, Kind)>,
}

type Step = Box<dyn FnOnce(&mut State)>;

impl Fake {
    /// An account with nothing in it.
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(State {
            start: Instant::now(),
            stacks: Vec::new(),
            events: Vec::new(),
            resources: Vec::new(),
            lines: Vec::new(),
            invoked: Vec::new(),
            page: 100,
            calls: Vec::new(),
            timeline: VecDeque::new(),
            faults: Vec::new(),
        })))
    }

    /// What there is.
    pub fn state(&self) -> RefMut<'_, State> {
        self.0.borrow_mut()
    }

    /// After so many seconds, this happens; to be told in order.
    pub fn at(&self, seconds: u64, step: impl FnOnce(&mut State) + 'static) {
        let at = Duration::from_secs(seconds);
        self.state().timeline.push_back((at, Box::new(step)));
    }

    /// In these seconds, calls whose names contain `call` fail.
    pub fn fails(&self, seconds: std::ops::Range<u64>, call: &'static str, kind: Kind) {
        self.state().faults.push((seconds, call, kind));
    }

    /// The names of the calls made so far.
    pub fn called(&self) -> Vec<&'static str> {
        self.state().calls.iter().map(|(_, call)| *call).collect()
    }

    /// Notes a call, lets happen what is due, and fails when the script says so.
    fn call(&self, call: &'static str) -> Result<RefMut<'_, State>> {
        let mut state = self.state();
        let now = state.start.elapsed();
        state.calls.push((now.as_secs(), call));
        while state.timeline.front().is_some_and(|(at, _)| *at <= now) {
            let (_, step) = state.timeline.pop_front().unwrap();
            step(&mut state);
        }
        let fault = state
            .faults
            .iter()
            .find(|(seconds, name, _)| seconds.contains(&now.as_secs()) && call.contains(name));
        if let Some((_, _, kind)) = fault {
            return Err(Error {
                call,
                kind: kind.clone(),
                message: "as the script says".into(),
            });
        }
        Ok(state)
    }
}

impl State {
    /// Something happens to the stack itself or to a resource of it; the first word of the name is the stack's.
    pub fn event(&mut self, stack: &str, logical_id: &str, status: &str, reason: Option<&str>) {
        let arn = arn(stack);
        let is_stack = logical_id == stack;
        if is_stack && let Some(known) = self.stacks.iter_mut().find(|known| known.arn == arn) {
            known.status = status.into();
        }
        let kind = if is_stack {
            "AWS::CloudFormation::Stack"
        } else {
            "AWS::SNS::Topic"
        };
        self.events.push(StackEvent {
            id: format!("event-{}", self.events.len()),
            at: "2026-11-20T12:00:00Z".parse().unwrap(),
            stack_arn: arn.clone(),
            logical_id: logical_id.into(),
            physical_id: Some(if is_stack { arn } else { logical_id.to_lowercase() }),
            resource_type: kind.into(),
            status: status.into(),
            reason: reason.map(str::to_owned),
            token: None,
            operation: None,
            hook: None,
            detail: None,
        });
    }
}

/// The ARN of a stack.
pub fn arn(name: &str) -> String {
    format!("arn:aws:cloudformation:us-east-1:111122223333:stack/{name}/1")
}

/// A stack without anything particular.
pub fn stack(name: &str, status: StackStatus) -> Stack {
    Stack {
        arn: arn(name),
        name: name.into(),
        description: None,
        status,
        reason: None,
        created: "2026-11-20T12:00:00Z".parse().unwrap(),
        updated: None,
        deleted: None,
        change_set: None,
        parameters: Vec::new(),
        outputs: Vec::new(),
        tags: Vec::new(),
        notification_arns: Vec::new(),
        role_arn: None,
        termination_protection: false,
        disable_rollback: false,
        retain_except_on_create: false,
        express: false,
        drift: DriftStatus::NotChecked,
        drift_checked: None,
        operations: Vec::new(),
    }
}

impl Cloud for Fake {
    type CloudFormation = Self;
    type Ssm = Self;
    type Scheduler = Self;
    type Sts = Self;
    type S3 = Unscripted;
    type Ecr = Unscripted;
    type CodeBuild = Unscripted;
    type Logs = Self;
    type Sns = Unscripted;
    type Ecs = Unscripted;
    type Events = Unscripted;
    type Iam = Unscripted;
    type Quotas = Unscripted;
    type Lambda = Self;
    type CloudControl = Self;

    fn region(&self) -> &'static str {
        "us-east-1"
    }

    fn cloudformation(&self) -> &Self {
        self
    }

    fn ssm(&self) -> &Self {
        self
    }

    fn scheduler(&self) -> &Self {
        self
    }

    fn sts(&self) -> &Self {
        self
    }

    fn s3(&self) -> &Unscripted {
        &Unscripted
    }

    fn ecr(&self) -> &Unscripted {
        &Unscripted
    }

    fn codebuild(&self) -> &Unscripted {
        &Unscripted
    }

    fn logs(&self) -> &Self {
        self
    }

    fn sns(&self) -> &Unscripted {
        &Unscripted
    }

    fn ecs(&self) -> &Unscripted {
        &Unscripted
    }

    fn events(&self) -> &Unscripted {
        &Unscripted
    }

    fn iam(&self) -> &Unscripted {
        &Unscripted
    }

    fn quotas(&self) -> &Unscripted {
        &Unscripted
    }

    fn lambda(&self) -> &Self {
        self
    }

    fn cloudcontrol(&self) -> &Self {
        self
    }
}

impl Clouds for Fake {
    type Cloud = Self;

    fn region(&self, _: Option<&str>) -> Result<Self> {
        Ok(self.clone())
    }
}
