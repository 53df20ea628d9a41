//! Loads the chosen credentials again, for what starts later in the same process.

use super::super::account::Account;
use super::{Chosen, Reach};
use crate::cloud::sts::Sts;
use crate::cloud::{self, Access, Cloud, Clouds, Environment, SdkClouds};

impl Reach {
    /// Loads the credentials again. Where there are several, each is verified again.
    pub(in crate::cli) async fn load(&self) -> cloud::Result<SdkClouds> {
        let mut all = None::<SdkClouds>;
        for Chosen {
            access,
            region,
            account,
        } in &self.0
        {
            let mut clouds = SdkClouds::load(access).await?;
            if let Some(Account { identity, .. }) = account {
                if self.0.len() > 1 {
                    let here = Environment::in_region(region.as_deref());
                    let found = clouds.at(here)?.sts().get_caller_identity().await?;
                    if found.account != identity.account {
                        let message = format!(
                            "they belonged to the account {}, and now belong to {}",
                            identity.account, found.account
                        );
                        return Err(cloud::Error::configuration(
                            "credentials",
                            message,
                            "start the command again",
                        ));
                    }
                }
                clouds = clouds.identified(identity);
            }
            all = Some(all.map_or(clouds.clone(), |all| all.with(&clouds)));
        }
        match all {
            Some(all) => Ok(all),
            None => SdkClouds::load(&Access::default()).await,
        }
    }
}
