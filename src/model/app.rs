//! The app: its stacks, and the settings of a whole stack. No method here fails; `synth` reports all errors.

mod account;
mod aspect;
pub mod asset;
mod include;
mod nested;
pub(crate) mod nesting;
mod overrides;
mod policies;
mod scope;
mod service;
mod stacks;
mod stage;
mod untyped;

use crate::model::finding::Finding;
use crate::model::intrinsic::{Condition, Mapping, Test};
use crate::model::json::{Call, Fields, Json, Target, Text};
use crate::model::resource::Ref;
use crate::model::template::{Parameter, Template};
use crate::model::value::Val;
use std::panic::Location;
use std::sync::Arc;

pub use account::Profile;
pub use aspect::Visit;
pub use include::Included;
pub use overrides::Overrides;
pub use policies::{CreationPolicy, RollingUpdate, UpdatePolicy};
pub use scope::{Construct, Retention, Scope};
pub use service::{Build, Machine, Payload, PayloadFile, Routine, Service};
pub use stacks::Passed;
pub use stage::Stage;
pub use untyped::Untyped;

/// A set of stacks that refer to each other.
#[derive(Debug, Default)]
pub struct App {
    pub(crate) stacks: Vec<Stack>,
    pub(crate) tags: Vec<(Text, Text)>,
    pub(crate) problems: Vec<Finding>,
    pub(crate) aspects: aspect::Aspects,
    pub(crate) profiles: Vec<Profile>,
    stage: Option<Stage>,
}

/// One CloudFormation stack.
#[derive(Debug)]
pub struct Stack {
    pub(crate) id: Arc<str>,
    pub(crate) name: Text,
    pub(crate) region: Option<Text>,
    pub(crate) account: Option<Text>,
    /// Stacks that are deployed before, though it refers to nothing of them.
    pub(crate) after: Vec<Arc<str>>,
    pub(crate) template: Template,
    pub(crate) tags: Vec<(Text, Text)>,
    pub(crate) secrets: Vec<SecureParameter>,
    pub(crate) lifetimes: Vec<(String, u32)>,
    pub(crate) initial_values: Vec<(Text, Initial)>,
    pub(crate) kept: Vec<(Arc<str>, Keep)>,
    pub(crate) pinned_images: Vec<Arc<str>>,
    pub(crate) on_request: bool,
    pub(crate) services: Vec<Service>,
    pub(crate) builds: Vec<Build>,
    pub(crate) machine: Option<Machine>,
    pub(crate) payload: Option<Payload>,
    pub(crate) assets: Vec<asset::Asset>,
    /// Values of stacks in other regions that it gets as parameters; synth finds them.
    pub(crate) passed: Vec<Passed>,
    pub(crate) problems: Vec<Finding>,
    /// The stacks nested in it.
    pub(crate) nested: Vec<Self>,
    /// Where it is, if it is nested itself.
    pub(crate) nesting: Option<nesting::Nesting>,
    /// Dependencies on resources of other stacks.
    pub(crate) outward: Vec<nesting::Outward>,
}

/// A SecureString that a stack needs. CloudFormation cannot create one, so `deploy` creates it before it changes the
/// stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecureParameter {
    /// Its name, `/sa/INTRINIO_API_KEY`.
    pub name: String,
    /// The value that it has until you set it.
    pub placeholder: String,
    /// What it is for.
    pub description: String,
    /// The plain parameter that it replaces. If a stack still has that parameter, the secret takes its value.
    pub replaces: Option<String>,
}

/// The value that a template parameter without a default gets at the first deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initial {
    /// A fixed value.
    Value(Text),
    /// The value of the public SSM parameter of this name at that time.
    Published(Text),
}

/// How a deployment preserves a resource that exists already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Properties of the resource, and the configuration keys that fix them. A deployment that would replace the
    /// resource names these keys.
    pub settings: &'static [(&'static str, &'static str)],
    /// Properties that AWS reads only at creation: they stay as they are deployed.
    pub as_deployed: &'static [&'static str],
}

impl App {
    /// An app without stacks.
    pub fn new() -> Self {
        Self::default()
    }

