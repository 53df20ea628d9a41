//! A role's handle in place of a bucket's.
//~ expected `Ref<Bucket>`, found `Ref<Role>`

use sa_infra::app::App;
use sa_infra::aws::{iam, s3};
use sa_infra::construct::Ref;
use sa_infra::json::Json;

pub struct Base {
    pub data: Ref<s3::Bucket>,
}

pub fn define(app: &mut App, trust: Json) -> Base {
    let role = app.stack("app-infra-base").at("role").put(iam::Role::new(trust));
    Base { data: role }
}
