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
    /// Whether the file has its section; otherwise it must be named to be deployed.
    #[serde(skip)]
    pub(crate) configured: bool,
    /// The region of its stack.
    pub(crate) region: Region,
    /// The name of its stack in CloudFormation.
    pub(crate) stack_name: StackName,
    /// The suffix of the bucket's name; the account id if there is none.
    pub(crate) bucket_suffix: Option<BucketSuffix>,
    /// The instance type.
    pub(crate) instance_type: InstanceType,
    /// The networks that may use SSH.
    pub(crate) ssh_cidr: Vec<Cidr>,
    /// Whether they may include the whole internet.
    pub(crate) ssh_open_to_world: bool,
    /// Its VPC, if it is not the default one.
    pub(crate) vpc_id: Option<VpcId>,
    /// Its subnet.
    pub(crate) subnet_id: Option<SubnetId>,
    /// Its zone.
    pub(crate) availability_zone: Option<Zone>,
    /// Its image, if it is not the newest one at the first deployment.
    pub(crate) image_id: Option<ImageId>,
    /// When it starts, on weekdays.
    pub(crate) start: Clock,
    /// When it stops.
    pub(crate) stop: Clock,
    /// The time zone of both.
    pub(crate) timezone: Timezone,
    /// Days without trading.
    pub(crate) holidays: Vec<Holiday>,
    /// The files that the start function downloads besides the program.
    pub(crate) files: Vec<FetchedFile>,
    /// The recipients of the alarms.
    pub(crate) notify: Vec<Email>,
    /// Whether to create a table of the order ledger.
    pub(crate) ledger_table: bool,
}
