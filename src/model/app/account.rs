//! The accounts of stacks, and the AWS profiles with which they are reached.

use super::{App, Stack};
use crate::model::environment::Environment;
use crate::model::json::Text;
use std::panic::Location;

/// The AWS profile of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The account, twelve digits.
    pub account: Text,
    /// The name of the profile in the user's AWS configuration.
    pub name: Text,
    /// The line that sets it.
    pub origin: &'static Location<'static>,
}

impl App {
    /// Reaches the stacks of an account with this AWS profile, unless the credentials of the command belong to the
    /// account. The profile can assume a role, sign in with SSO, or have keys. A command verifies it before it asks or
    /// changes anything.
    ///
    /// ```
    /// use sa_infra::app::{App, Stage};
    /// # use sa_infra::aws::s3;
    /// # fn stacks(app: &mut App) {
    /// #     app.stack("files").at("uploads").put(s3::Bucket::default());
    /// # }
    /// let mut app = App::new();
    /// app.set_profile("111122223333", "test");
    /// app.set_profile("444455556666", "prod");
    /// app.stage(Stage::new("test").account("111122223333").region("eu-central-1"), stacks);
    /// app.stage(Stage::new("prod").account("444455556666").region("us-east-1"), stacks);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn set_profile(&mut self, account: impl Into<Text>, profile: impl Into<Text>) {
        self.profiles.push(Profile {
            account: account.into(),
            name: profile.into(),
            origin: Location::caller(),
        });
    }
}

impl Stack {
    /// The account that the stack belongs to, twelve digits. Commands never work on it with credentials of another one: see
    /// [`App::set_profile`].
    pub fn set_account(&mut self, account: impl Into<Text>) {
        self.account = Some(account.into());
    }

    /// Its account and its region.
    pub(crate) fn environment(&self) -> Environment<'_> {
        Environment {
            account: self.account.as_deref(),
            region: self.region.as_deref(),
        }
    }
}