    /// A new stack. `id` names it on the command line and in construct paths, and in CloudFormation unless
    /// [`Stack::set_name`] says otherwise.
    #[track_caller]
    pub fn stack(&mut self, id: impl Into<Text>) -> &mut Stack {
        let name = self.staged(id.into());
        let id = Arc::<str>::from(&*name);
        if self.stacks.iter().any(|stack| stack.id == id) {
            self.problems.push(Finding {
                origin: Some(Location::caller()),
                ..Finding::error(
                    id.clone(),
                    "two stacks have this id",
                    "give one of them another id",
                )
            });
        }
        let mut stack = Stack::empty(id, name);
        self.place(&mut stack);
        self.stacks.push(stack);
        let last = self.stacks.len() - 1;
        &mut self.stacks[last]
    }

    /// Sets the permissions boundary of every role that has none yet.
    pub fn set_permissions_boundary(&mut self, arn: &str) {
        let mut limit = |stack: &mut Stack| {
            for resource in stack.template.resources.values_mut() {
                let is_open = resource.properties.get("PermissionsBoundary").is_none();
                if resource.kind == "AWS::IAM::Role" && is_open {
                    resource.properties.insert("PermissionsBoundary", arn.to_owned());
                }
            }
        };
        self.stacks
            .iter_mut()
            .for_each(|stack| stack.each_mut(&mut limit));
    }

    /// Sets the region of every stack, and overrides the stack's own.
    pub fn set_region(&mut self, region: &str) {
        for stack in &mut self.stacks {
            stack.set_region(region.to_owned());
        }
    }

    /// Tags every resource of every stack that supports tags. An existing tag of a resource stays.
    pub fn tag(&mut self, key: impl Into<Text>, value: impl Into<Text>) {
        self.put_tag(key.into(), value.into());
    }
}

impl Stack {
    pub(crate) fn empty(id: Arc<str>, name: Text) -> Self {
        Self {
            id,
            name,
            region: None,
            account: None,
            after: Vec::new(),
            template: Template::default(),
            tags: Vec::new(),
            secrets: Vec::new(),
            lifetimes: Vec::new(),
            initial_values: Vec::new(),
            kept: Vec::new(),
            pinned_images: Vec::new(),
            on_request: false,
            services: Vec::new(),
            builds: Vec::new(),
            machine: None,
            payload: None,
            assets: Vec::new(),
            passed: Vec::new(),
            problems: Vec::new(),
            nested: Vec::new(),
            nesting: None,
            outward: Vec::new(),
        }
    }

    /// The name of the stack in CloudFormation.
    pub fn set_name(&mut self, name: impl Into<Text>) {
        self.name = name.into();
    }

    /// The region the stack is deployed to.
    pub fn set_region(&mut self, region: impl Into<Text>) {
        self.region = Some(region.into());
    }

    /// What the stack is for; shown in the CloudFormation console.
    pub fn set_description(&mut self, description: impl Into<Text>) {
        self.template.description = Some(description.into());
    }

