//! The AWS calls of this process, reported one by one to a listener. Names, times and ids only: neither credentials
//! nor the contents of requests and responses.

use std::sync::OnceLock;
use std::time::Duration;

/// One attempt of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service, by its name in signatures: `cloudformation`.
    pub service: String,
    /// The operation, or method and path where the request does not name it.
    pub operation: String,
    /// The HTTP status; `None` when no response came.
    pub status: Option<u16>,
    /// How long it took.
    pub time: Duration,
    /// The request id.
    pub request_id: Option<String>,
}

static LISTENER: OnceLock<fn(&Call)> = OnceLock::new();

/// Sets the listener; the first one stays.
pub fn to(listener: fn(&Call)) {
    LISTENER.get_or_init(|| listener);
}

#[cfg(feature = "aws")]
/// The listener, if there is one.
pub(super) fn listener() -> Option<fn(&Call)> {
    LISTENER.get().copied()
}
