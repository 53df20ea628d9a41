//! Parameter Store: values that users set and that no template contains.

use super::words::words;
use super::{Result, Secret};
use jiff::Timestamp;

/// AWS Systems Manager, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ssm {
    /// The parameters among `names` that exist, decrypted; any number of names.
    async fn get_parameters(&self, names: &[String]) -> Result<Vec<Parameter>>;

    /// Who wrote these parameters last, of those among `names` that exist; any number of names.
    async fn describe_parameters(&self, names: &[String]) -> Result<Vec<Written>>;

    /// Writes a parameter, and gives the version that it has then. Without `overwrite`, one that exists is
    /// [`Kind::AlreadyExists`](super::Kind::AlreadyExists).
    async fn put_parameter(&self, parameter: &NewParameter) -> Result<i64>;

    /// Deletes a parameter, and says whether there was one.
    async fn delete_parameter(&self, name: &str) -> Result<bool>;

    /// The agent on a machine; `None` when none of it was ever heard of.
    async fn describe_instance_information(&self, instance: &str) -> Result<Option<Agent>>;
}

/// The agent on a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Whether it takes commands.
    pub ping: PingStatus,
    /// When it was last heard of.
    pub last_ping: Option<Timestamp>,
    /// The system of the machine, with its version.
    pub platform: Option<String>,
}

/// A parameter as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name; of a public parameter, a path.
    pub name: String,
    /// How it is kept.
    pub kind: ParameterKind,
    /// What it holds, decrypted.
    pub value: Secret,
    /// Grows by one with each write.
    pub version: i64,
    /// When it was last written.
    pub modified: Option<Timestamp>,
}

/// Who wrote a parameter last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The name.
    pub name: String,
    /// The ARN of who did.
    pub by: Option<String>,
}

/// A parameter to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParameter {
    /// The name.
    pub name: String,
    /// How it is to be kept; a parameter that exists keeps its kind.
    pub kind: ParameterKind,
    /// What it is to hold.
    pub value: Secret,
    /// Said of a new parameter; `None` leaves that of an existing one.
    pub description: Option<String>,
    /// Given to a new parameter. SSM refuses tags together with `overwrite`.
    pub tags: Vec<(String, String)>,
    /// Whether one that exists is overwritten.
    pub overwrite: bool,
}

/// The most bytes of a parameter of the standard tier.
const STANDARD: usize = 4096;

impl NewParameter {
    /// The tier to ask for: the account's own, unless the value is too long for the standard one. Intelligent-Tiering
    /// takes the advanced one then, which costs something for as long as the parameter is there.
    pub fn tier(&self) -> Option<&'static str> {
        (self.value.expose().len() > STANDARD).then_some("Intelligent-Tiering")
    }
}

words! {
    /// Whether an agent takes commands.
    PingStatus {
        Online = "Online",
        ConnectionLost = "ConnectionLost",
        Inactive = "Inactive",
    }
}

words! {
    /// How a parameter is kept.
    ParameterKind {
        String = "String",
        StringList = "StringList",
        SecureString = "SecureString",
    }
}
