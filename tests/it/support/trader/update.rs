//! An update of the instance's stack, as a script: one change set with one change to the instance, which succeeds.

use super::{ARN, INSTANCE};
use crate::support::endpoint::Answer;
use crate::support::http::Request;
use serde_json::json;

/// The recorded requests.
#[derive(Debug, Default)]
pub(super) struct Update {
    /// The name of the change set.
    name: String,
    /// Its template.
    sent: String,
    /// The image that it gives the instance.
    pub(super) image: Option<String>,
    /// The token of its execution.
    token: Option<String>,
}

impl Update {
    /// The answer to a call of a deployment; `None` for other calls. The change to the instance is of this property.
    pub(super) fn answer(&mut self, request: &Request, property: &str) -> Option<Answer> {
        Some(Answer::Result(match &*request.action() {
            "CreateChangeSet" => {
                self.name = request.field("ChangeSetName").unwrap();
                self.sent = request.field("TemplateBody").unwrap();
                self.image = request.field("Parameters.member.1.ParameterValue");
                assert_eq!(
                    request.field("Parameters.member.1.ParameterKey").as_deref(),
                    Some("ImageId")
                );
                format!("<Id>arn:set</Id><StackId>{ARN}</StackId>")
            }
            "DescribeChangeSet" => self.change_set(property),
            "GetTemplate" if request.field("ChangeSetName").is_some() => {
                let text = self.sent.replace('&', "&amp;").replace('<', "&lt;");
                format!("<TemplateBody>{text}</TemplateBody>")
            }
            "ExecuteChangeSet" => {
                self.token = request.field("ClientRequestToken");
                String::new()
            }
            "DescribeStackEvents" => self.events(),
            "ListChangeSets" | "DescribeEvents" | "ListHookResults" | "DeleteChangeSet" => String::new(),
            "PutParameter" | "DeleteParameter" => return Some(Answer::Body(json!({}).to_string())),
            _ => return None,
        }))
    }

    /// The status of the stack.
    pub(super) fn status(&self) -> &'static str {
        if self.token.is_some() {
            "UPDATE_COMPLETE"
        } else {
            "CREATE_COMPLETE"
        }
    }

    fn change_set(&self, property: &str) -> String {
        let replacement = if property == "ImageId" {
            "True"
        } else {
            "Conditional"
        };
        let name = &self.name;
        format!(
            "<ChangeSetId>arn:set</ChangeSetId><ChangeSetName>{name}</ChangeSetName><StackId>{ARN}</StackId>\
             <StackName>SimpleTraderCdkStack</StackName><Status>CREATE_COMPLETE</Status>\
             <ExecutionStatus>AVAILABLE</ExecutionStatus><CreationTime>2026-11-20T12:00:00Z</CreationTime>\
             <Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action>\
             <LogicalResourceId>{INSTANCE}</LogicalResourceId><ResourceType>AWS::EC2::Instance</ResourceType>\
             <Replacement>{replacement}</Replacement><Details><member><Target><Attribute>Properties</Attribute>\
             <Name>{property}</Name></Target></member></Details></ResourceChange></member></Changes>"
        )
    }

    fn events(&self) -> String {
        let Some(token) = &self.token else {
            return String::new();
        };
        let event = |number: usize, status: &str| {
            format!(
                "<member><EventId>{number}</EventId><StackId>{ARN}</StackId>\
                 <LogicalResourceId>SimpleTraderCdkStack</LogicalResourceId><PhysicalResourceId>{ARN}</PhysicalResourceId>\
                 <ResourceType>AWS::CloudFormation::Stack</ResourceType><ResourceStatus>{status}</ResourceStatus>\
                 <Timestamp>2026-11-20T12:00:{number:02}Z</Timestamp><ClientRequestToken>{token}</ClientRequestToken></member>"
            )
        };
        let events = [event(2, "UPDATE_COMPLETE"), event(1, "UPDATE_IN_PROGRESS")].concat();
        format!("<StackEvents>{events}</StackEvents>")
    }
}
