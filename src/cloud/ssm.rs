//! Parameter Store: values that users set and that no template contains.

use super::words::words;
use super::{Result, Secret};
use jiff::Timestamp;

/// The Systems Manager calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ssm {
    /// The parameters among `names` that exist, decrypted; any number of names.
    async fn get_parameters(&self, names: &[String]) -> Result<Vec<Parameter>>;

    /// Who last wrote these parameters, for those among `names` that exist; any number of names.
    async fn describe_parameters(&self, names: &[String]) -> Result<Vec<Written>>;

    /// Writes a parameter, and returns its new version. Without `overwrite`, an existing one is
    /// [`Kind::AlreadyExists`](super::Kind::AlreadyExists).
    async fn put_parameter(&self, parameter: &NewParameter) -> Result<i64>;

    /// Deletes a parameter. Returns whether it existed.
    async fn delete_parameter(&self, name: &str) -> Result<bool>;

    /// The agent on an instance; `None` when it has never reported.
    async fn describe_instance_information(&self, instance: &str) -> Result<Option<Agent>>;
}

/// The agent on an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Whether it accepts commands.
    pub ping: PingStatus,
    /// When it last reported.
    pub last_ping: Option<Timestamp>,
    /// The operating system, with its version.
    pub platform: Option<String>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name; of a public parameter, a path.
    pub name: String,
    /// Its type.
    pub kind: ParameterKind,
    /// Its value, decrypted.
    pub value: Secret,
    /// Its version, which increases by one with each write.
    pub version: i64,
    /// When it was last written.
    pub modified: Option<Timestamp>,
}

/// Who last wrote a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The name.
    pub name: String,
    /// The ARN of the writer.
    pub by: Option<String>,
}

/// A parameter to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParameter {
    /// The name.
    pub name: String,
    /// Its type; an existing parameter keeps its own.
    pub kind: ParameterKind,
    /// Its value.
    pub value: Secret,
    /// The description of a new parameter; `None` keeps that of an existing one.
    pub description: Option<String>,
    /// The tags of a new parameter. SSM refuses tags together with `overwrite`.
    pub tags: Vec<(String, String)>,
    /// Whether to overwrite an existing one.
    pub overwrite: bool,
}

/// The maximum size of a parameter of the standard tier, in bytes.
const STANDARD: usize = 4096;

impl NewParameter {
    /// The tier to request: the account's default, unless the value is too long for the standard tier.
    /// Intelligent-Tiering then uses the advanced tier, which costs money as long as the parameter exists.
    pub fn tier(&self) -> Option<&'static str> {
        (self.value.expose().len() > STANDARD).then_some("Intelligent-Tiering")
    }
}

words! {
    /// Whether an agent accepts commands.
    PingStatus {
        Online = "Online",
        ConnectionLost = "ConnectionLost",
        Inactive = "Inactive",
    }
}

words! {
    /// The type of a parameter.
    ParameterKind {
        String = "String",
        StringList = "StringList",
        SecureString = "SecureString",
    }
}
