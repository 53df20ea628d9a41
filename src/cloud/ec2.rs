//! What machines need around them: networks, zones, types and images.

use super::Result;

/// Amazon EC2, as far as it is asked.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ec2 {
    /// The default network of the region; `None` when there is none.
    async fn default_vpc(&self) -> Result<Option<String>>;

    /// The zones in which there is a default subnet.
    async fn default_subnet_zones(&self) -> Result<Vec<String>>;

    /// The zones in which there are machines of a type.
    async fn instance_type_zones(&self, instance_type: &str) -> Result<Vec<String>>;

    /// Whether there is an image, for this account.
    async fn image_exists(&self, image: &str) -> Result<bool>;
}
