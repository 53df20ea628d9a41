//! Nested stacks: a stack that is a resource of another one, `AWS::CloudFormation::Stack`.

use super::nesting::{NESTED_STACK, Nesting};
use super::{Retention, Scope, Stack};
use crate::model::json::Fields;
use crate::model::template;
use std::collections::HashSet;
use std::panic::Location;
use std::sync::Arc;

impl Stack {
    /// A nested stack, `AWS::CloudFormation::Stack`: put resources into it as into a stack. It is deployed with this stack, which
    /// remains a single unit: an update that fails in one of them is rolled back in all.
    ///
    /// References work in both directions. A value of this stack becomes a parameter of the nested stack, and a value of the
    /// nested stack becomes one of its outputs. To set a condition or a dependency, use [`Scope::nested_stack`].
    ///
    /// ```
    /// use sa_infra::app::App;
    /// use sa_infra::aws::{s3, sns};
    ///
    /// let mut app = App::new();
    /// let stack = app.stack("shop");
    /// let topic = stack.at("alerts").put(sns::Topic::default());
    /// let storage = stack.nested_stack("storage");
    /// let bucket = storage.at("files").put(s3::Bucket::default());
    /// storage.at("alerts").output("The topic for alerts", topic.arn());
    /// stack.at("bucket").output("The bucket for files", bucket.arn());
    ///
    /// let assembly = app.synth().unwrap();
    /// assert_eq!(assembly.stacks[0].nested[0].template.resources.len(), 1);
    /// ```
    #[track_caller]
    pub fn nested_stack(&mut self, id: impl Into<String>) -> &mut Self {
        Scope::root(self).into_child(id.into()).nested_stack()
    }

    /// The nested stack with this id, to add to it.
    pub fn nested_stack_mut(&mut self, id: &str) -> Option<&mut Self> {
        let id = format!("{}/{id}", self.id);
        self.nested.iter_mut().find(|nested| *nested.id == *id)
    }

    /// Calls `visit` on this stack and on every stack nested in it, parents first.
    pub(crate) fn each_mut(&mut self, visit: &mut impl FnMut(&mut Self)) {
        visit(self);
        for nested in &mut self.nested {
            nested.each_mut(visit);
        }
    }
}

impl<'a> Scope<'a> {
    /// A nested stack at this place: see [`Stack::nested_stack`].
    #[track_caller]
    pub fn nested_stack(mut self) -> &'a mut Stack {
        let origin = self.origin.unwrap_or(Location::caller());
        let path = self.path.join("/");
        let id = Arc::<str>::from(format!("{}/{path}", self.stack.id));
        self.options.retention.get_or_insert(Retention::Never);
        // The names of the CDK, so that a stack deployed by it keeps its nested stacks.
        let last = self.path.pop().unwrap_or_default();
        self.path.push(format!("{last}.NestedStack"));
        self.path.push(format!("{last}.NestedStackResource"));
        let (logical_id, stack) = self.put_resource(template::Resource {
            kind: NESTED_STACK.into(),
            properties: Fields::default(),
            ..template::Resource::default()
        });
        if let Some(resource) = stack.template.resources.get_mut(&logical_id) {
            resource.path = path.into();
        }
        stack.nested.push(Stack {
            nesting: Some(Nesting {
                logical_id,
                origin,
                inherited: HashSet::new(),
            }),
            ..Stack::empty(id.clone(), id.to_string().into())
        });
        let last = stack.nested.len() - 1;
        &mut stack.nested[last]
    }
}
