//! A handle can only come from `put`: a reference to a resource that does not exist cannot be written.
//~ associated function `new` is private

use sa_infra::aws::s3;
use sa_infra::construct::Ref;

pub fn handle() -> Ref<s3::Bucket> {
    Ref::new("app-infra-base".into(), "sadatabucketCC1B0CFA".into())
}
