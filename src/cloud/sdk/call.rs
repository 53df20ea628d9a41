//! One AWS call: waits for the rate limiter, and turns a failure into a `cloud::Error`.

use super::bounds::TooLong;
use super::genuine::Intercepted;
use super::limiter::Limiter;
use super::rates::{Access, rate};
use crate::cloud::{Error, Kind, Result, clock};
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cloudformation::error::{ErrorMetadata, ProvideErrorMetadata, SdkError};
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The state that all calls of one process share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller(Rc<Limits>);

/// AWS counts the calls of each service separately.
#[derive(Debug, Default)]
struct Limits {
    reads: RefCell<HashMap<&'static str, Limiter>>,
    writes: RefCell<HashMap<&'static str, Limiter>>,
    /// How long calls have waited.
    waited: Cell<Duration>,
}

impl Limits {
    async fn take(&self, call: &'static str, access: Access) {
        let service = call.split(':').next().unwrap_or(call);
        let limiters = match access {
            Access::Read => &self.reads,
            Access::Write => &self.writes,
        };
        let wait = {
            let mut limiters = limiters.borrow_mut();
            let new = || Limiter::new(rate(service, access));
            limiters.entry(service).or_insert_with(new).reserve()
        };
        if let Some(at) = wait {
            let time = at.duration_since(Instant::now());
            self.waited.set(self.waited.get() + time);
            sleep_until(at).await;
        }
    }
}

impl Caller {
    /// How long calls have waited, in total.
    pub(super) fn waited(&self) -> Duration {
        self.0.waited.get()
    }

    /// Makes a read-only call.
    pub(super) async fn read<T, E>(
        &self,
        call: &'static str,
        request: impl Future<Output = std::result::Result<T, SdkError<E>>>,
    ) -> Result<T>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        self.0.take(call, Access::Read).await;
        request.await.map_err(|error| failure(call, &error))
    }

    /// Makes a call that changes something.
    pub(super) async fn write<T, E>(
        &self,
        call: &'static str,
        request: impl Future<Output = std::result::Result<T, SdkError<E>>>,
    ) -> Result<T>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        self.0.take(call, Access::Write).await;
        request.await.map_err(|error| failure(call, &error))
    }

    /// Reads the next page; `None` after the last one.
    pub(super) async fn page<T, E>(
        &self,
        call: &'static str,
        page: impl Future<Output = Option<std::result::Result<T, SdkError<E>>>>,
    ) -> Result<Option<T>>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        self.0.take(call, Access::Read).await;
        page.await.transpose().map_err(|error| failure(call, &error))
    }
}

/// `None` for a resource that does not exist.
pub(super) fn if_there<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// An empty list when its parent does not exist.
pub(super) fn or_none<T>(result: Result<Vec<T>>) -> Result<Vec<T>> {
    Ok(if_there(result)?.unwrap_or_default())
}

fn failure<E>(call: &'static str, error: &SdkError<E>) -> Error
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    if let Some(long) = chain(error).find_map(|cause| cause.downcast_ref::<TooLong>()) {
        return Error {
            call,
            kind: Kind::Unbounded,
            message: long.to_string(),
        };
    }
    if let Some(error) = credentials(call, error) {
        return error;
    }
    if let Some(intercepted) = chain(error).find_map(|cause| cause.downcast_ref::<Intercepted>()) {
        return Error {
            call,
            kind: Kind::Intercepted,
            message: intercepted.to_string(),
        };
    }
    let status = error.raw_response().map(|response| response.status().as_u16());
    match error {
        SdkError::ServiceError(answer) => {
            let answer = answer.err();
            let (code, message) = (
                answer.code().unwrap_or_default(),
                answer.message().unwrap_or_default(),
            );
            let date = error
                .raw_response()
                .and_then(|response| response.headers().get("date"));
            with_times(Error::from_answer(call, code, status.unwrap_or(0), message), date)
        }
        SdkError::ConstructionFailure(_) => Error {
            call,
            kind: Kind::Validation,
            message: causes(error),
        },
        // No connection, no response in time, or an invalid one.
        _ => Error {
            call,
            kind: Kind::Unavailable,
            message: about_trust(innermost(error)),
        },
    }
}

