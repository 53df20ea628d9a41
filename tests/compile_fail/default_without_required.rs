//! A type with required properties has no default that could hide them.
//~ Subnet: std::default::Default` is not satisfied

use sa_infra::aws::ec2;

pub fn subnet() -> ec2::Subnet {
    ec2::Subnet { cidr_block: "192.168.0.0/20".into(), ..Default::default() }
}
