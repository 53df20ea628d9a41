//! The account in memory, served over HTTP for the binary: CloudFormation by the Query protocol, S3 by paths, and the
//! few calls of other services that a deployment makes. A minute of its time is a second of ours.

mod bucket;

use super::world::{World, stamp};
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::http::Request;
use sa_infra::cloud::cloudformation::{
    Change, ChangeSetKind, Deletion, Import, NewChangeSet, ParameterValue, PolicyAction, Recreation,
    Replacement, Stack, StackEvent, TemplateSource, Value,
};
use sa_infra::cloud::{Error, Secret};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How much faster its clock is than ours.
const FAST: u32 = 60;

/// The account, and its endpoint.
pub struct Served {
    world: Arc<Mutex<World>>,
    clock: Clock,
    /// Its endpoint.
    pub endpoint: Endpoint,
}

/// The time in the account.
#[derive(Clone, Copy)]
struct Clock {
    zero: Duration,
    began: Instant,
}

impl Clock {
    fn now(self) -> Duration {
        self.zero + self.began.elapsed() * FAST
    }
}

impl Served {
    /// Serves a world.
    pub fn new(world: World) -> Self {
        let clock = Clock {
            zero: world.now(),
            began: Instant::now(),
        };
        let world = Arc::new(Mutex::new(world));
        let shared = world.clone();
        let endpoint = Endpoint::serving(move |request, _| {
            let mut world = shared.lock().unwrap();
            world.advance(clock.now());
            answer(&mut world, request)
        });
        Self {
            world,
            clock,
            endpoint,
        }
    }

    /// Changes the account.
    pub fn world<T>(&self, with: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.lock().unwrap();
        world.advance(self.clock.now());
        with(&mut world)
    }
}

impl World {
    /// Adds a stack that was deployed long ago.
    pub fn deployed(&mut self, stack: &str, template: &str) {
        let new = change_set(stack, "first", ChangeSetKind::Create, template, Vec::new());
        let made = self.make(&new).unwrap();
        self.advance(self.now() + Duration::from_mins(1));
        self.execute(&made.arn, "first").unwrap();
        self.advance(self.now() + Duration::from_hours(1));
        assert_eq!(self.status(stack).as_deref(), Some("CREATE_COMPLETE"));
    }
}

fn change_set(
    stack: &str,
    name: &str,
    kind: ChangeSetKind,
    template: &str,
    parameters: Vec<ParameterValue>,
) -> NewChangeSet {
    NewChangeSet {
        stack: stack.to_owned(),
        name: name.to_owned(),
        description: None,
        token: name.to_owned(),
        kind,
        template: TemplateSource::Body(template.to_owned()),
        parameters,
        tags: None,
        capabilities: Vec::new(),
        imports: Vec::new(),
        import_existing: kind != ChangeSetKind::Import,
        on_failure: None,
        role_arn: None,
        notification_arns: None,
        express: false,
        nested: false,
    }
}

