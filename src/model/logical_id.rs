//! Construct path to logical ID, by the rule of the AWS CDK, so that a stack deployed by the CDK keeps every
//! resource.

use md5::{Digest, Md5};

/// The maximum length of a logical ID in CloudFormation.
pub const MAX: usize = 255;

/// The length of the readable part of an ID; the rest is the hash.
const HUMAN: usize = 240;

/// The logical ID of the construct at `path`: the ids below the stack, from the top down.
///
/// ```
/// use sa_infra::logical_id::logical_id;
/// assert_eq!(logical_id(&["sa-vpc", "Resource"]), "savpcD0345A2B");
/// assert_eq!(logical_id(&["SimpleTraderKeyPair"]), "SimpleTraderKeyPair");
/// ```
pub fn logical_id<T: AsRef<str>>(path: &[T]) -> String {
    let path = path
        .iter()
        .map(AsRef::as_ref)
        .filter(|id| *id != "Default")
        .collect::<Vec<_>>();
    if let [only] = path.as_slice() {
        let id = alphanumerics(only).collect::<String>();
        if id.len() <= MAX {
            return id;
        }
    }
    let mut id = human(&path);
    let digest = Md5::digest(path.join("/").as_bytes());
    for byte in digest.iter().take(4) {
        id.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
    }
    id
}

/// Drops components that repeat the previous one, then `Resource`. In this order: `[a, Resource, a]` gives `aa`.
fn human(path: &[&str]) -> String {
    let mut kept = Vec::<&str>::with_capacity(path.len());
    for id in path {
        if !kept.last().is_some_and(|last| last.ends_with(id)) {
            kept.push(id);
        }
    }
    let readable = kept.into_iter().filter(|id| *id != "Resource");
    readable.flat_map(alphanumerics).take(HUMAN).collect()
}

fn alphanumerics(id: &str) -> impl Iterator<Item = char> {
    id.chars().filter(char::is_ascii_alphanumeric)
}

/// The logical ID of the output that exports `reference` (the compact JSON of a `Ref` or `Fn::GetAtt`).
pub fn export_id(reference: &str) -> String {
    logical_id(&["Exports", &format!("Output{reference}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_dropping_matters() {
        assert!(logical_id(&["a", "Resource", "a"]).starts_with("aa"));
        assert!(logical_id(&["my-bucket", "mybucket"]).starts_with("mybucketmybucket"));
        assert!(logical_id(&["x", "x", "Default"]).starts_with('x'));
        assert_eq!(logical_id(&["x", "Default"]), "x");
    }

    #[test]
    fn ids_never_exceed_what_cloudformation_takes() {
        assert_eq!(logical_id(&["a".repeat(300)]).len(), HUMAN + 8);
        assert_eq!(logical_id(&["a".repeat(200), "b".repeat(200)]).len(), HUMAN + 8);
    }

    #[test]
    fn exports_are_named_as_the_cdk_names_them() {
        assert_eq!(
            export_id(r#"{"Ref":"savpcD0345A2B"}"#),
            "ExportsOutputRefsavpcD0345A2B673C43F0"
        );
    }
}
