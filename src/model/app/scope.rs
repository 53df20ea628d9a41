//! A scope in the construct tree of a stack, in which you put resources with their options.

use super::nesting::Outward;
use super::{CreationPolicy, Service, Stack, UpdatePolicy};
use crate::model::intrinsic::Condition;
use crate::model::json::{Fields, Json, Target, Text};
use crate::model::logical_id::logical_id;
use crate::model::resource::{Ref, Resource};
use crate::model::template;
use crate::model::value::{ToJson, Val};
use std::panic::Location;
use std::sync::Arc;

/// A place in the construct tree. Its options apply to every resource that is put here or below.
#[must_use = "nothing is created until you call `put`"]
pub struct Scope<'a> {
    pub(super) stack: &'a mut Stack,
    pub(super) path: Vec<String>,
    pub(super) options: Options,
    /// The outermost `put` in progress. For the parts of a pattern, the line that put the pattern is the useful one.
    pub(super) origin: Option<&'static Location<'static>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    depends_on: Vec<Target>,
    condition: Option<Condition>,
    pub(super) retention: Option<Retention>,
    metadata: Fields,
    rest: Fields,
}

/// What happens to a resource that leaves the stack or is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// It is deleted; the template says so explicitly.
    Never,
    /// It stays.
    Always,
    /// It stays, unless its creation failed. Required for the import of existing resources.
    ExceptOnCreate,
    /// It is deleted after a snapshot.
    Snapshot,
}

