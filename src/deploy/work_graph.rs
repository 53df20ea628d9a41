//! Runs work on several stacks in parallel: each starts when its dependencies are done, and a failure holds back
//! only its dependents.

use crate::synth::Artifact;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

/// Runs `work` for each item, at most `at_once` at a time, and returns the results in the order of the items. `waits`
/// says whether an item depends on another one; `blocked` is the error of an item whose dependency failed.
pub(super) async fn each<T, R, E>(
    items: &[T],
    at_once: usize,
    waits: impl Fn(&T, &T) -> bool,
    blocked: impl Fn(&T, &E) -> E,
    work: impl AsyncFn(&T) -> Result<R, E>,
) -> Vec<Result<R, E>> {
    let work = &work;
    let mut results = items.iter().map(|_| None).collect::<Vec<Option<Result<R, E>>>>();
    let mut waiting = (0..items.len()).collect::<Vec<_>>();
    let mut running = FuturesUnordered::new();
    loop {
        let mut settled = false;
        let needed = |at: usize| (0..items.len()).filter(move |other| *other != at);
        waiting.retain(|at| {
            let mut needed = needed(*at).filter(|other| waits(&items[*at], &items[*other]));
            let failed = needed.clone().find_map(|other| match &results[other] {
                Some(Err(failure)) => Some(blocked(&items[other], failure)),
                _ => None,
            });
            if let Some(failure) = failed {
                results[*at] = Some(Err(failure));
                settled = true;
                return false;
            }
            let is_ready = running.len() < at_once.max(1) && needed.all(|other| results[other].is_some());
            if is_ready {
                let at = *at;
                running.push(async move { (at, work(&items[at]).await) });
            }
            !is_ready
        });
        if settled {
            continue;
        }
        match running.next().await {
            Some((at, result)) => results[at] = Some(result),
            None => return results.into_iter().flatten().collect(),
        }
    }
}

/// Whether one stack is deployed after another.
pub(super) fn needs(stack: &Artifact, other: &Artifact) -> bool {
    stack.dependencies.contains(&other.id)
}

#[cfg(test)]
mod tests {
    use super::each;
    use std::time::Duration;
    use tokio::time::{Instant, sleep};

    /// The names of items show their dependencies: `ab` depends on `a` and `b`. Each takes a second. Returns when
    /// each ended, or what blocked it.
    async fn run(items: &[&str], at_once: usize, failing: &str) -> Vec<Result<u64, String>> {
        let begin = Instant::now();
        let waits = |item: &&str, other: &&str| item.len() > other.len() && item.contains(*other);
        let blocked = |other: &&str, _: &String| (*other).to_owned();
        let work = async |item: &&str| {
            sleep(Duration::from_secs(1)).await;
            if *item == failing {
                return Err("itself".to_owned());
            }
            Ok(begin.elapsed().as_secs())
        };
        each(items, at_once, waits, blocked, work).await
    }

    #[tokio::test(start_paused = true)]
    async fn each_begins_when_what_it_waits_for_is_done() {
        assert_eq!(
            run(&["a", "b", "ab", "c"], 9, "").await,
            [Ok(1), Ok(1), Ok(2), Ok(1)]
        );
        assert_eq!(run(&["ab", "b", "a"], 9, "").await, [Ok(2), Ok(1), Ok(1)]);
        assert_eq!(
            run(&["a", "b", "c", "d", "e"], 2, "").await,
            [Ok(1), Ok(1), Ok(2), Ok(2), Ok(3)]
        );
        assert_eq!(run(&["a", "b"], 0, "").await, [Ok(1), Ok(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_keeps_back_only_what_waits_for_it() {
        let (itself, a, ab) = (Err("itself".into()), Err("a".into()), Err("ab".into()));
        let found = run(&["a", "b", "ab", "abc", "bd"], 9, "a").await;
        assert_eq!(found, [itself.clone(), Ok(1), a.clone(), a, Ok(2)]);
        assert_eq!(run(&["a", "ab", "abc"], 9, "ab").await, [Ok(1), itself, ab]);
    }
}
