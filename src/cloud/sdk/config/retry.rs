//! The number of attempts of a call: `AWS_MAX_ATTEMPTS`, `AWS_RETRY_MODE` and the profile's `max_attempts` and
//! `retry_mode`.

use super::environment;
use super::shared::Profile;
use crate::cloud::{Error, Result};
use aws_config::retry::RetryConfig;
use std::time::Duration;

/// The number of attempts by default.
const ATTEMPTS: u32 = 5;

/// The configured retries. The SDK retries throttled calls, failures of AWS and lost connections with exponential
/// backoff and jitter: about four seconds in total for five attempts. A command that waits for an operation continues
/// after that.
pub(super) fn config(profile: &Profile) -> Result<RetryConfig> {
    let mode = said(profile, "AWS_RETRY_MODE", "retry_mode");
    let config = match mode.as_ref().map(|(source, mode)| (*source, &**mode)) {
        None | Some((_, "standard" | "legacy")) => standard(),
        Some((_, "adaptive")) => paced(RetryConfig::adaptive()),
        Some((source, mode)) => {
            let fix = "write standard or adaptive".to_owned();
            return Err(Error::configuration(
                source,
                format!("unknown retry mode \"{mode}\""),
                fix,
            ));
        }
    };
    let Some((source, attempts)) = said(profile, "AWS_MAX_ATTEMPTS", "max_attempts") else {
        return Ok(config);
    };
    match attempts.parse() {
        Ok(attempts) if (1..=100).contains(&attempts) => Ok(config.with_max_attempts(attempts)),
        _ => {
            let fix = "write a whole number from 1 to 100".to_owned();
            Err(Error::configuration(
                source,
                format!("\"{attempts}\" is not a number of attempts"),
                fix,
            ))
        }
    }
}

/// The default retries.
pub(super) fn standard() -> RetryConfig {
    paced(RetryConfig::standard()).with_max_attempts(ATTEMPTS)
}

fn paced(config: RetryConfig) -> RetryConfig {
    config
        .with_initial_backoff(Duration::from_millis(500))
        .with_max_backoff(Duration::from_secs(8))
}

fn said(profile: &Profile, variable: &'static str, key: &'static str) -> Option<(&'static str, String)> {
    let in_profile = || profile.get(key).map(|value| (key, value.to_owned()));
    environment::get(variable)
        .map(|value| (variable, value))
        .or_else(in_profile)
}
