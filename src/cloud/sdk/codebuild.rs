//! AWS CodeBuild.

use super::api::{Api, CODEBUILD, Done, Request, epoch};
use super::call::{Caller, or_none};
use super::convert::said;
use crate::cloud::codebuild::{Build, CodeBuild, Phase};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// AWS CodeBuild.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StartBuild<'a> {
    project_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_version: Option<&'a str>,
    idempotency_token: &'a str,
}

#[derive(Deserialize)]
struct Started {
    build: Option<FoundBuild>,
}

#[derive(Serialize)]
struct BatchGetBuilds<'a> {
    ids: &'a [String],
}

#[derive(Deserialize)]
struct Builds {
    #[serde(default)]
    builds: Vec<FoundBuild>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListBuildsForProject<'a> {
    project_name: &'a str,
    sort_order: &'static str,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    ids: Vec<String>,
}

#[derive(Serialize)]
struct StopBuild<'a> {
    id: &'a str,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FoundBuild {
    id: String,
    build_number: Option<i64>,
    project_name: String,
    build_status: String,
    phases: Vec<FoundPhase>,
    source_version: Option<String>,
    resolved_source_version: Option<String>,
    #[serde(deserialize_with = "epoch")]
    start_time: Option<Timestamp>,
    #[serde(deserialize_with = "epoch")]
    end_time: Option<Timestamp>,
    initiator: Option<String>,
    logs: Option<LogsLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogsLocation {
    group_name: Option<String>,
    stream_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FoundPhase {
    phase_type: String,
    phase_status: Option<String>,
    duration_in_seconds: Option<i64>,
    contexts: Vec<PhaseContext>,
}

#[derive(Deserialize)]
struct PhaseContext {
    message: Option<String>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(CODEBUILD, config, caller))
    }

    async fn ids(&self, project: &str) -> Result<Vec<String>> {
        let request = Request::json(&ListBuildsForProject {
            project_name: project,
            sort_order: "DESCENDING",
        });
        let answer: Listed = self.0.read("codebuild:ListBuildsForProject", request).await?;
        Ok(answer.ids)
    }
}

impl CodeBuild for Client {
    async fn start_build(&self, project: &str, version: Option<&str>, token: &str) -> Result<Build> {
        let call = "codebuild:StartBuild";
        let request = Request::json(&StartBuild {
            project_name: project,
            source_version: version,
            idempotency_token: token,
        });
        let answer: Started = self.0.write(call, request).await?;
        answer.build.map(build).ok_or_else(|| Error {
            call,
            kind: Kind::Unavailable,
            message: "the answer has no build".to_owned(),
        })
    }

    async fn batch_get_builds(&self, ids: &[String]) -> Result<Vec<Build>> {
        let request = Request::json(&BatchGetBuilds { ids });
        let answer: Builds = self.0.read("codebuild:BatchGetBuilds", request).await?;
        Ok(answer.builds.into_iter().map(build).collect())
    }

    async fn list_builds_for_project(&self, project: &str) -> Result<Vec<String>> {
        or_none(self.ids(project).await)
    }

    async fn stop_build(&self, id: &str) -> Result<()> {
        let request = Request::json(&StopBuild { id });
        self.0
            .write::<Done>("codebuild:StopBuild", request)
            .await
            .map(drop)
    }
}

fn build(found: FoundBuild) -> Build {
    let log = |logs: LogsLocation| {
        Some((
            said(logs.group_name.as_deref())?,
            said(logs.stream_name.as_deref())?,
        ))
    };
    Build {
        id: found.id,
        number: found.build_number,
        project: found.project_name,
        status: found.build_status.as_str().into(),
        phases: found.phases.into_iter().map(phase).collect(),
        version: said(found.source_version.as_deref()),
        commit: said(found.resolved_source_version.as_deref()),
        started: found.start_time,
        ended: found.end_time,
        initiator: said(found.initiator.as_deref()),
        log: found.logs.and_then(log),
    }
}

fn phase(found: FoundPhase) -> Phase {
    let mut messages = found
        .contexts
        .iter()
        .filter_map(|context| said(context.message.as_deref()));
    Phase {
        name: found.phase_type,
        status: found.phase_status.as_deref().map(Into::into),
        seconds: found.duration_in_seconds,
        message: messages.next(),
    }
}