/// Adds what the response does not contain: the times of a wrong clock, and when credentials expired.
fn with_times(mut error: Error, date: Option<&str>) -> Error {
    let now = Timestamp::now();
    match &mut error.kind {
        Kind::Clock { here, there } if there.is_none() => {
            let aws = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
            *here = Some(clock::said(now));
            *there = aws.map(|aws| clock::said(aws.timestamp()));
        }
        Kind::Expired => {
            // `aws configure export-credentials` sets it with the keys.
            let known = std::env::var("AWS_CREDENTIAL_EXPIRATION").ok();
            let known = known
                .and_then(|text| text.parse::<Timestamp>().ok())
                .filter(|expired| *expired < now);
            if let Some(expired) = known {
                error.message = format!("at {}, and it is {}", clock::said(expired), clock::said(now));
            }
        }
        _ => {}
    }
    error
}

/// The error, if credentials are missing.
fn credentials(call: &'static str, error: &(dyn StdError + 'static)) -> Option<Error> {
    let cause = chain(error).find_map(|cause| cause.downcast_ref::<CredentialsError>())?;
    let message = match cause {
        // The original message lists every provider and its reason.
        CredentialsError::CredentialsNotLoaded(_) => "there are none in the environment, none in the AWS configuration \
                                                      files for the profile in use, and no role of this machine"
            .to_owned(),
        _ => causes(cause),
    };
    if let Some(answer) = chain(error).find_map(|cause| cause.downcast_ref::<ErrorMetadata>()) {
        let (code, message) = (
            answer.code().unwrap_or_default(),
            answer.message().unwrap_or_default(),
        );
        return Some(with_times(
            Error::from_answer("credentials", code, 403, message),
            None,
        ));
    }
    let lower = message.to_lowercase();
    let kind = match cause {
        CredentialsError::ProviderTimedOut(_) => Kind::Unavailable,
        _ if lower.contains("expired") => Kind::Expired,
        _ if lower.contains("dispatch failure") => Kind::Unavailable,
        _ => Kind::NoCredentials,
    };
    Some(Error { call, kind, message })
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The innermost cause, which the user can do something about; the outer errors only say that they failed too.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let cause = chain(error).last().map(words).unwrap_or_default();
    cause.split(" (os error").next().unwrap_or_default().to_owned()
}

/// The message of an error. For an unknown error, the SDK prints the fields of the response.
fn words(error: &(dyn StdError + 'static)) -> String {
    let Some(answer) = error.downcast_ref::<ErrorMetadata>() else {
        return error.to_string();
    };
    match (answer.message(), answer.code()) {
        (Some(message), Some(code)) => format!("{message} ({code})"),
        (Some(text), None) | (None, Some(text)) => text.to_owned(),
        (None, None) => "an answer without a reason".to_owned(),
    }
}

/// Explains a certificate that no known authority signed. That is a matter of settings, not of the network.
fn about_trust(message: String) -> String {
    if message.contains("UnknownIssuer") {
        return "the certificate is signed by an authority that this machine does not know, as with an inspecting proxy; AWS_CA_BUNDLE \
                names the file with the certificates to trust (UnknownIssuer)"
            .to_owned();
    }
    message
}

/// The chain of causes, without repetitions.
fn causes(error: &(dyn StdError + 'static)) -> String {
    let mut said = String::new();
    // Words that are in every such error are omitted.
    let known = |words: &String| {
        !["an error occurred while loading credentials", "service error"].contains(&&**words)
    };
    for cause in chain(error).map(words).filter(known) {
        if !said.contains(&cause) {
            if !said.is_empty() {
                said.push_str(": ");
            }
            said.push_str(&cause);
        }
    }
    said
}
