//! Parses the reason of a failure: who was not allowed to do what, and the error code of the resource handler.

/// Precedes a message that only STS can decode.
const ENCODED: &str = "Encoded authorization failure message:";

/// `User: .. is not authorized to perform: sns:CreateTopic on resource: ..`: the permission, and its resource.
/// Services that encode the rest name at least the call: `API: ec2:RunInstances You are not authorized ..`.
pub(super) fn denied(reason: &str) -> Option<(String, Option<String>)> {
    let word = |after: &str| {
        let rest = reason.split_once(after)?.1;
        let word = rest.split_whitespace().next()?;
        Some(
            word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric() && sign != '*')
                .to_owned(),
        )
    };
    if let Some(action) = word("not authorized to perform:") {
        return Some((action, word("on resource:")));
    }
    let is_denied = reason.contains("not authorized") || reason.contains(ENCODED);
    Some((word("API:").filter(|_| is_denied)?, None))
}

/// The message that only STS can decode.
pub(super) fn encoded(reason: &str) -> Option<&str> {
    reason.split_once(ENCODED)?.1.split_whitespace().next()
}

/// `HandlerErrorCode: InvalidRequest`, or `Error Code: ..` of older resource types.
pub(super) fn code(reason: &str) -> Option<String> {
    let rest = ["HandlerErrorCode:", "Error Code:"]
        .iter()
        .find_map(|start| Some(reason.split_once(start)?.1))?;
    let end = rest.trim_start().split([')', ';', ',', ' ']).next()?;
    (!end.is_empty()).then(|| end.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{code, denied, encoded};

    #[test]
    fn who_is_denied_what_is_read() {
        let reason = "Resource handler returned message: \"User: arn:aws:iam::1:user/jo is not authorized to perform: \
                      iam:CreateRole on resource: arn:aws:iam::1:role/x because no policy allows it\"";
        let resource = Some("arn:aws:iam::1:role/x".to_owned());
        assert_eq!(denied(reason), Some(("iam:CreateRole".to_owned(), resource)));
        assert_eq!(denied("Invalid request. API: sns:CreateTopic"), None);
    }

    #[test]
    fn what_only_sts_can_read_is_found() {
        let reason = "API: ec2:RunInstances You are not authorized to perform this operation. Encoded authorization \
                      failure message: abc-DEF_1 (Service: Ec2)";
        let reason = reason.replace("authorization  ", "authorization ");
        assert_eq!(denied(&reason), Some(("ec2:RunInstances".to_owned(), None)));
        assert_eq!(encoded(&reason), Some("abc-DEF_1"));
        assert_eq!(encoded("no"), None);
    }

    #[test]
    fn handlers_have_codes() {
        let reason = "Bucket exists (RequestToken: 1, HandlerErrorCode: AlreadyExists)";
        assert_eq!(code(reason).as_deref(), Some("AlreadyExists"));
        let reason = "no (Service: X; Status Code: 400; Error Code: Bad; Request ID: 1)";
        assert_eq!(code(reason).as_deref(), Some("Bad"));
        assert_eq!(code("no"), None);
    }
}
