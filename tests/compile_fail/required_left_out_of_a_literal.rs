//! A struct literal that omits a required property.
//~ missing field `vpc_id`

use sa_infra::aws::ec2;
use sa_infra::value::Prop;

pub fn table() -> ec2::RouteTable {
    ec2::RouteTable { tags: Prop::Unset }
}
