//! The flags that change a stack itself: its tags and its notification topics. Used by `diff`, `deploy` and `up`.

use super::{Failure, values};
use crate::deploy::deployment::Options;
use clap::Arg;

/// Tags and topics to set and to remove.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct StackSettings {
    /// Set a tag of the stacks and all their resources; other tags stay
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::tag, help_heading = "CloudFormation")]
    tag: Vec<(String, String)>,
    /// Remove a tag of the stacks
    #[arg(long, value_name = "KEY", help_heading = "CloudFormation")]
    remove_tag: Vec<String>,
    /// Add an SNS topic that receives the stack events; other topics stay
    #[arg(long, value_name = "ARN", value_parser = values::topic, help_heading = "CloudFormation")]
    notification_arn: Vec<String>,
    /// Remove an SNS topic that receives the stack events
    #[arg(long, value_name = "ARN", value_parser = values::topic, help_heading = "CloudFormation")]
    remove_notification_arn: Vec<String>,
}

/// The flags as `diff` describes them, which changes nothing.
pub(super) fn as_deploy(arg: Arg) -> Arg {
    let is_setting =
        ["tag", "remove_tag", "notification_arn", "remove_notification_arn"].contains(&arg.get_id().as_str());
    let help = arg.get_help().filter(|_| is_setting).map(ToString::to_string);
    let Some((first, rest)) = help.as_deref().and_then(|help| help.split_at_checked(1)) else {
        return arg;
    };
    let help = format!(
        "Compare as if you deployed with this flag: {}{rest}",
        first.to_lowercase()
    );
    arg.help(help)
}

impl StackSettings {
    /// Checks flags that depend on each other.
    pub(super) fn consistent(&self) -> Result<(), Failure> {
        let both = self.tag.iter().find(|(key, _)| self.remove_tag.contains(key));
        let both = both.map(|(key, _)| key);
        let removed = &self.remove_notification_arn;
        let both = both.or_else(|| self.notification_arn.iter().find(|arn| removed.contains(arn)));
        if let Some(both) = both {
            return Err(Failure::usage(
                format!("{both} is both set and removed"),
                "remove one of the two flags",
            ));
        }
        values::different_keys(&self.tag)
            .map_err(|reason| Failure::usage(reason, "use each key once; some AWS services ignore case"))
    }

    /// The options of a deployment with only these flags.
    pub(super) fn options(&self) -> Options {
        Options {
            tags: self.tag.clone(),
            remove_tags: self.remove_tag.clone(),
            notification_arns: self.notification_arn.clone(),
            remove_notification_arns: self.remove_notification_arn.clone(),
            ..Options::default()
        }
    }
}
