//! Stages: the same stacks several times, for a test and for production, each in its region and account.

use super::{App, Stack};
use crate::model::finding::Finding;
use crate::model::json::Text;
use std::panic::Location;

/// A copy of stacks: what the ids and names of its stacks begin with, and where they are deployed.
///
/// ```
/// use sa_infra::app::{App, Stage};
/// use sa_infra::aws::s3;
///
/// fn stacks(app: &mut App) {
///     app.stack("files").at("uploads").put(s3::Bucket::default());
/// }
///
/// let mut app = App::new();
/// app.stage(Stage::new("test").region("eu-central-1"), stacks);
/// app.stage(Stage::new("prod").region("us-east-1").account("111122223333"), stacks);
/// let assembly = app.synth().unwrap();
/// assert_eq!(&*assembly.stacks[1].id, "prod-files");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stage {
    id: Text,
    region: Option<Text>,
    account: Option<Text>,
    tags: Vec<(Text, Text)>,
}

impl Stage {
    /// A stage whose stacks are named `<id>-<stack>`.
    pub fn new(id: impl Into<Text>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }

    /// The region of its stacks.
    #[must_use]
    pub fn region(mut self, region: impl Into<Text>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The account of its stacks: see [`Stack::set_account`].
    #[must_use]
    pub fn account(mut self, account: impl Into<Text>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// A tag for every resource of its stacks.
    #[must_use]
    pub fn tag(mut self, key: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }
}

impl App {
    /// Defines stacks within a stage: the id and the name of each, and the names of its services, begin with that of the
    /// stage. Inside, [`App::tag`] tags the
    /// stage alone, and [`App::stack_mut`] finds its stacks by their own ids.
    #[track_caller]
    pub fn stage<T>(&mut self, stage: Stage, define: impl FnOnce(&mut Self) -> T) -> T {
        if self.stage.is_some() {
            self.problems.push(Finding {
                origin: Some(Location::caller()),
                ..Finding::error(
                    &*stage.id,
                    "a stage inside of a stage",
                    "define the stages one after the other",
                )
            });
        }
        let first = self.stacks.len();
        let outer = self.stage.replace(stage);
        let result = define(self);
        let stage = std::mem::replace(&mut self.stage, outer).unwrap_or_default();
        for stack in &mut self.stacks[first..] {
            stack.tags.extend(stage.tags.iter().cloned());
            let services = stack.services.iter_mut().map(|service| &mut service.name);
            let builds = stack.builds.iter_mut().map(|build| &mut build.service);
            for name in services.chain(builds) {
                *name = format!("{}-{name}", stage.id).into();
            }
        }
        result
    }

    /// What a stack of the stage at hand is called.
    pub(super) fn staged(&self, id: Text) -> Text {
        match &self.stage {
            Some(stage) => format!("{}-{id}", stage.id).into(),
            None => id,
        }
    }

    /// Gives a new stack what the stage says.
    pub(super) fn place(&self, stack: &mut Stack) {
        if let Some(stage) = &self.stage {
            stack.region.clone_from(&stage.region);
            stack.account.clone_from(&stage.account);
        }
    }

    /// Adds a tag to the stage at hand, or to the app.
    pub(super) fn put_tag(&mut self, key: Text, value: Text) {
        match &mut self.stage {
            Some(stage) => stage.tags.push((key, value)),
            None => self.tags.push((key, value)),
        }
    }
}