fn answer(world: &mut World, request: &Request) -> Answer {
    let field = |name: &str| request.field(name).unwrap_or_default();
    let stack = field("StackName");
    match &*request.action() {
        "DescribeStacks" => match world.describe(&stack) {
            Some(stack) => Answer::Result(described(&stack)),
            None => absent(),
        },
        "GetTemplate" if !field("ChangeSetName").is_empty() => match world.sent(&field("ChangeSetName")) {
            Some(template) => Answer::Result(format!("<TemplateBody>{}</TemplateBody>", escaped(template))),
            None => Answer::Error(404, "ChangeSetNotFound", "ChangeSet does not exist"),
        },
        "GetTemplate" if world.describe(&stack).is_none() => absent(),
        "GetTemplate" => {
            let text = escaped(world.template(&stack));
            Answer::Result(format!("<TemplateBody>{text}</TemplateBody>"))
        }
        "CreateChangeSet" => match world.make(&asked_for(request)) {
            Ok(made) => Answer::Result(format!(
                "<Id>{}</Id><StackId>{}</StackId>",
                made.arn, made.stack_arn
            )),
            Err(error) => refused(&error),
        },
        "DescribeChangeSet" => change_set_of(world, &field("ChangeSetName")),
        "DeleteChangeSet" => {
            let gone = field("ChangeSetName");
            world.sets.retain(|set| set.arn != gone);
            Answer::Result(String::new())
        }
        "ExecuteChangeSet" => match world.execute(&field("ChangeSetName"), &field("ClientRequestToken")) {
            Ok(()) => Answer::Result(String::new()),
            Err(error) => refused(&error),
        },
        "DeleteStack" => {
            let deletion = Deletion {
                stack,
                retain: Vec::new(),
                force: false,
                role_arn: None,
                token: field("ClientRequestToken"),
            };
            match world.delete(&deletion) {
                Ok(()) => Answer::Result(String::new()),
                Err(error) => refused(&error),
            }
        }
        "ListChangeSets" => Answer::Result("<Summaries></Summaries>".to_owned()),
        "DescribeStackEvents" => {
            let events = world.events(&stack);
            let events = events
                .iter()
                .map(|event| format!("<member>{}</member>", told(event)));
            Answer::Result(format!(
                "<StackEvents>{}</StackEvents>",
                events.collect::<String>()
            ))
        }
        "GetCallerIdentity" => Answer::Result("<Account>111122223333</Account>".to_owned()),
        "GetParameters" => parameters(world, request),
        "DescribeRule" => Answer::Body(json!({"Name": "x", "State": "ENABLED"}).to_string()),
        // Calls that AWS may refuse this user: the deployment continues without them.
        "GetServiceQuota"
        | "ListAccountAliases"
        | "DescribeVpcs"
        | "DescribeSubnets"
        | "DescribeImages"
        | "DescribeInstanceTypeOfferings" => Answer::Error(403, "AccessDenied", "not allowed"),
        "scheduler GET" => Answer::Error(404, "ResourceNotFoundException", "there is none"),
        "s3 HEAD" | "s3 GET" => bucket::answer(world, &request.line),
        other => panic!("nobody serves {other}"),
    }
}

fn asked_for(request: &Request) -> NewChangeSet {
    let field = |name: &str| request.field(name).unwrap_or_default();
    let members = |list: &str, key: &str, value: &str| {
        let member = |at: usize| {
            let key = request.field(&format!("{list}.member.{at}.{key}"))?;
            Some((key, request.field(&format!("{list}.member.{at}.{value}"))))
        };
        (1..).map_while(member).collect::<Vec<_>>()
    };
    let parameter = |(name, given): (String, Option<String>)| ParameterValue {
        name,
        value: given.map_or(Value::Previous, |given| Value::Given(Secret::new(given))),
    };
    let identifier = "ResourceIdentifier.entry.1";
    let keys = members(
        "ResourcesToImport",
        "LogicalResourceId",
        &format!("{identifier}.key"),
    );
    let imports = members(
        "ResourcesToImport",
        "ResourceType",
        &format!("{identifier}.value"),
    );
    let import = |((logical_id, key), (resource_type, value)): (
        (String, Option<String>),
        (String, Option<String>),
    )| {
        let identifier = vec![(key.unwrap(), value.unwrap())];
        Import {
            resource_type,
            logical_id,
            identifier,
        }
    };
    let kind = match &*field("ChangeSetType") {
        "CREATE" => ChangeSetKind::Create,
        "IMPORT" => ChangeSetKind::Import,
        _ => ChangeSetKind::Update,
    };
    let parameters = members("Parameters", "ParameterKey", "ParameterValue");
    NewChangeSet {
        imports: keys.into_iter().zip(imports).map(import).collect(),
        ..change_set(
            &field("StackName"),
            &field("ChangeSetName"),
            kind,
            &field("TemplateBody"),
            parameters.into_iter().map(parameter).collect(),
        )
    }
}

fn described(stack: &Stack) -> String {
    let text = |name: &str, value: Option<String>| {
        value.map_or(String::new(), |value| format!("<{name}>{value}</{name}>"))
    };
    let parameters = stack.parameters.iter().map(|parameter| {
        let value = parameter.value.as_ref().map_or("", |value| value.expose());
        format!(
            "<member><ParameterKey>{}</ParameterKey><ParameterValue>{}</ParameterValue>\
             <ResolvedValue>{}</ResolvedValue></member>",
            parameter.name,
            escaped(value),
            escaped(value)
        )
    });
    let outputs = stack.outputs.iter().map(|output| {
        format!(
            "<member><OutputKey>{}</OutputKey><OutputValue>{}</OutputValue></member>",
            output.name,
            escaped(&output.value)
        )
    });
    format!(
        "<Stacks><member><StackId>{}</StackId><StackName>{}</StackName><StackStatus>{}</StackStatus>\
         <CreationTime>{}</CreationTime>{}{}<Parameters>{}</Parameters><Outputs>{}</Outputs></member></Stacks>",
        stack.arn,
        stack.name,
        stack.status,
        stack.created,
        text("LastUpdatedTime", stack.updated.map(|at| at.to_string())),
        text("ChangeSetId", stack.change_set.clone()),
        parameters.collect::<String>(),
        outputs.collect::<String>()
    )
}

