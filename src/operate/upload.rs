//! `upload`: packs a directory into an archive and uploads it, with extra files, to the bucket of a deployed
//! stack.

mod archive;
mod extra_files;
mod private_files;
mod rules;
mod walk;

use super::deployed_stack::DeployedStack;
use super::refusal::{Failure, Refusal};
use crate::cloud::s3::{NewObject, S3};
use crate::cloud::{Cloud, Clouds};
use crate::model::app::Payload;
use crate::synth::{Artifact, Assembly};
use jiff::Timestamp;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The options of an upload.
#[derive(Clone, Debug)]
pub struct Request {
    /// The directory.
    pub directory: PathBuf,
    /// Only these, by their keys in the bucket; everything if it is empty.
    pub only: Vec<String>,
    /// Files of the directory that are packed, even if `.gitignore` or their names exclude them.
    pub include: Vec<PathBuf>,
    /// The maximum number of bytes to pack.
    pub limit: u64,
    /// Whether a daily file may be from an earlier day.
    pub allow_old: bool,
}

/// What is uploaded, and what is left out.
#[derive(Clone, Debug, Serialize)]
pub struct Pack {
    /// The id of the stack.
    pub stack: Arc<str>,
    /// The bucket, after the upload.
    pub bucket: Option<String>,
    /// The archive, if it is uploaded.
    pub archive: Option<Archive>,
    /// Files that are uploaded next to the archive.
    pub files: Vec<File>,
    /// Files that are not uploaded, although nothing ignores them.
    pub left_out: Vec<LeftOut>,
}

/// An archive.
#[derive(Clone, Debug, Serialize)]
pub struct Archive {
    /// The key in the bucket.
    pub name: String,
    /// The size in bytes.
    pub bytes: u64,
    /// The files in it, by path.
    pub files: Vec<File>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct File {
    /// The path in the archive, or the key in the bucket.
    pub name: String,
    /// The size in bytes.
    pub bytes: u64,
}

/// A file that is not packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The path.
    pub name: String,
    /// The reason.
    #[serde(rename = "reason")]
    pub because: &'static str,
}

/// All data of an upload, read and validated.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Its summary.
    pub pack: Pack,
    artifact: &'a Artifact,
    payload: &'a Payload,
    objects: Vec<NewObject>,
}

/// The stack that accepts uploads: the named one, or the only one.
pub fn target<'a>(
    assembly: &'a Assembly,
    stack: Option<&str>,
) -> Result<(&'a Artifact, &'a Payload), Refusal> {
    let takers = assembly.stacks.iter();
    let takers = takers.filter_map(|stack| Some((stack, stack.payload.as_ref()?)));
    let takers = takers.collect::<Vec<_>>();
    let names = takers.iter().map(|(stack, _)| &*stack.id);
    let names = names.collect::<Vec<_>>().join(", ");
    match (stack, takers.as_slice()) {
        (_, []) => Err(Refusal::usage(
            "upload: no stack of this app has uploads",
            "define them with `Stack::payload`",
        )),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Refusal::usage(
            "upload: several stacks have uploads",
            format!("select one with --stack: {names}"),
        )),
        (Some(stack), takers) => {
            let mut takers = takers.iter();
            takers
                .find(|(taker, _)| *taker.id == *stack)
                .copied()
                .ok_or_else(|| {
                    let reason = format!("upload: {stack} has no uploads");
                    Refusal::usage(reason, format!("select one that has: {names}"))
                })
        }
    }
}

/// Reads and packs everything. Uploads and writes nothing.
pub fn plan<'a>(
    (artifact, payload): (&'a Artifact, &'a Payload),
    request: &Request,
    now: Timestamp,
) -> Result<Plan<'a>, Refusal> {
    let root = root(&request.directory)?;
    let names = payload.files.iter().map(|file| &*file.name);
    let names = [&*payload.archive].into_iter().chain(names).collect::<Vec<_>>();
    if let Some(unknown) = request.only.iter().find(|name| !names.contains(&&***name)) {
        let reason = format!("upload: {} does not use {unknown}", artifact.id);
        return Err(Refusal::usage(
            reason,
            format!("use names among {}", names.join(", ")),
        ));
    }
    let is_wanted = |name: &str| request.only.is_empty() || request.only.iter().any(|only| only == name);
    let mut objects = extra_files::read(&root, payload, &is_wanted, request.allow_old, now)?;
    let files = objects.iter().map(|object| File {
        name: object.key.clone(),
        bytes: object.body.len() as u64,
    });
    let mut pack = Pack {
        stack: artifact.id.clone(),
        bucket: None,
        archive: None,
        files: files.collect(),
        left_out: Vec::new(),
    };
    if is_wanted(&payload.archive) {
        let beside = names.into_iter().skip(1).collect::<Vec<_>>();
        let found = walk::files(&root, &request.include, &beside, request.limit)?;
        let body = archive::pack(&root, &found.files, &request.include)?;
        pack.left_out = found.left_out;
        pack.archive = Some(Archive {
            name: payload.archive.to_string(),
            bytes: body.len() as u64,
            files: found.files,
        });
        // Last, so that a reader of the new archive finds its files.
        objects.push(NewObject {
            key: payload.archive.to_string(),
            body,
            content_type: "application/zip",
        });
    }
    if objects.is_empty() {
        let reason = format!("upload: nothing to upload in {}", request.directory.display());
        return Err(Refusal::state(reason, "name the directory of the program"));
    }
    Ok(Plan {
        pack,
        artifact,
        payload,
        objects,
    })
}

/// Uploads everything to the bucket, object by object, each completely or not at all.
pub async fn send(
    clouds: &impl Clouds,
    plan: Plan<'_>,
    told: &mut impl FnMut(&str),
) -> Result<Pack, Failure> {
    let deployed = DeployedStack::of(clouds, plan.artifact).await?;
    let bucket = deployed.name(&plan.payload.bucket)?;
    // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/..
    let owner = deployed.stack.arn.split(':').nth(4).unwrap_or_default();
    for object in &plan.objects {
        deployed.cloud.s3().put_object(bucket, owner, object).await?;
        told(&object.key);
    }
    Ok(Pack {
        bucket: Some(bucket.to_owned()),
        ..plan.pack
    })
}

/// The directory, with links resolved.
fn root(directory: &Path) -> Result<PathBuf, Refusal> {
    let shown = directory.display();
    let root = directory.canonicalize();
    match root {
        Ok(root) if root.is_dir() => Ok(root),
        Ok(_) => Err(Refusal::usage(
            format!("upload: {shown} is not a directory"),
            "name the directory of the program",
        )),
        Err(error) => Err(Refusal::usage(
            crate::local::disk::Error::new("list", directory, error).to_string(),
            "name the directory of the program",
        )),
    }
}