impl Retention {
    fn on_deletion(self) -> &'static str {
        match self {
            Self::ExceptOnCreate => "RetainExceptOnCreate",
            _ => self.on_replacement(),
        }
    }

    fn on_replacement(self) -> &'static str {
        match self {
            Self::Never => "Delete",
            Self::Always | Self::ExceptOnCreate => "Retain",
            Self::Snapshot => "Snapshot",
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn root(stack: &'a mut Stack) -> Self {
        Scope {
            stack,
            path: Vec::new(),
            options: Options::default(),
            origin: None,
        }
    }

    pub(super) fn into_child(mut self, id: String) -> Self {
        self.path.push(id);
        self
    }

    /// The scope `id` below this one.
    pub fn at(&mut self, id: impl Into<String>) -> Scope<'_> {
        let mut path = Vec::with_capacity(self.path.len() + 2);
        path.extend_from_slice(&self.path);
        let (options, origin) = (self.options.clone(), self.origin);
        Scope {
            stack: self.stack,
            path,
            options,
            origin,
        }
        .into_child(id.into())
    }

    /// Puts a construct here. A resource gets the id `Resource` below this place, as in the CDK.
    #[track_caller]
    pub fn put<C: Construct>(mut self, construct: C) -> C::Handle {
        self.origin.get_or_insert(Location::caller());
        construct.build(&mut self)
    }

    /// Puts a resource directly at this place, for resources that the CDK does not wrap in a construct.
    #[track_caller]
    pub fn put_bare<R: Resource>(self, resource: R) -> Ref<R> {
        let properties = match resource.to_json() {
            Json::Map(fields) => fields,
            _ => Fields::default(),
        };
        self.put_properties(R::TYPE.into(), properties)
    }

    /// Puts a resource of any type here, with its properties as in the template.
    #[track_caller]
    pub(super) fn put_properties<R>(self, kind: Text, properties: Fields) -> Ref<R> {
        let (id, stack) = self.put_resource(template::Resource {
            kind,
            properties,
            ..template::Resource::default()
        });
        Ref::new(stack.id.clone(), id)
    }

    /// Puts a resource here with the options of this place. Returns its logical id, and the stack.
    #[track_caller]
    pub(super) fn put_resource(self, resource: template::Resource) -> (Arc<str>, &'a mut Stack) {
        let origin = self.origin.unwrap_or(Location::caller());
        let id = Arc::<str>::from(logical_id(&self.path));
        let (options, stack) = (self.options, self.stack);
        let made = template::Resource {
            depends_on: depends_on(&options.depends_on, stack, &id, origin),
            condition: options.condition.map(|condition| condition.0),
            deletion_policy: options.retention.map(|retention| retention.on_deletion().into()),
            update_replace_policy: options
                .retention
                .map(|retention| retention.on_replacement().into()),
            metadata: options.metadata,
            rest: options.rest,
            path: self.path.join("/").into(),
            origin: Some(origin),
            ..resource
        };
        if let Some(before) = stack.template.resources.get(&id).and_then(|before| before.origin) {
            let reason = format!(
                "{} has the same logical id as the resource defined at {}:{}",
                self.path.join("/"),
                before.file(),
                before.line()
            );
            stack.problem(
                id.clone(),
                origin,
                &reason,
                "use another id; only letters and digits count",
            );
        } else {
            stack.template.resources.insert(id.clone(), made);
        }
        (id, stack)
    }

    /// An output named after this place.
    #[track_caller]
    pub fn output(self, description: impl Into<Text>, value: impl Into<Val<String>>) {
        self.put_output(
            description.into(),
            value.into().to_json(),
            None,
            Location::caller(),
        );
    }

    /// An output named after this place, exported for other stacks under `name`.
    #[track_caller]
    pub fn export(self, name: impl Into<Text>, description: impl Into<Text>, value: impl Into<Val<String>>) {
        let name = Json::Text(name.into());
        self.put_output(
            description.into(),
            value.into().to_json(),
            Some(name),
            Location::caller(),
        );
    }

    fn put_output(self, text: Text, value: Json, export: Option<Json>, origin: &'static Location<'static>) {
        let id = Arc::<str>::from(logical_id(&self.path));
        let condition = self.options.condition.map(|condition| condition.0);
        let output = template::Output {
            description: Some(text),
            value,
            export,
            condition,
            origin: Some(origin),
        };
        if self.stack.template.outputs.insert(id.clone(), output).is_some() {
            let subject = format!("Outputs/{id}").into();
            self.stack.problem(
                subject,
                origin,
                "two outputs have this name",
                "use another id for one of them",
            );
        }
    }

    /// Declares that the schedule runs a service, which you operate by this name. `trades` says whether it acts on
    /// the outside world; then starting it by hand needs a confirmation.
    pub fn service<R>(&mut self, name: impl Into<Text>, schedule: &Ref<R>, trades: bool) {
        self.stack.services.push(Service {
            name: name.into(),
            schedule: schedule.logical_id().into(),
            trades,
        });
    }

    /// Sets what happens to the resources here when they leave the stack or are replaced.
    pub fn retain(mut self, retention: Retention) -> Self {
        self.options.retention = Some(retention);
        self
    }

    /// Creates the resources here after `other`. Only needed when no reference implies the order.
    pub fn depends_on<R>(mut self, other: &Ref<R>) -> Self {
        if !other.is_existing() {
            self.options.depends_on.push(other.target().clone());
        }
        self
    }

    /// What has to happen before the resources here count as created.
    pub fn creation_policy(mut self, policy: CreationPolicy) -> Self {
        self.options.rest.insert("CreationPolicy", policy);
        self
    }

    /// How CloudFormation updates the resources here.
    pub fn update_policy(mut self, policy: UpdatePolicy) -> Self {
        self.options.rest.insert("UpdatePolicy", policy);
        self
    }

    /// The resources here exist only when the condition holds.
    pub fn condition(mut self, condition: &Condition) -> Self {
        self.options.condition = Some(condition.clone());
        self
    }

    /// Arbitrary metadata of the resources here.
    pub fn metadata(mut self, key: impl Into<Text>, value: impl Into<Json>) -> Self {
        self.options.metadata.insert(key, value);
        self
    }

    /// The construct path, beginning with the stack: `app-infra-base/sa-vpc`. The CDK writes it into `Name` tags.
    pub fn path(&self) -> String {
        let ids = std::iter::once(&*self.stack.id).chain(self.path.iter().map(String::as_str));
        ids.collect::<Vec<_>>().join("/")
    }

    /// A name derived from the construct path by the rule of logical IDs: unique among stacks, stable, at most 255
    /// letters and digits.
    pub fn unique_name(&self) -> String {
        let ids = std::iter::once(&*self.stack.id).chain(self.path.iter().map(String::as_str));
        logical_id(&ids.collect::<Vec<_>>())
    }
}

/// Dependencies within the stack. Those on resources of nested stacks, and of the parent, are resolved by synth.
fn depends_on(
    targets: &[Target],
    stack: &mut Stack,
    id: &Arc<str>,
    origin: &'static Location<'static>,
) -> Vec<Arc<str>> {
    let mut ids = Vec::with_capacity(targets.len());
    for target in targets {
        if target.stack.as_ref() == Some(&stack.id) {
            ids.push(target.id.clone());
        } else {
            stack.outward.push(Outward {
                id: id.clone(),
                target: target.clone(),
                origin,
            });
        }
    }
    ids
}

/// A type that `put` accepts: a resource, or a pattern of several resources that returns one handle.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a stack",
    note = "`put` takes a resource from `sa_infra::aws` or a type that implements `Construct`"
)]
pub trait Construct {
    /// The handle by which the rest of the program refers to it.
    type Handle;

    /// Puts its parts below `scope`.
    fn build(self, scope: &mut Scope<'_>) -> Self::Handle;
}

/// As in the CDK's L2 constructs, a resource put at `id` is built at `id/Resource`.
impl<R: Resource> Construct for R {
    type Handle = Ref<R>;

    fn build(self, scope: &mut Scope<'_>) -> Ref<R> {
        scope.at("Resource").put_bare(self)
    }
}
