//! A property type is not a resource, and cannot be put into a stack.
//~ is not a CloudFormation resource

use sa_infra::app::App;
use sa_infra::aws::s3;

pub fn define(app: &mut App) {
    app.stack("app-infra-base").at("tag").put(s3::Tag::new("name", "sa-data-bucket"));
}
