//! The stacks of an app among each other: returned to by id, two at once, one after another.

use super::{App, Stack};
use crate::model::json::Text;
use std::sync::Arc;

/// A value of a stack in another region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The template parameter that takes it.
    pub parameter: Arc<str>,
    /// The id of the stack that has it.
    pub stack: Arc<str>,
    /// The name of its output.
    pub output: Arc<str>,
}

impl App {
    /// The stack with this id, to add to it.
    pub fn stack_mut(&mut self, id: &str) -> Option<&mut Stack> {
        let id = self.staged(Text::Owned(id.to_owned()));
        self.stacks.iter_mut().find(|stack| *stack.id == *id)
    }

    /// Several stacks at once, to write them together; `None` if one of them does not exist or is named twice.
    ///
    /// ```
    /// # use sa_infra::app::App;
    /// # use sa_infra::aws::{s3, sns};
    /// let mut app = App::new();
    /// app.stack("alerts");
    /// app.stack("files");
    /// let [alerts, files] = app.stacks_mut(["alerts", "files"]).unwrap();
    /// let topic = alerts.at("topic").put(sns::Topic::default());
    /// files.at("reports").put(s3::Bucket::default());
    /// files.at("topic-arn").output("The topic", topic.arn());
    /// # app.synth().unwrap();
    /// ```
    pub fn stacks_mut<const N: usize>(&mut self, ids: [&str; N]) -> Option<[&mut Stack; N]> {
        let ids = ids.map(|id| self.staged(Text::Owned(id.to_owned())));
        let mut places = [0; N];
        for (place, id) in places.iter_mut().zip(&ids) {
            *place = self.stacks.iter().position(|stack| *stack.id == **id)?;
        }
        self.stacks.get_disjoint_mut(places).ok()
    }
}

impl Stack {
    /// Deploys this stack after another one of the app, by its id, though it refers to nothing of it.
    pub fn depends_on(&mut self, stack: &str) {
        self.after.push(stack.into());
    }
}
