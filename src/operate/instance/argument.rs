//! Validated strings from AWS that become arguments of a program or file names. Their form excludes everything that a
//! shell, OpenSSH or a file system could interpret.

use crate::operate::refusal::Refusal;
use std::fmt;
use std::net::IpAddr;

/// Declares a string type with a fixed form.
macro_rules! argument {
    ($(#[$doc:meta])* $name:ident, $words:literal, $form:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The string, if it is valid.
            pub fn new(text: &str) -> Result<Self, Refusal> {
                let is_form: fn(&str) -> bool = $form;
                if is_form(text) {
                    return Ok(Self(text.to_owned()));
                }
                Err(malformed($words, text))
            }

            /// The string.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

argument! {
    /// The id of an EC2 instance.
    InstanceId, "the id of an EC2 instance", |text| is_id(text, "i-")
}

argument! {
    /// The id of a key pair.
    KeyPairId, "the id of a key pair", |text| is_id(text, "key-")
}

argument! {
    /// The name of a key pair that is also a valid file name.
    KeyPairName, "the name of a key pair that a file can have", |text| {
        (1..=200).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            && !text.starts_with(['.', '-'])
    }
}

argument! {
    /// A user of the instance.
    UserName, "the name of a user", |text| {
        (1..=32).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
    }
}

argument! {
    /// A region.
    Region, "a region", |text| {
        (1..=32).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    }
}

/// The address of the instance: an IP address, or its id for Session Manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A public address.
    Address(IpAddr),
    /// Through Session Manager.
    Instance(InstanceId),
}

impl Host {
    /// Reads an IP address from AWS.
    pub fn address(text: &str) -> Result<Self, Refusal> {
        let address = text.parse().map_err(|_| malformed("an IP address", text))?;
        Ok(Self::Address(address))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(formatter),
            Self::Instance(id) => id.fmt(formatter),
        }
    }
}

/// Whether a string has the form of an EC2 id: a prefix and hexadecimal digits.
fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    (1..=32).contains(&digits.len())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The error for an invalid string, without control characters.
fn malformed(words: &str, text: &str) -> Refusal {
    let shown = text
        .chars()
        .take(80)
        .flat_map(char::escape_default)
        .collect::<String>();
    Refusal::state(
        format!("instance: AWS says \"{shown}\", which is not {words}"),
        "check the stack in the console, and --endpoint-url; nothing was run",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_gets_through() {
        for good in ["i-0123456789abcdef0", "i-1a2b3c4d"] {
            assert!(InstanceId::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "i-",
            "I-0123",
            "i-0123;id",
            "i-0123$(id)",
            "-oProxyCommand=id",
            "i-0123\n",
            "i-0123 x",
            "i-%h",
            "i-\u{202e}0123",
            "mi-0123",
        ] {
            let refusal = InstanceId::new(bad).unwrap_err();
            assert!(!refusal.reason.contains(['\n', '\u{202e}']), "{refusal:?}");
        }
        for bad in [
            "203.0.113.9 -oX=y",
            "-oX=y",
            "example.com",
            "203.0.113.9\n",
            "::1%eth0",
        ] {
            assert!(Host::address(bad).is_err(), "{bad}");
        }
        assert_eq!(Host::address("2001:db8::1").unwrap().to_string(), "2001:db8::1");
        for bad in ["../x", "..", "-x", "a/b", "a\\b", "/etc/x", ".ssh", "a b", ""] {
            assert!(KeyPairName::new(bad).is_err(), "{bad}");
        }
        assert!(KeyPairName::new("SimpleTraderKeyPair-1.2_3").is_ok());
        assert!(UserName::new("ec2-user").is_ok() && UserName::new("root;id").is_err());
        assert!(Region::new("ap-south-1").is_ok() && Region::new("ap-south-1 --x").is_err());
        assert!(KeyPairId::new("key-0a1b2c").is_ok() && KeyPairId::new("key-../x").is_err());
    }
}
