//! IAM policy documents: statements built with `on`, `to` and `when`. Every value can be an expression.
//!
//! ```
//! use sa_infra::policy::{allow, document};
//! let policy = document([allow(["s3:GetObject"]).on("arn:aws:s3:::files/*")]);
//! ```

use crate::model::json::{Fields, Json, Text};
use crate::model::value::{Prop, ToJson, Val};

/// A policy document, version 2012-10-17.
#[derive(Clone, Debug, PartialEq)]
pub struct Document(Vec<Statement>);

/// One statement of a policy.
#[must_use]
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    sid: Option<Text>,
    effect: &'static str,
    principals: Vec<(&'static str, Val<String>)>,
    actions: Vec<Text>,
    resources: Vec<Val<String>>,
    conditions: Vec<(Text, Text, Vec<Val<String>>)>,
}

/// The document of these statements.
pub fn document(statements: impl IntoIterator<Item = Statement>) -> Document {
    Document(statements.into_iter().collect())
}

/// Allows the actions, as `service:Action`.
pub fn allow(actions: impl IntoIterator<Item = impl Into<Text>>) -> Statement {
    Statement::new("Allow", actions)
}

/// Denies the actions, whatever else allows them.
pub fn deny(actions: impl IntoIterator<Item = impl Into<Text>>) -> Statement {
    Statement::new("Deny", actions)
}

/// The trust policy of a role that `service` (`ecs-tasks.amazonaws.com`) assumes.
pub fn trust(service: &'static str) -> Statement {
    allow(["sts:AssumeRole"]).to_service(service)
}

impl Statement {
    fn new(effect: &'static str, actions: impl IntoIterator<Item = impl Into<Text>>) -> Self {
        let actions = actions.into_iter().map(Into::into).collect();
        Self {
            sid: None,
            effect,
            principals: vec![],
            actions,
            resources: vec![],
            conditions: vec![],
        }
    }

    /// Adds a resource, by its ARN.
    pub fn on(mut self, resource: impl Into<Val<String>>) -> Self {
        self.resources.push(resource.into());
        self
    }

    /// Adds resources.
    pub fn on_each(mut self, resources: impl IntoIterator<Item = impl Into<Val<String>>>) -> Self {
        self.resources.extend(resources.into_iter().map(Into::into));
        self
    }

    /// An AWS service as principal, `events.amazonaws.com`.
    pub fn to_service(mut self, service: &'static str) -> Self {
        self.principals.push(("Service", service.into()));
        self
    }

    /// An account, role or user as principal, by account id or ARN; `*` is everyone.
    pub fn to(mut self, principal: impl Into<Val<String>>) -> Self {
        self.principals.push(("AWS", principal.into()));
        self
    }

    /// Only when `key` compares to `value` by `operator` (`StringEquals`, `ArnLike`, ...). If it is called again with
    /// the same operator and key, either value matches.
    pub fn when(
        mut self,
        operator: impl Into<Text>,
        key: impl Into<Text>,
        value: impl Into<Val<String>>,
    ) -> Self {
        let (operator, key, value) = (operator.into(), key.into(), value.into());
        match self
            .conditions
            .iter_mut()
            .find(|(op, name, _)| *op == operator && *name == key)
        {
            Some((_, _, values)) => values.push(value),
            None => self.conditions.push((operator, key, vec![value])),
        }
        self
    }

    /// A name for the statement: letters and digits.
    pub fn sid(mut self, sid: impl Into<Text>) -> Self {
        self.sid = Some(sid.into());
        self
    }

    fn into_json(self) -> Json {
        let mut statement = Fields::default();
        if let Some(sid) = self.sid {
            statement.insert("Sid", sid);
        }
        statement.insert("Effect", self.effect);
        if !self.principals.is_empty() {
            statement.insert("Principal", principals(self.principals));
        }
        statement.insert(
            "Action",
            one_or_many(self.actions.into_iter().map(Json::Text).collect()),
        );
        if !self.resources.is_empty() {
            statement.insert(
                "Resource",
                one_or_many(self.resources.into_iter().map(ToJson::to_json).collect()),
            );
        }
        let mut conditions = Fields::default();
        for (operator, key, values) in self.conditions {
            let values = one_or_many(values.into_iter().map(ToJson::to_json).collect());
            match conditions.get_mut(&operator) {
                Some(Json::Map(keys)) => keys.insert(key, values),
                _ => conditions.insert(operator, Fields::from_iter([(key, values)])),
            }
        }
        if !conditions.is_empty() {
            statement.insert("Condition", conditions);
        }
        statement.into()
    }
}

/// `{"Service": [..]}`. Everyone is `"*"`, which means the same as `{"AWS": "*"}`.
fn principals(principals: Vec<(&'static str, Val<String>)>) -> Json {
    if let [("AWS", Val::Known(everyone))] = principals.as_slice()
        && everyone == "*"
    {
        return "*".into();
    }
    let mut kinds = Vec::<(&'static str, Vec<Json>)>::new();
    for (kind, principal) in principals {
        match kinds.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, list)) => list.push(principal.to_json()),
            None => kinds.push((kind, vec![principal.to_json()])),
        }
    }
    Json::Map(
        kinds
            .into_iter()
            .map(|(kind, list)| (kind, one_or_many(list)))
            .collect(),
    )
}

/// IAM accepts a single value in place of a list of one element, and shows it that way.
fn one_or_many(mut list: Vec<Json>) -> Json {
    match (list.len(), list.pop()) {
        (1, Some(only)) => only,
        (_, popped) => {
            list.extend(popped);
            Json::List(list)
        }
    }
}

impl ToJson for Document {
    fn to_json(self) -> Json {
        let statements = self.0.into_iter().map(Statement::into_json).collect();
        Json::Map(Fields::from_iter([
            ("Version", "2012-10-17".into()),
            ("Statement", Json::List(statements)),
        ]))
    }
}

#[diagnostic::do_not_recommend]
impl From<Document> for Val<Json> {
    fn from(document: Document) -> Self {
        Self::Known(document.to_json())
    }
}

#[diagnostic::do_not_recommend]
impl From<Document> for Prop<Json> {
    fn from(document: Document) -> Self {
        Self::Set(document.into())
    }
}

/// A document of one statement.
impl From<Statement> for Document {
    fn from(statement: Statement) -> Self {
        document([statement])
    }
}

#[diagnostic::do_not_recommend]
impl From<Statement> for Val<Json> {
    fn from(statement: Statement) -> Self {
        Document::from(statement).into()
    }
}

#[diagnostic::do_not_recommend]
impl From<Statement> for Prop<Json> {
    fn from(statement: Statement) -> Self {
        Document::from(statement).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(statement: Statement) -> String {
        serde_json::to_string(&statement.into_json()).unwrap()
    }

    #[test]
    fn a_statement_accumulates() {
        let statement = allow(["ecs:RunTask"])
            .on("a")
            .on("b")
            .when("ArnEquals", "ecs:cluster", "c")
            .when("ArnEquals", "ecs:other", "d");
        assert_eq!(
            json(statement),
            r#"{"Effect":"Allow","Action":"ecs:RunTask","Resource":["a","b"],"Condition":{"ArnEquals":{"ecs:cluster":"c","ecs:other":"d"}}}"#
        );
    }

    #[test]
    fn everyone_is_a_star_and_services_gather() {
        assert!(json(deny(["s3:*"]).to("*")).contains(r#""Principal":"*""#));
        let two = allow(["sns:Publish"]).to_service("a").to_service("b").to("1");
        assert!(json(two).contains(r#""Principal":{"Service":["a","b"],"AWS":"1"}"#));
    }
}
