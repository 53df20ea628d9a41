//! Tests of the cache of sessions, which the AWS CLI shares.

use super::Role;
use crate::cloud::sdk::config::shared::Shared;

#[test]
fn the_cache_has_the_names_of_the_aws_cli() {
    // Computed by botocore's AssumeRoleCredentialFetcher for the same profiles.
    for (keys, name) in [
        ("", "7abf37e590d7f1133559ae3c2fcbbeb9d918c82a"),
        (
            "external_id = ex\nduration_seconds = 3600\n",
            "5b6c4e7ec3eb318faefd6c699c3244b513d4441c",
        ),
        (
            "role_session_name = jo\n",
            "0a12e2b3cc63232764bd5e312c70bd387386a33c",
        ),
    ] {
        let text = format!(
            "[profile x]\nrole_arn = arn:aws:iam::111122223333:role/admin\n\
             mfa_serial = arn:aws:iam::111122223333:mfa/jo\n{keys}"
        );
        let shared = Shared::of(&text);
        assert_eq!(
            Role::of(shared.profile("x").unwrap()).unwrap().key(),
            name,
            "{keys}"
        );
    }
}
