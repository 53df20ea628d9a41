//! How many calls a second each service takes: what AWS documents, and a guess where it documents nothing. A call that is
//! throttled all the same is made again.

/// How many calls pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// For as long as one likes.
    pub(super) per_second: u32,
    /// At once, after a rest.
    pub(super) burst: u32,
}

/// Whether a call changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Reads of services whose limits AWS does not publish. `DescribeStacks` was seen throttled beyond five calls a second. The
/// burst is what a command asks before it begins to wait for something.
const READ: Rate = Rate {
    per_second: 5,
    burst: 60,
};
/// Writes of those services.
const WRITE: Rate = Rate {
    per_second: 2,
    burst: 30,
};

/// The rate of a service, in the region where AWS allows the least.
pub(super) fn rate(service: &str, access: Access) -> Rate {
    let sustained = |per_second| Rate {
        per_second,
        burst: READ.burst.max(per_second),
    };
    match (service, access) {
        // Performance guidelines of S3: of each prefix. One request deletes a thousand objects.
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
