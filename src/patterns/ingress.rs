//! Rules of security groups, by the port that they open.

use crate::aws::ec2;
use crate::model::arn::Id;
use crate::model::value::Val;

impl ec2::Ingress {
    /// Opens a TCP port to whom `from_cidr` or `from_group` names.
    ///
    /// ```
    /// use sa_infra::aws::ec2;
    /// let https = ec2::Ingress::tcp(443).from_cidr("0.0.0.0/0");
    /// # drop(https);
    /// ```
    pub fn tcp(port: u16) -> Self {
        Self {
            from_port: port.into(),
            to_port: port.into(),
            ..Self::new("tcp")
        }
    }

    /// The IPv4 network that may connect.
    #[must_use]
    pub fn from_cidr(self, network: impl Into<Val<String>>) -> Self {
        let cidr_ip = network.into().into();
        Self { cidr_ip, ..self }
    }

    /// The security group whose members may connect.
    #[must_use]
    pub fn from_group(self, group: impl Into<Val<Id<ec2::SecurityGroup>>>) -> Self {
        let source_security_group_id = group.into().into();
        Self {
            source_security_group_id,
            ..self
        }
    }
}
