//! The clients of all services in one account and region, each created at its first use.

use super::call::Caller;
use super::{
    cloudcontrol, cloudformation, cloudwatch, codebuild, ec2, ecr, ecs, events, iam, lambda, logs, quotas,
    s3, scheduler, sns, ssm, sts,
};
use crate::cloud::Cloud;
use aws_config::SdkConfig;
use std::cell::OnceCell;
use std::rc::Rc;

/// One account in one region.
#[derive(Clone, Debug)]
pub struct SdkCloud(Rc<Services>);

/// Declares the clients and implements [`Cloud`].
macro_rules! services {
    ($($module:ident $service:ident;)*) => {
        #[derive(Debug)]
        struct Services {
            account: Option<String>,
            region: String,
            config: SdkConfig,
            caller: Caller,
            $($module: OnceCell<$module::Client>,)*
        }

        impl SdkCloud {
            pub(super) fn new(account: Option<String>, region: &str, config: SdkConfig, caller: Caller) -> Self {
                let region = region.to_owned();
                Self(Rc::new(Services {
                    account,
                    region,
                    config,
                    caller,
                    $($module: OnceCell::new(),)*
                }))
            }
        }

        impl Cloud for SdkCloud {
            $(type $service = $module::Client;)*

            fn account(&self) -> Option<&str> {
                self.0.account.as_deref()
            }

            fn region(&self) -> &str {
                &self.0.region
            }
            $(
                fn $module(&self) -> &$module::Client {
                    let Services { config, caller, .. } = &*self.0;
                    self.0.$module.get_or_init(|| $module::Client::new(config, caller))
                }
            )*
        }
    };
}

each_service!(services);
