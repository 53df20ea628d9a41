//! The call rate of each service: as AWS documents it, otherwise an estimate. A throttled call is retried.

/// A call rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// The sustained rate.
    pub(super) per_second: u32,
    /// The burst after a pause.
    pub(super) burst: u32,
}

/// Whether a call reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Reads of services without documented limits. `DescribeStacks` was observed to be throttled above five calls a
/// second. The burst covers the calls at the start of a command.
const READ: Rate = Rate {
    per_second: 5,
    burst: 60,
};
/// Writes of those services.
const WRITE: Rate = Rate {
    per_second: 2,
    burst: 30,
};

/// The rate of a service, in the region with the lowest limits.
pub(super) fn rate(service: &str, access: Access) -> Rate {
    let sustained = |per_second| Rate {
        per_second,
        burst: READ.burst.max(per_second),
    };
    match (service, access) {
        // S3's performance guidelines: for each prefix. One request deletes a thousand objects.
        ("s3", Access::Read) => sustained(5500),
        ("s3", Access::Write) => sustained(3500),
        // Quotas of EventBridge Scheduler: `ListSchedules` has the lowest of its reads, and `UpdateSchedule` 250.
        ("scheduler", Access::Read) => sustained(50),
        ("scheduler", Access::Write) => sustained(250),
        // Quotas of Parameter Store, default throughput: `GetParameters`, and `PutParameter`.
        ("ssm", Access::Read) => sustained(40),
        ("ssm", Access::Write) => Rate {
            per_second: 3,
            ..WRITE
        },
        // Request throttling of ECS: reads of clusters.
        ("ecs", Access::Read) => sustained(20),
        (_, Access::Read) => READ,
        (_, Access::Write) => WRITE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::sdk::limiter::Limiter;
    use std::time::Duration;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn no_call_waits_at_the_rate_that_aws_documents() {
        for (service, access, documented) in [
            ("s3", Access::Read, 5500),
            ("s3", Access::Write, 3500),
            ("scheduler", Access::Read, 50),
            ("scheduler", Access::Write, 250),
            ("ssm", Access::Read, 40),
            ("ssm", Access::Write, 3),
            ("ecs", Access::Read, 20),
        ] {
            let limiter = Limiter::new(rate(service, access));
            for call in 0..documented * 10 {
                assert_eq!(limiter.reserve(), None, "{service} {access:?}: call {call}");
                advance(Duration::from_secs(1) / documented).await;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn beyond_it_calls_wait() {
        let limiter = Limiter::new(rate("cloudformation", Access::Read));
        let waits = (0..100).filter(|_| limiter.reserve().is_some()).count();
        assert_eq!(waits, 40);
    }
}
