//! A hash of the template as the app defines it, in the name of the change set that deploys it. `DescribeStacks` returns
//! that name, so that `status` knows without a further call whether the code is deployed.

use crate::local::token;
use crate::model::hex::hex;
use crate::synth::Artifact;
use md5::{Digest, Md5};

/// How many bytes of the digest are kept.
const LENGTH: usize = 8;

/// The hash of a stack's template.
pub(super) fn of(stack: &Artifact) -> String {
    let digest = Md5::digest(stack.template.to_compact().as_bytes());
    hex(&digest[..LENGTH])
}

/// A new name for a change set that deploys this stack.
pub(super) fn name(stack: &Artifact) -> String {
    format!("{}-{}", token::fresh(), of(stack))
}

/// The hash in the ARN of a change set, if `deploy` created it.
pub(super) fn deployed(change_set: &str) -> Option<&str> {
    let (_, name) = change_set.split_once(":changeSet/")?;
    let name = name.split('/').next().filter(|name| token::is_ours(name))?;
    let (_, hash) = name.rsplit_once('-')?;
    (hash.len() == 2 * LENGTH).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::deployed;

    #[test]
    fn only_our_change_sets_have_a_hash() {
        let arn =
            |name: &str| format!("arn:aws:cloudformation:us-east-1:111122223333:changeSet/{name}/0123-4567");
        let ours = arn("sa-infra-19a0-12-0-0011223344556677");
        assert_eq!(deployed(&ours), Some("0011223344556677"));
        assert_eq!(deployed(&arn("sa-infra-19a0-12-0")), None);
        assert_eq!(deployed(&arn("cdk-deploy-0011223344556677")), None);
        assert_eq!(deployed("none"), None);
    }
}
