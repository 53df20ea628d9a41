//! Random apps: several stacks of resources in nested places with awkward ids, which refer to each other within a
//! stack and across stacks.

use proptest::collection::vec;
use proptest::prelude::*;
use sa_infra::app::{App, Retention, Scope};
use sa_infra::aws::{iam, s3, sns, sqs, ssm};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{Condition, equals, join, region};
use sa_infra::logical_id::logical_id;
use sa_infra::policy::{allow, document, trust};
use sa_infra::value::Val;

/// The plan of an app; the same plan always gives the same app.
#[derive(Clone, Debug)]
pub struct Plan {
    stacks: usize,
    tags: Vec<(String, String)>,
    parts: Vec<Part>,
}

/// One resource.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a toss of its own")]
struct Part {
    stack: usize,
    path: Vec<String>,
    bare: bool,
    kind: Kind,
    /// The earlier parts that it refers to.
    uses: Vec<prop::sample::Index>,
    waits: bool,
    retained: bool,
    conditional: bool,
    output: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Bucket,
    Parameter,
    Policy,
    Queue,
    Role,
    Topic,
}

/// A handle of any of these types.
enum Handle {
    Bucket(Ref<s3::Bucket>),
    Parameter(Ref<ssm::Parameter>),
    Policy(Ref<iam::ManagedPolicy>),
    Queue(Ref<sqs::Queue>),
    Role(Ref<iam::Role>),
    Topic(Ref<sns::Topic>),
}

/// Awkward ids are frequent.
fn id() -> impl Strategy<Value = String> {
    const AWKWARD: &[&str] = &[
        "Default", "Resource", "a-b", "ab", "a.b", "größe", "Exports", "1", "A",
    ];
    prop_oneof![
        2 => proptest::sample::select(AWKWARD).prop_map(str::to_owned),
        3 => "[A-Za-z0-9]([A-Za-z0-9._-]{0,10}[A-Za-z0-9])?",
        1 => "[a-z]{200,260}",
    ]
}

prop_compose! {
    fn part()(
        stack in 0..3_usize,
        path in vec(id(), 1..4),
        kind in proptest::sample::select(vec![
            Kind::Bucket, Kind::Parameter, Kind::Policy, Kind::Queue, Kind::Role, Kind::Topic,
        ]),
        uses in vec(any::<prop::sample::Index>(), 0..4),
        (bare, waits, retained, conditional, output) in any::<(bool, bool, bool, bool, bool)>(),
    ) -> Part {
        Part { stack, path, bare, kind, uses, waits, retained, conditional, output }
    }
}

prop_compose! {
    /// Any app of up to three stacks.
    pub fn plan()(
        stacks in 1..4_usize,
        tags in vec(("[a-z]{1,8}", "[a-zA-Z0-9 ]{1,12}"), 0..3),
        parts in vec(part(), 0..14),
    ) -> Plan {
        let parts = parts.into_iter().map(|part| Part { stack: part.stack % stacks, ..part });
        Plan { stacks, tags, parts: parts.collect() }
    }
}

impl Plan {
    /// The places of the parts, as stack and logical id.
    pub fn places(&self) -> Vec<(usize, String)> {
        let place = |part: &Part| (part.stack, logical_id(&part.full_path()));
        self.parts.iter().map(place).collect()
    }

    /// The app. A part refers only to earlier parts of its own stack and of earlier stacks.
    pub fn build(&self) -> App {
        let mut app = App::new();
        self.tags
            .iter()
            .for_each(|(key, value)| app.tag(key.clone(), value.clone()));
        let mut made = Vec::<(&Part, Handle)>::new();
        // CloudFormation requires at least one resource in a stack.
        let occupied = |number: &usize| self.parts.iter().any(|part| part.stack == *number);
        for number in (0..self.stacks).filter(occupied) {
            let stack = app.stack(format!("stack-{number}"));
            let condition = stack.condition("InVirginia", equals(region(), "us-east-1"));
            for part in self.parts.iter().filter(|part| part.stack == number) {
                let usable = made
                    .iter()
                    .filter(|(other, _)| part.may_use(other))
                    .collect::<Vec<_>>();
                let chosen = part.uses.iter().filter(|_| !usable.is_empty());
                let uses = chosen
                    .map(|index| usable[index.index(usable.len())])
                    .collect::<Vec<_>>();
                let (id, rest) = part.path.split_first().unwrap();
                let handle = part.put(stack.at(id.clone()), rest, &uses, &condition);
                if part.output {
                    let mut place = stack.at(format!("Output{}", made.len()));
                    if part.conditional {
                        place = place.condition(&condition);
                    }
                    place.output("Where it is", handle.arn());
                }
                made.push((part, handle));
            }
        }
        app
    }
}

