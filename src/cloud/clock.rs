//! Errors about the time of a signature, and the two times that differ.

use jiff::Timestamp;

/// Error codes for a signature that has expired or is not valid yet.
const CODES: [&str; 5] = [
    "SignatureDoesNotMatch",
    "InvalidSignature",
    "RequestTimeTooSkewed",
    "RequestInTheFuture",
    "RequestExpired",
];

/// The local time and AWS's, as far as the error contains them; `None` for other errors.
pub(super) fn skew(code: &str, message: &str) -> Option<(Option<String>, Option<String>)> {
    let name = code.rsplit('#').next().unwrap_or(code);
    let name = name.strip_suffix("Exception").unwrap_or(name);
    let about_time = [
        "Signature expired",
        "Signature not yet current",
        "not yet valid",
        "difference between the request time",
        "date stamp on the request",
    ];
    let is_skew = CODES[2..4].contains(&name) || about_time.iter().any(|words| message.contains(words));
    if !CODES.contains(&name) || !is_skew {
        return None;
    }
    let times = message.split(|char: char| !char.is_ascii_alphanumeric());
    let times = times.filter_map(time).collect::<Vec<_>>();
    // The first is the time of the signature, the second includes five minutes of tolerance, the third is AWS's.
    match times.as_slice() {
        [here, .., there] => Some((Some(said(*here)), Some(said(*there)))),
        _ => Some((None, None)),
    }
}

/// A time in readable form.
pub(super) fn said(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `20261128T181056Z`.
fn time(text: &str) -> Option<Timestamp> {
    let is_form = text.len() == 16 && text.as_bytes()[8] == b'T' && text.ends_with('Z');
    is_form.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::skew;

    #[test]
    fn both_times_are_read_from_what_aws_says() {
        let expired = "Signature expired: 20261128T180000Z is now earlier than 20261128T181500Z (20261128T182000Z - 5 min.)";
        let both = |here: &str, there: &str| Some((Some(here.to_owned()), Some(there.to_owned())));
        let past = both("2026-11-28 18:00:00 UTC", "2026-11-28 18:20:00 UTC");
        assert_eq!(skew("SignatureDoesNotMatch", expired), past);
        assert_eq!(
            skew("com.amazon.coral.service#InvalidSignatureException", expired),
            past
        );
        let future = "Signature not yet current: 20261128T190000Z is still later than 20261128T182500Z (20261128T182000Z + 5 min.)";
        let ahead = both("2026-11-28 19:00:00 UTC", "2026-11-28 18:20:00 UTC");
        assert_eq!(skew("InvalidSignatureException", future), ahead);
        let s3 = "The difference between the request time and the current time is too large.";
        assert_eq!(skew("RequestTimeTooSkewed", s3), Some((None, None)));
        let secret = "The request signature we calculated does not match the signature you provided.";
        assert_eq!(skew("SignatureDoesNotMatch", secret), None);
    }
}
