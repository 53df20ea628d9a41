//! The live state of resources of services that have no client here: EC2 instances.

use super::Result;
use super::words::words;

/// The Cloud Control calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CloudControl {
    /// An instance by its id; `None` when it does not exist, or no longer.
    async fn get_instance(&self, id: &str) -> Result<Option<Instance>>;
}

/// The state of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its EC2 state; `None` when AWS does not return it.
    pub state: Option<InstanceState>,
    /// Its public address, while it runs.
    pub public_address: Option<String>,
    /// Its private address.
    pub private_address: Option<String>,
    /// Its type.
    pub instance_type: Option<String>,
    /// The image it was launched from.
    pub image: Option<String>,
}

words! {
    /// The EC2 state of an instance.
    InstanceState {
        Pending = "pending",
        Running = "running",
        ShuttingDown = "shutting-down",
        Terminated = "terminated",
        Stopping = "stopping",
        Stopped = "stopped",
    }
}