fn change_set_of(world: &World, arn: &str) -> Answer {
    let Some(set) = world.set(arn) else {
        return Answer::Error(404, "ChangeSetNotFound", "ChangeSet does not exist");
    };
    let reason = set.reason.as_deref().unwrap_or_default();
    Answer::Result(format!(
        "<ChangeSetId>{}</ChangeSetId><ChangeSetName>{}</ChangeSetName><StackId>{}</StackId><StackName>{}</StackName>\
         <Status>{}</Status><ExecutionStatus>{}</ExecutionStatus><StatusReason>{}</StatusReason>\
         <CreationTime>{}</CreationTime><Changes>{}</Changes>",
        set.arn,
        set.name,
        set.stack_arn,
        set.stack_name,
        set.status,
        set.execution,
        escaped(reason),
        set.created.unwrap_or(stamp(Duration::ZERO)),
        set.changes.iter().map(change).collect::<String>()
    ))
}

fn change(change: &Change) -> String {
    let word = |name: &str, word: Option<&str>| {
        word.map_or(String::new(), |word| format!("<{name}>{word}</{name}>"))
    };
    let details = change.details.iter().map(|detail| {
        format!(
            "<member><Target><Attribute>Properties</Attribute>{}{}</Target><Evaluation>Static</Evaluation>\
             <ChangeSource>DirectModification</ChangeSource></member>",
            word("Name", detail.name.as_deref()),
            word(
                "RequiresRecreation",
                detail.recreation.as_ref().map(Recreation::as_str)
            )
        )
    });
    format!(
        "<member><Type>Resource</Type><ResourceChange><Action>{}</Action>{}<LogicalResourceId>{}</LogicalResourceId>\
         <ResourceType>{}</ResourceType>{}<Details>{}</Details></ResourceChange></member>",
        change.action,
        word(
            "PolicyAction",
            change.policy_action.as_ref().map(PolicyAction::as_str)
        ),
        change.logical_id,
        change.resource_type,
        word(
            "Replacement",
            change.replacement.as_ref().map(Replacement::as_str)
        ),
        details.collect::<String>()
    )
}

fn told(event: &StackEvent) -> String {
    format!(
        "<EventId>{}</EventId><StackId>{}</StackId><LogicalResourceId>{}</LogicalResourceId>\
         <PhysicalResourceId>{}</PhysicalResourceId><ResourceType>{}</ResourceType><ResourceStatus>{}</ResourceStatus>\
         <ResourceStatusReason>{}</ResourceStatusReason><Timestamp>{}</Timestamp>\
         <ClientRequestToken>{}</ClientRequestToken>",
        event.id,
        event.stack_arn,
        event.logical_id,
        event.physical_id.as_deref().unwrap_or_default(),
        event.resource_type,
        event.status,
        escaped(event.reason.as_deref().unwrap_or_default()),
        event.at,
        event.token.as_deref().unwrap_or_default()
    )
}

fn parameters(world: &World, request: &Request) -> Answer {
    let asked = serde_json::from_str::<serde_json::Value>(&request.body).unwrap();
    let names = asked["Names"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| name.as_str());
    let found = names.filter_map(|name| {
        let value = world.parameter(name)?;
        Some(json!({"Name": name, "Type": "String", "Value": value, "Version": 1}))
    });
    Answer::Body(json!({"Parameters": found.collect::<Vec<_>>()}).to_string())
}

fn absent() -> Answer {
    Answer::Error(400, "ValidationError", "Stack with id x does not exist")
}

fn refused(error: &Error) -> Answer {
    Answer::Error(400, "ValidationError", String::leak(error.message.clone()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