impl Part {
    fn full_path(&self) -> Vec<&str> {
        let resource = (!self.bare).then_some("Resource");
        self.path.iter().map(String::as_str).chain(resource).collect()
    }

    /// A conditional resource can only be used under the same condition.
    fn may_use(&self, other: &Self) -> bool {
        !other.conditional || (self.conditional && self.stack == other.stack)
    }

    /// Descends to the place, and puts the resource there.
    fn put(
        &self,
        mut scope: Scope<'_>,
        rest: &[String],
        uses: &[&(&Self, Handle)],
        condition: &Condition,
    ) -> Handle {
        if let Some((id, rest)) = rest.split_first() {
            return self.put(scope.at(id.clone()), rest, uses, condition);
        }
        if self.retained {
            scope = scope.retain(Retention::Always);
        }
        if self.conditional {
            scope = scope
                .condition(condition)
                .metadata("why", "it is not needed elsewhere");
        }
        if let Some((_, handle)) = uses
            .iter()
            .find(|(other, _)| self.waits && other.stack == self.stack)
        {
            scope = handle.before(scope);
        }
        let arns = uses.iter().map(|(_, handle)| handle.arn());
        let text = || join("-", [Val::from("text")].into_iter().chain(arns.clone()));
        match self.kind {
            Kind::Bucket => Handle::Bucket(self.done(scope, s3::Bucket::default())),
            Kind::Queue => Handle::Queue(self.done(scope, sqs::Queue::default())),
            Kind::Topic => {
                let topic = sns::Topic {
                    display_name: text().into(),
                    ..Default::default()
                };
                Handle::Topic(self.done(scope, topic))
            }
            Kind::Parameter => {
                Handle::Parameter(self.done(scope, ssm::Parameter::new(ssm::ParameterType::String, text())))
            }
            Kind::Role => Handle::Role(self.done(scope, iam::Role::new(trust("ecs-tasks.amazonaws.com")))),
            Kind::Policy => {
                let arns = arns.chain([Val::from("arn:aws:s3:::elsewhere")]);
                let statement = allow(["s3:GetObject"]).on_each(arns);
                Handle::Policy(self.done(scope, iam::ManagedPolicy::new(document([statement]))))
            }
        }
    }

    fn done<R: sa_infra::construct::Resource>(&self, scope: Scope<'_>, resource: R) -> Ref<R> {
        if self.bare {
            scope.put_bare(resource)
        } else {
            scope.put(resource)
        }
    }
}

impl Handle {
    fn arn(&self) -> Val<String> {
        match self {
            Self::Bucket(bucket) => bucket.arn().text(),
            Self::Parameter(parameter) => parameter.name().text(),
            Self::Policy(policy) => policy.arn().text(),
            Self::Queue(queue) => queue.arn().text(),
            Self::Role(role) => role.arn().text(),
            Self::Topic(topic) => topic.arn().text(),
        }
    }

    fn before<'a>(&self, scope: Scope<'a>) -> Scope<'a> {
        match self {
            Self::Bucket(bucket) => scope.depends_on(bucket),
            Self::Parameter(parameter) => scope.depends_on(parameter),
            Self::Policy(policy) => scope.depends_on(policy),
            Self::Queue(queue) => scope.depends_on(queue),
            Self::Role(role) => scope.depends_on(role),
            Self::Topic(topic) => scope.depends_on(topic),
        }
    }
}
