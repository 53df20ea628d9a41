//! The prerequisites of instances: VPCs, zones, types and images.

use super::Result;

/// The EC2 calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ec2 {
    /// The default VPC of the region; `None` when it has none.
    async fn default_vpc(&self) -> Result<Option<String>>;

    /// The zones with a default subnet.
    async fn default_subnet_zones(&self) -> Result<Vec<String>>;

    /// The zones that offer an instance type.
    async fn instance_type_zones(&self, instance_type: &str) -> Result<Vec<String>>;

    /// Whether an image is available to this account.
    async fn image_exists(&self, image: &str) -> Result<bool>;
}
