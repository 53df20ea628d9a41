//! `new` requires what AWS requires: a subnet is in a VPC.
//~ this function takes 1 argument but 0 arguments were supplied

use sa_infra::aws::ec2;

pub fn subnet() -> ec2::Subnet {
    ec2::Subnet { cidr_block: "192.168.0.0/20".into(), ..ec2::Subnet::new() }
}
