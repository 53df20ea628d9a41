//! Conversions from the SDK's optional fields and types to ours.

use aws_sdk_cloudformation::primitives::DateTime;
use jiff::Timestamp;

/// Text that AWS always gives; empty in case it does not.
pub(super) fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// Text that may be missing; empty text is as good as none.
pub(super) fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A time; one that cannot be is the epoch.
pub(super) fn time(time: &DateTime) -> Timestamp {
    let nanos = i32::try_from(time.subsec_nanos()).unwrap_or_default();
    Timestamp::new(time.secs(), nanos).unwrap_or_default()
}

/// A time that AWS always gives.
pub(super) fn at(at: Option<&DateTime>) -> Timestamp {
    at.map(time).unwrap_or_default()
}
