//! A CloudFormation with one stack that follows a script: its current state, the events after an operation starts,
//! and the calls that fail.

use super::cli::{Run, Sandbox};
use super::endpoint::{Answer, Endpoint};
use super::files;
use super::http::Request;
use super::proxy;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};

const STACK: &str = "app-infra-base";
const ARN: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/app-infra-base/1";
const SET: &str = "arn:aws:cloudformation:us-east-1:111122223333:changeSet/it/1";
/// The topic of the stack.
pub const TOPIC: &str = "saappnotificationstopic2A54CC86";
/// The bucket of the stack.
pub const BUCKET: &str = "sadatabucketCC1B0CFA";

/// The state of the stack, and its script.
#[derive(Debug, Default)]
pub struct Script {
    status: Option<&'static str>,
    /// How many reads return the old status after an operation has started.
    stale: usize,
    /// The events, one per read; `|` starts another operation.
    beats: VecDeque<&'static str>,
    events: Vec<String>,
    faults: Vec<(&'static str, Range<usize>, Answer)>,
    changes: Vec<String>,
    set: (&'static str, &'static str, &'static str),
    validations: String,
    hooks: String,
    /// Change sets of other tools.
    others: &'static str,
    paged: bool,
    scrambled: bool,
    /// A signal for the binary, and the call that triggers it.
    signal: Option<(&'static str, &'static str)>,
    /// An operation has started.
    begun: bool,
    /// The status before that.
    before: Option<&'static str>,
    /// The name of the change set.
    name: String,
    /// Its template.
    sent: String,
    /// The token of the operation's request.
    token: String,
}

impl Script {
    /// The stack does not exist; it will be created.
    pub fn absent() -> Self {
        Self {
            changes: vec![change(TOPIC, "AWS::SNS::Topic", "Add", "")],
            set: ("CREATE_COMPLETE", "AVAILABLE", ""),
            ..Self::default()
        }
    }

    /// The stack exists with this status, and its topic will change.
    pub fn at(status: &'static str) -> Self {
        let mut script = Self::absent();
        script.changes = vec![change(TOPIC, "AWS::SNS::Topic", "Modify", "False")];
        script.happens(&format!("stack {status}"));
        script.status = Some(status);
        script
    }

    /// The events, one per read of the stack: `stack UPDATE_COMPLETE`, `ID UPDATE_FAILED reason`.
    pub fn then(mut self, beats: &[&'static str]) -> Self {
        self.beats.extend(beats);
        self
    }

    /// A successful update.
    pub fn updates(self) -> Self {
        self.then(&["stack UPDATE_IN_PROGRESS", "stack UPDATE_COMPLETE"])
    }

    /// These calls of an action (`""`: of any) get this answer.
    pub fn fault(mut self, action: &'static str, calls: Range<usize>, answer: Answer) -> Self {
        self.faults.push((action, calls, answer));
        self
    }

    /// This many reads after the execution return the old state.
    pub fn stale(self, stale: usize) -> Self {
        Self { stale, ..self }
    }

    /// The change set has this status, execution status and reason.
    pub fn set(self, status: &'static str, execution: &'static str, reason: &'static str) -> Self {
        let set = (status, execution, reason);
        Self { set, ..self }
    }

    /// The change set has these changes: id, type, action, replacement.
    pub fn changes(mut self, changes: &[(&str, &str, &str, &str)]) -> Self {
        let changes = changes.iter();
        self.changes = changes
            .map(|(id, kind, action, how)| change(id, kind, action, how))
            .collect();
        self
    }

    /// Early validation reports this at that place.
    pub fn validation(mut self, path: &str, reason: &str) -> Self {
        self.validations = format!(
            "<member><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>{TOPIC}</LogicalResourceId>\
             <ValidationName>PROPERTY_VALIDATION</ValidationName><ValidationStatus>FAILED</ValidationStatus>\
             <ValidationStatusReason>{reason}</ValidationStatusReason><ValidationPath>{path}</ValidationPath></member>"
        );
        self
    }

    /// Early validation warns of this, at the bucket.
    pub fn warning(mut self, reason: &str) -> Self {
        self.validations = format!(
            "<member><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>{BUCKET}</LogicalResourceId>\
             <ResourceType>AWS::S3::Bucket</ResourceType><ValidationName>AN_OPAQUE_WORD</ValidationName>\
             <ValidationFailureMode>WARN</ValidationFailureMode><ValidationStatus>FAILED</ValidationStatus>\
             <ValidationStatusReason>{reason}</ValidationStatusReason></member>"
        );
        self
    }

    /// A hook reports this.
    pub fn hook(mut self, name: &str, reason: &str) -> Self {
        self.hooks = format!(
            "<member><HookResultId>1</HookResultId><TypeName>{name}</TypeName><Status>HOOK_COMPLETE_FAILED</Status>\
             <HookStatusReason>{reason}</HookStatusReason></member>"
        );
        self
    }

    /// The stack has a change set of another tool.
    pub fn foreign(mut self) -> Self {
        self.others =
            "<member><ChangeSetId>arn:theirs</ChangeSetId><ChangeSetName>theirs</ChangeSetName></member>";
        self
    }

    /// Every list has one item per page.
    pub fn paged(self) -> Self {
        Self { paged: true, ..self }
    }

    /// Events are out of order, and repeated.
    pub fn scrambled(self) -> Self {
        Self {
            scrambled: true,
            ..self
        }
    }

    /// Sends the binary a signal when it makes this call for the first time.
    pub fn signals(mut self, signal: &'static str, call: &'static str) -> Self {
        self.signal = Some((signal, call));
        self
    }

    /// Runs the binary with it; the binary may get a signal.
    pub fn run(self, arguments: &[&str]) -> Run {
        let process = Arc::new(AtomicU32::new(0));
        let (signal, target) = (self.signal, process.clone());
        let script = Mutex::new(self);
        let endpoint = Endpoint::serving(move |request, before| {
            if let Some((signal, call)) = signal
                && request.action() == call
                && before == 0
            {
                proxy::send(signal, &target);
            }
            script.lock().unwrap().answer(request, before)
        });
        let variables = endpoint.variables();
        let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
        Sandbox::new().run_known(arguments, &variables, &process)
    }

    /// The endpoint that plays it.
    pub fn play(self) -> Endpoint {
        let script = Mutex::new(self);
        Endpoint::serving(move |request, before| script.lock().unwrap().answer(request, before))
    }

    fn answer(&mut self, request: &Request, before: usize) -> Answer {
        let action = request.action();
        let wanted = |fault: &&(&'static str, Range<usize>, Answer)| {
            (fault.0.is_empty() || fault.0 == action) && fault.1.contains(&before)
        };
        if let Some((_, _, answer)) = self.faults.iter().find(wanted) {
            return answer.clone();
        }
        let page = request.field("NextToken").and_then(|page| page.parse().ok());
        let page: usize = page.unwrap_or_default();
        let named = request.field("StackName").unwrap_or_default();
        Answer::Result(match &*action {
            "DescribeStacks" if !named.contains(STACK) => return absent(),
            "DescribeStacks" => match self.look(named == ARN) {
                Some(status) => stack(status),
                None => return absent(),
            },
            "GetTemplate" if request.field("ChangeSetName").is_some() => {
                format!("<TemplateBody>{}</TemplateBody>", escaped(&self.sent))
            }
            "GetTemplate" => format!("<TemplateBody>{}</TemplateBody>", escaped(&deployed())),
            "CreateChangeSet" => {
                self.name = request.field("ChangeSetName").unwrap_or_default();
                self.sent = request.field("TemplateBody").unwrap_or_default();
                self.status = self.status.or(Some("REVIEW_IN_PROGRESS"));
                format!("<Id>{SET}</Id><StackId>{ARN}</StackId>")
            }
            "DescribeChangeSet" => {
                let (status, execution, reason) = self.set;
                format!(
                    "<ChangeSetId>{SET}</ChangeSetId><ChangeSetName>{}</ChangeSetName><StackId>{ARN}</StackId>\
                     <StackName>{STACK}</StackName><Status>{status}</Status>\
                     <ExecutionStatus>{execution}</ExecutionStatus><StatusReason>{reason}</StatusReason>\
                     <CreationTime>2026-11-20T12:00:{:02}Z</CreationTime>{}",
                    self.name,
                    self.events.len(),
                    self.list("Changes", &self.changes, page)
                )
            }
            "ExecuteChangeSet" | "DeleteStack" | "CancelUpdateStack" => {
                (self.begun, self.before) = (true, self.status);
                self.token = request.field("ClientRequestToken").unwrap_or_default();
                self.beats.pop_front_if(|beat| *beat == "|");
                self.beat();
                String::new()
            }
            "DescribeStackEvents" => {
                let mut events = self.events.iter().rev().cloned().collect::<Vec<_>>();
                if self.scrambled {
                    events.rotate_left(1);
                    events = events
                        .iter()
                        .flat_map(|event| [event.clone(), event.clone()])
                        .collect();
                }
                self.list("StackEvents", &events, page)
            }
            "ListChangeSets" => format!("<Summaries>{}</Summaries>", self.others),
            "DescribeEvents" => format!("<OperationEvents>{}</OperationEvents>", self.validations),
            "GetHookResult" => "<Annotations><member><AnnotationName>a</AnnotationName>\
                                <RemediationMessage>give it a key</RemediationMessage></member></Annotations>"
                .to_owned(),
            "ListHookResults" => format!("<HookResults>{}</HookResults>", self.hooks),
            "ListStackResources" => {
                let resources = [(TOPIC, "AWS::SNS::Topic"), (BUCKET, "AWS::S3::Bucket")];
                self.list("StackResourceSummaries", &resources.map(resource), page)
            }
            "s3 GET" => return listing(request, before),
            "s3 POST" => return Answer::Body("<DeleteResult></DeleteResult>".to_owned()),
            "DeleteParameter" => return Answer::Body("{}".to_owned()),
            _ => String::new(),
        })
    }

    /// The status of the stack at this read, which also takes the next step. By name, a deleted stack does not exist.
    fn look(&mut self, by_arn: bool) -> Option<&'static str> {
        if self.begun && self.stale > 0 {
            self.stale -= 1;
            return self.before;
        }
        if self.begun || self.status.is_some_and(|status| status.ends_with("_IN_PROGRESS")) {
            self.beat();
        }
        self.status
            .filter(|status| by_arn || *status != "DELETE_COMPLETE")
    }

    /// Takes the next step.
    fn beat(&mut self) {
        if self.beats.front() == Some(&"|") {
            // No further step until the next operation starts.
            self.begun = false;
            return;
        }
        if let Some(beat) = self.beats.pop_front() {
            self.happens(beat);
        }
    }

    fn happens(&mut self, beat: &str) {
        let number = self.events.len();
        let (id, rest) = beat.split_once(' ').unwrap();
        let (status, reason) = rest.split_once(' ').unwrap_or((rest, ""));
        let (name, kind, physical) = match id {
            "stack" => (STACK, "AWS::CloudFormation::Stack", ARN),
            BUCKET => (BUCKET, "AWS::S3::Bucket", "the-bucket"),
            id => (id, "AWS::SNS::Topic", "the-topic"),
        };
        if id == "stack" {
            self.status = Some(String::leak(status.to_owned()));
        }
        self.events.push(format!(
            "<EventId>{number}</EventId><StackId>{ARN}</StackId><LogicalResourceId>{name}</LogicalResourceId>\
             <PhysicalResourceId>{physical}</PhysicalResourceId><ResourceType>{kind}</ResourceType>\
             <ResourceStatus>{status}</ResourceStatus><ResourceStatusReason>{reason}</ResourceStatusReason>\
             <Timestamp>2026-11-20T12:00:{number:02}Z</Timestamp><ClientRequestToken>{}</ClientRequestToken>",
            self.token
        ));
    }

    fn list(&self, name: &str, items: &[String], page: usize) -> String {
        let member = |item: &String| format!("<member>{item}</member>");
        if !self.paged {
            return format!(
                "<{name}>{}</{name}>",
                items.iter().map(member).collect::<String>()
            );
        }
        let next = page + 1;
        let more = if next < items.len() {
            format!("<NextToken>{next}</NextToken>")
        } else {
            String::new()
        };
        let item = items.get(page).map(member).unwrap_or_default();
        format!("<{name}>{item}</{name}>{more}")
    }
}

fn absent() -> Answer {
    Answer::Error(
        400,
        "ValidationError",
        "Stack with id app-infra-base does not exist",
    )
}

fn stack(status: &str) -> String {
    format!(
        "<Stacks><member><StackId>{ARN}</StackId><StackName>{STACK}</StackName><StackStatus>{status}</StackStatus>\
         <CreationTime>2026-11-20T11:00:00Z</CreationTime></member></Stacks>"
    )
}

/// The deployed template: the topic had another display name.
fn deployed() -> String {
    let template = files::read("templates/app-infra-base.template.json");
    let before = template.replacen(
        r#""DisplayName": "sa-app-notifications-topic""#,
        r#""DisplayName": "before""#,
        1,
    );
    assert_ne!(before, template);
    before
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn change(id: &str, kind: &str, action: &str, replacement: &str) -> String {
    let replacement = if replacement.is_empty() {
        String::new()
    } else {
        format!("<Replacement>{replacement}</Replacement>")
    };
    format!(
        "<Type>Resource</Type><ResourceChange><Action>{action}</Action><LogicalResourceId>{id}</LogicalResourceId>\
         <ResourceType>{kind}</ResourceType>{replacement}</ResourceChange>"
    )
}

fn resource((id, kind): (&str, &str)) -> String {
    let physical = if id == BUCKET { "the-bucket" } else { "the-topic" };
    format!(
        "<LogicalResourceId>{id}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId>\
         <ResourceType>{kind}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>\
         <LastUpdatedTimestamp>2026-11-20T11:00:00Z</LastUpdatedTimestamp>"
    )
}

/// A bucket with one object, until it is emptied.
fn listing(request: &Request, before: usize) -> Answer {
    Answer::Body(if request.line.contains("uploads") {
        "<ListMultipartUploadsResult></ListMultipartUploadsResult>".to_owned()
    } else {
        let held = if before < 4 {
            "<Version><Key>a</Key><VersionId>1</VersionId><IsLatest>true</IsLatest><Size>3</Size></Version>"
        } else {
            ""
        };
        format!("<ListVersionsResult>{held}</ListVersionsResult>")
    })
}
