//! Conversions from the SDK's optional fields and types to ours.

use aws_sdk_cloudformation::primitives::DateTime;
use jiff::Timestamp;

/// A string that AWS always returns; empty if it does not.
pub(super) fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// An optional string; `None` when it is empty.
pub(super) fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A time; an invalid one becomes the epoch.
pub(super) fn time(time: &DateTime) -> Timestamp {
    let nanos = i32::try_from(time.subsec_nanos()).unwrap_or_default();
    Timestamp::new(time.secs(), nanos).unwrap_or_default()
}

/// A time that AWS always returns.
pub(super) fn at(at: Option<&DateTime>) -> Timestamp {
    at.map(time).unwrap_or_default()
}
