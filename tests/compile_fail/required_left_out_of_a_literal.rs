//! A struct literal that names its properties and forgets a required one.
//~ missing field `vpc_id`

use sa_infra::aws::ec2;
use sa_infra::value::Prop;

pub fn table() -> ec2::RouteTable {
    ec2::RouteTable { tags: Prop::Unset }
}