    /// The id given to [`App::stack`].
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The place `id` in the construct tree.
    pub fn at(&mut self, id: impl Into<String>) -> Scope<'_> {
        Scope::root(self).into_child(id.into())
    }

    /// Tags every resource of this stack that supports tags.
    pub fn tag(&mut self, key: impl Into<Text>, value: impl Into<Text>) {
        self.tags.push((key.into(), value.into()));
    }

    /// Adds a template parameter. The result refers to it, as a value of the type that the context needs.
    #[track_caller]
    pub fn parameter<T>(&mut self, name: &str, parameter: Parameter) -> Val<T> {
        if self.template.parameters.insert(name.into(), parameter).is_some() {
            self.problem(
                name.into(),
                Location::caller(),
                "two parameters have this name",
                "rename one of them",
            );
        }
        Val::expr(Call::Ref(Target::local(name)))
    }

    /// A SecureString that must exist before the stack is deployed.
    pub fn secure_parameter(&mut self, parameter: SecureParameter) {
        self.secrets.push(parameter);
    }

    /// The number of days after which a value in Parameter Store expires.
    pub fn lifetime(&mut self, parameter: impl Into<String>, days: u32) {
        self.lifetimes.push((parameter.into(), days));
    }

    /// The value that a template parameter without a default gets at the first deployment.
    pub fn initial_value(&mut self, parameter: impl Into<Text>, value: impl Into<Text>) {
        self.initial_values
            .push((parameter.into(), Initial::Value(value.into())));
    }

    /// The same, with the value that AWS publishes under this name in Parameter Store at that time: the newest image
    /// of an operating system, for example. It then stays.
    pub fn published_value(&mut self, parameter: impl Into<Text>, name: impl Into<Text>) {
        self.initial_values
            .push((parameter.into(), Initial::Published(name.into())));
    }

    /// Preserves a resource that exists already, perhaps deployed by another program.
    pub fn keep<R>(&mut self, resource: &Ref<R>, keep: Keep) {
        self.kept.push((resource.target().id.clone(), keep));
    }

    /// Pins the images of this task definition: `deploy` replaces their tags by the current digests. A newer image
    /// runs only after the next deployment.
    pub fn pin_images<R>(&mut self, task_definition: &Ref<R>) {
        self.pinned_images.push(task_definition.target().id.clone());
    }

    /// Excludes this stack from `--all`: it must be named.
    pub fn leave_out_of_all(&mut self) {
        self.on_request = true;
    }

    /// Declares that a project of this stack builds the image of a service, which may be in another stack.
    pub fn builds<R>(&mut self, service: impl Into<Text>, project: &Ref<R>) {
        self.builds.push(Build {
            service: service.into(),
            project: project.logical_id().into(),
        });
    }

    /// The instance of this stack, which you operate by the stack's id.
    pub fn machine(&mut self, machine: Machine) {
        self.machine = Some(machine);
    }

    /// The files that you upload into a bucket of this stack.
    pub fn payload(&mut self, payload: Payload) {
        self.payload = Some(payload);
    }

    /// Changes a resource in ways that its struct or pattern has no field for.
    pub fn overrides<R>(&mut self, resource: &Ref<R>) -> Overrides<'_> {
        Overrides::new(self, resource.target().clone())
    }

    /// The `Transform` section: a macro that CloudFormation applies to the template, such as
    /// `AWS::LanguageExtensions`.
    pub fn transform(&mut self, name: impl Into<Text>) {
        let mut names = match self.template.rest.remove("Transform") {
            Some(Json::List(names)) => names,
            before => before.into_iter().collect(),
        };
        names.push(Json::Text(name.into()));
        self.template.rest.insert("Transform", Json::List(names));
    }

    /// An entry of the `Rules` section, which checks the values of parameters before a deployment.
    pub fn rule(&mut self, name: impl Into<Text>, rule: impl Into<Json>) {
        let mut rules = match self.template.rest.remove("Rules") {
            Some(Json::Map(rules)) => rules,
            _ => Fields::default(),
        };
        rules.insert(name, rule);
        self.template.rest.insert("Rules", Json::Map(rules));
    }

    /// A mapping, an object of objects, whose entries the result finds.
    #[track_caller]
    pub fn mapping(&mut self, name: &str, table: impl Into<Json>) -> Mapping {
        if self.template.mappings.insert(name.into(), table.into()).is_some() {
            self.problem(
                name.into(),
                Location::caller(),
                "two mappings have this name",
                "rename one of them",
            );
        }
        Mapping(Text::Owned(name.to_owned()))
    }

    /// A named condition, for `Scope::condition` and `intrinsic::choose`.
    #[track_caller]
    pub fn condition(&mut self, name: &str, test: Test) -> Condition {
        if self.template.conditions.insert(name.into(), test.0).is_some() {
            self.problem(
                name.into(),
                Location::caller(),
                "two conditions have this name",
                "rename one of them",
            );
        }
        Condition(Text::Owned(name.to_owned()))
    }

    /// Arbitrary metadata of the template.
    pub fn metadata(&mut self, key: impl Into<Text>, value: impl Into<Json>) {
        self.template.metadata.insert(key, value);
    }

    fn problem(&mut self, subject: Arc<str>, origin: &'static Location<'static>, reason: &str, fix: &str) {
        let finding = Finding::error(self.id.clone(), reason, fix);
        self.problems.push(Finding {
            subject,
            origin: Some(origin),
            ..finding
        });
    }
}
