//! When CloudFormation worked on a resource. A change at any other time was not made by CloudFormation.

use crate::cloud::cloudformation::StackEvent;
use crate::model::template::SEPARATOR;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// The maximum difference between the clocks of two AWS services.
const SKEW: SignedDuration = SignedDuration::from_secs(1);

/// The times of work, each from its start to its end, by logical ID.
#[derive(Debug, Default)]
pub(in crate::deploy) struct Work(HashMap<String, Vec<(Timestamp, Option<Timestamp>)>>);

impl Work {
    /// The work in these events, oldest first.
    pub(in crate::deploy) fn of(events: &[StackEvent]) -> Self {
        let mut work = HashMap::<_, Vec<(_, Option<_>)>>::new();
        for event in events {
            if event.is_of_the_stack() {
                // When the stack is done, all of its resources are.
                let ends = work
                    .values_mut()
                    .flatten()
                    .filter(|_| !event.status.is_in_progress());
                ends.for_each(|(_, end)| *end = end.or(Some(event.at)));
                continue;
            }
            let times = work.entry(event.logical_id.clone()).or_default();
            match (times.last_mut(), event.status.is_in_progress()) {
                (Some((_, None)), true) => {}
                (_, true) => times.push((event.at, None)),
                (Some((_, end @ None)), false) => *end = Some(event.at),
                (_, false) => times.push((event.at, Some(event.at))),
            }
        }
        Self(work)
    }

    /// Whether CloudFormation worked on a resource. True if no event is about a resource: moto reports only stacks.
    pub(super) fn touches(&self, id: &str) -> bool {
        self.0.is_empty() || self.0.contains_key(self.reported(id))
    }

    /// Whether a change to a resource at this time may have been part of it. An unknown time may be.
    pub(super) fn covers(&self, id: &str, at: Option<Timestamp>) -> bool {
        let Some(at) = at else { return true };
        let covers = |(begin, end): &(Timestamp, Option<Timestamp>)| {
            at + SKEW >= *begin && end.is_none_or(|end| at - SKEW <= end)
        };
        self.0
            .get(self.reported(id))
            .is_some_and(|times| times.iter().any(covers))
    }

    /// The resource itself, or the nested stack that contains it and whose events are not known.
    fn reported<'i>(&self, id: &'i str) -> &'i str {
        let Some((around, _)) = id.rsplit_once(SEPARATOR) else {
            return id;
        };
        let is_beside = |known: &String| {
            let rest = known.strip_prefix(around);
            rest.is_some_and(|rest| rest.starts_with(SEPARATOR))
        };
        if self.0.keys().any(is_beside) {
            id
        } else {
            self.reported(around)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, seconds: i64, status: &str) -> StackEvent {
        StackEvent {
            resource_type: "AWS::SSM::Parameter".into(),
            ..StackEvent::after(seconds, id, status)
        }
    }

    #[test]
    fn work_begins_and_ends_and_may_begin_again() {
        let work = Work::of(&[
            event("a", 10, "UPDATE_IN_PROGRESS"),
            event("a", 11, "UPDATE_IN_PROGRESS"),
            event("b", 12, "CREATE_IN_PROGRESS"),
            event("a", 15, "UPDATE_COMPLETE"),
            event("a", 30, "UPDATE_COMPLETE"),
        ]);
        let covers = |id, seconds| work.covers(id, Timestamp::from_second(seconds).ok());
        for seconds in [9, 12, 16, 29, 31] {
            assert!(covers("a", seconds), "{seconds}");
        }
        for seconds in [8, 17, 28, 32] {
            assert!(!covers("a", seconds), "{seconds}");
        }
        assert!(covers("b", 1000) && !covers("b", 5) && !covers("c", 12));
        assert!(work.covers("c", None));
    }

    #[test]
    fn a_nested_stack_whose_events_are_not_known_stands_for_its_resources() {
        let mut events = vec![
            event("Inner", 10, "UPDATE_IN_PROGRESS"),
            event("Inner", 20, "UPDATE_COMPLETE"),
        ];
        let covers = |events: &[StackEvent], id| {
            let work = Work::of(events);
            work.touches(id) && work.covers(id, Timestamp::from_second(15).ok())
        };
        assert!(covers(&events, "Inner/a") && covers(&events, "Inner/Deep/a"));
        events.push(event("Inner/Deep", 14, "UPDATE_IN_PROGRESS"));
        assert!(!covers(&events, "Inner/a") && covers(&events, "Inner/Deep/a"));
        events.push(event("Inner/Deep/b", 15, "UPDATE_IN_PROGRESS"));
        assert!(!covers(&events, "Inner/Deep/a") && covers(&events, "Inner/Deep/b"));
    }
}
