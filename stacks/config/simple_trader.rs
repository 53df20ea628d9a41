//! Simple Trader: an instance, its bucket and its hours.

use super::machine::{BucketSuffix, ImageId, InstanceType, SubnetId, VpcId};
use super::names::StackName;
use super::numbers::Cidr;
use super::regions::{Region, Zone};
use super::times::{Clock, Holiday, Timezone};
use super::words::{Email, FetchedFile};
use serde::Deserialize;

/// The configuration of Simple Trader.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SimpleTrader {
    /// Whether the file has its section; otherwise only its own name deploys it.
    #[serde(skip)]
    pub(crate) configured: bool,
    /// The region of its stack.
    pub(crate) region: Region,
    /// The name of its stack in CloudFormation.
    pub(crate) stack_name: StackName,
    /// The end of the bucket's name; the account id when there is none.
    pub(crate) bucket_suffix: Option<BucketSuffix>,
    /// The type of the machine.
    pub(crate) instance_type: InstanceType,
    /// Who may use SSH.
    pub(crate) ssh_cidr: Vec<Cidr>,
    /// Whether that may be everybody.
    pub(crate) ssh_open_to_world: bool,
    /// Its network, when it is not the default one.
    pub(crate) vpc_id: Option<VpcId>,
    /// Its subnet.
    pub(crate) subnet_id: Option<SubnetId>,
    /// Its zone.
    pub(crate) availability_zone: Option<Zone>,
    /// Its image, when it is not the newest at the first deployment.
    pub(crate) image_id: Option<ImageId>,
    /// When it starts, on weekdays.
    pub(crate) start: Clock,
    /// When it stops.
    pub(crate) stop: Clock,
    /// The time zone of both.
    pub(crate) timezone: Timezone,
    /// Days without trade.
    pub(crate) holidays: Vec<Holiday>,
    /// What the start function fetches beside the program.
    pub(crate) files: Vec<FetchedFile>,
    /// Who gets the alarms.
    pub(crate) notify: Vec<Email>,
    /// Whether there is a table of the order ledger.
    pub(crate) ledger_table: bool,
}
