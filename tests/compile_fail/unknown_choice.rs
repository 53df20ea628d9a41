//! A choice that AWS does not offer, as a string: the choices are an enumeration.
//~ `InstanceTenancy` cannot be set to a string

use sa_infra::aws::ec2;

pub fn vpc() -> ec2::Vpc {
    ec2::Vpc { instance_tenancy: "shared".into(), ..Default::default() }
}
