//! AWS CodeBuild by the SDK.

use super::call::{Caller, or_none};
use super::convert::{said, text, time};
use crate::cloud::codebuild::{Build, CodeBuild, Phase};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use aws_sdk_codebuild::types;

/// AWS CodeBuild by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_codebuild::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_codebuild::Client::new(config),
            caller: caller.clone(),
        }
    }

    async fn ids(&self, project: &str) -> Result<Vec<String>> {
        let request = self.client.list_builds_for_project().project_name(project);
        let request = request.sort_order(types::SortOrderType::Descending).send();
        let answer = self
            .caller
            .read("codebuild:ListBuildsForProject", request)
            .await?;
        Ok(answer.ids.unwrap_or_default())
    }
}

impl CodeBuild for Client {
    async fn start_build(&self, project: &str, version: Option<&str>, token: &str) -> Result<Build> {
        let call = "codebuild:StartBuild";
        let request = self.client.start_build().project_name(project);
        let request = request
            .set_source_version(version.map(str::to_owned))
            .idempotency_token(token);
        let answer = Box::pin(self.caller.write(call, request.send())).await?;
        answer.build_value().map(build).ok_or_else(|| Error {
            call,
            kind: Kind::Unavailable,
            message: "the answer has no build".to_owned(),
        })
    }

    async fn batch_get_builds(&self, ids: &[String]) -> Result<Vec<Build>> {
        let request = self.client.batch_get_builds().set_ids(Some(ids.to_vec())).send();
        let answer = self.caller.read("codebuild:BatchGetBuilds", request).await?;
        Ok(answer.builds().iter().map(build).collect())
    }

    async fn list_builds_for_project(&self, project: &str) -> Result<Vec<String>> {
        or_none(self.ids(project).await)
    }

    async fn stop_build(&self, id: &str) -> Result<()> {
        let request = self.client.stop_build().id(id).send();
        Box::pin(self.caller.write("codebuild:StopBuild", request))
            .await
            .map(drop)
    }
}

fn build(build: &types::Build) -> Build {
    let log = build
        .logs()
        .and_then(|logs| Some((said(logs.group_name())?, said(logs.stream_name())?)));
    Build {
        id: text(build.id()),
        number: build.build_number(),
        project: text(build.project_name()),
        status: build.build_status().map_or("", |status| status.as_str()).into(),
        phases: build.phases().iter().map(phase).collect(),
        version: said(build.source_version()),
        commit: said(build.resolved_source_version()),
        started: build.start_time().map(time),
        ended: build.end_time().map(time),
        initiator: said(build.initiator()),
        log,
    }
}

fn phase(phase: &types::BuildPhase) -> Phase {
    let mut said = phase
        .contexts()
        .iter()
        .filter_map(|context| said(context.message()));
    Phase {
        name: phase.phase_type().map_or("", |kind| kind.as_str()).to_owned(),
        status: phase.phase_status().map(|status| status.as_str().into()),
        seconds: phase.duration_in_seconds(),
        message: said.next(),
    }
}
