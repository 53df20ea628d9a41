//! A rate limiter shared by all stacks: a token bucket.

use super::rates::Rate;
use std::cell::Cell;
use std::time::Duration;
use tokio::time::Instant;

/// A bucket of tokens.
#[derive(Debug)]
pub(super) struct Limiter {
    /// The time to refill one token.
    interval: Duration,
    /// The maximum number of tokens.
    burst: u32,
    /// When the bucket will be full again.
    full: Cell<Option<Instant>>,
}

impl Limiter {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            interval: Duration::from_secs(1) / rate.per_second,
            burst: rate.burst,
            full: Cell::new(None),
        }
    }

    /// Takes a token. Returns until when to wait for it. First come, first served.
    pub(super) fn reserve(&self) -> Option<Instant> {
        let now = Instant::now();
        let full = self.full.get().map_or(now, |full| full.max(now)) + self.interval;
        self.full.set(Some(full));
        let spare = self.interval * self.burst;
        full.checked_sub(spare).filter(|at| *at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::{Limiter, Rate};
    use std::time::Duration;
    use tokio::time::{Instant, sleep_until};

    fn limiter(burst: u32) -> Limiter {
        Limiter::new(Rate { per_second: 5, burst })
    }

    async fn take(limiter: &Limiter) {
        if let Some(at) = limiter.reserve() {
            sleep_until(at).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_the_rest_waits_its_turn() {
        let limiter = limiter(3);
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..5 {
            take(&limiter).await;
            times.push(start.elapsed().as_millis());
        }
        assert_eq!(times, [0, 0, 0, 200, 400]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_rest_fills_it_again_but_not_beyond_the_burst() {
        let limiter = limiter(2);
        take(&limiter).await;
        tokio::time::sleep(Duration::from_mins(1)).await;
        let start = Instant::now();
        for _ in 0..3 {
            take(&limiter).await;
        }
        assert_eq!(start.elapsed().as_millis(), 200);
    }
}
