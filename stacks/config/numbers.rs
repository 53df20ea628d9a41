//! Networks and counts.

use super::text::{must, printable};
use ipnet::Ipv4Net;
use sa_infra::settings::Invalid;
use serde::Deserialize;
use std::fmt;
use std::ops::Deref;

/// An IPv4 network without host bits: `192.168.0.0/17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Cidr(Ipv4Net);

impl TryFrom<String> for Cidr {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        printable(&text)?;
        let is_bare = text.parse::<std::net::Ipv4Addr>().is_ok();
        must(
            !is_bare,
            "has no prefix length",
            &format!("write \"{text}/32\" for this one address"),
        )?;
        let no_network = Invalid::new(
            "is not an IPv4 network",
            "write four numbers up to 255, a slash and a prefix length up to 32, such as 192.168.0.0/17",
        );
        let network: Ipv4Net = text.parse().map_err(|_| no_network)?;
        let trunk = network.trunc();
        must(
            network == trunk,
            "has host bits set",
            &format!("write \"{trunk}\""),
        )?;
        Ok(Self(network))
    }
}

impl Deref for Cidr {
    type Target = Ipv4Net;

    fn deref(&self) -> &Ipv4Net {
        &self.0
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// How many subnets there are: 1 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct SubnetCount(u8);

impl TryFrom<i64> for SubnetCount {
    type Error = Invalid;

    fn try_from(number: i64) -> Result<Self, Invalid> {
        within(number, 1, 6, "number of subnets").map(Self)
    }
}

/// The prefix length of a subnet: 16 to 28.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct SubnetPrefix(u8);

impl TryFrom<i64> for SubnetPrefix {
    type Error = Invalid;

    fn try_from(number: i64) -> Result<Self, Invalid> {
        within(number, 16, 28, "prefix length of a subnet").map(Self)
    }
}

impl Deref for SubnetCount {
    type Target = u8;

    fn deref(&self) -> &u8 {
        &self.0
    }
}

impl Deref for SubnetPrefix {
    type Target = u8;

    fn deref(&self) -> &u8 {
        &self.0
    }
}

fn within(number: i64, least: u8, most: u8, what: &str) -> Result<u8, Invalid> {
    let number = u8::try_from(number)
        .ok()
        .filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| {
        Invalid::new(
            format!("is not a possible {what}"),
            format!("write a whole number from {least} to {most}"),
        )
    })
}
