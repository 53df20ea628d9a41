//! Where a stack is deployed: its account and its region.

/// The account and the region of a stack. CloudFormation and the CDK call this its environment: stacks of one
/// environment share their exports and the names of their resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Environment<'a> {
    /// The account, twelve digits; `None` for that of the credentials.
    pub account: Option<&'a str>,
    /// The region; `None` for that of the user's AWS configuration.
    pub region: Option<&'a str>,
}

impl<'a> Environment<'a> {
    /// A region of the account of the credentials.
    pub fn in_region(region: Option<&'a str>) -> Self {
        Self {
            account: None,
            region,
        }
    }
}

/// Whether this is the id of an account: twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
