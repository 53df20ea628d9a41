//! The live state of resources of services that have no client here: EC2 instances.

use super::Result;
use super::words::words;

/// Cloud Control, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CloudControl {
    /// A machine by its id; `None` when there is none, or none any more.
    async fn get_instance(&self, id: &str) -> Result<Option<Instance>>;
}

/// A machine as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Where it is in its life; `None` when AWS does not say.
    pub state: Option<InstanceState>,
    /// Its address for everybody, while it runs.
    pub public_address: Option<String>,
    /// Its address in its network.
    pub private_address: Option<String>,
    /// Its type.
    pub instance_type: Option<String>,
    /// The image it was made from.
    pub image: Option<String>,
}

words! {
    /// Where a machine is in its life.
    InstanceState {
        Pending = "pending",
        Running = "running",
        ShuttingDown = "shutting-down",
        Terminated = "terminated",
        Stopping = "stopping",
        Stopped = "stopped",
    }
}
