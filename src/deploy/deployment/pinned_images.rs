//! Task definitions with pinned images: `deploy` and `diff` replace the tag by the digest that it has now.

use crate::cloud::ecr::Ecr;
use crate::cloud::{Cloud, Error, Kind, Result};
use crate::model::image::{Image, is_digest};
use crate::model::json::{Call, Json};
use crate::model::template::Template;
use crate::synth::Artifact;
use crate::synth::resolve::offline;

/// The digest of no image: before the first build, the task definition must not run the next image that is pushed.
const NONE: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// Replaces the tags in the pinned task definitions of a stack's template.
pub(super) async fn pin(cloud: &impl Cloud, stack: &Artifact, template: &mut Template) -> Result<()> {
    for id in &stack.pinned_images {
        let resource = template.resources.get_mut(id);
        let containers = resource.and_then(|resource| resource.properties.get_mut("ContainerDefinitions"));
        let Some(Json::List(containers)) = containers else {
            continue;
        };
        for container in containers {
            let Json::Map(container) = container else { continue };
            let Some(name) = container.get_mut("Image") else {
                continue;
            };
            let image = offline(&stack.template, name).and_then(|name| Image::parse(&name));
            let own = image.filter(|image| image.registry.contains(".dkr.ecr.") && image.digest.is_none());
            if let Some(image) = own {
                let digest = digest(cloud, &image).await?;
                replace(name, &format!(":{}", image.tag), &format!("@{digest}"));
            }
        }
    }
    Ok(())
}

/// The current digest of the tag.
async fn digest(cloud: &impl Cloud, image: &Image) -> Result<String> {
    let found = cloud.ecr().describe_images(&image.repository).await?;
    let Some(found) = found.into_iter().find(|one| one.tags.contains(&image.tag)) else {
        return Ok(NONE.to_owned());
    };
    if is_digest(&found.digest) {
        return Ok(found.digest);
    }
    let code = "InvalidDigest".to_owned();
    Err(Error {
        call: "ecr:DescribeImages",
        kind: Kind::Other { code },
        message: format!(
            "\"{}\" is not the digest of an image",
            found.digest.escape_debug()
        ),
    })
}

/// Replaces the end of a string, or of an expression that ends in one.
fn replace(json: &mut Json, end: &str, with: &str) {
    match json {
        Json::Text(text) => {
            if let Some(start) = text.strip_suffix(end) {
                *text = format!("{start}{with}").into();
            }
        }
        Json::List(parts) => parts.iter_mut().for_each(|part| replace(part, end, with)),
        Json::Call(call) => {
            if let Call::Function(_, argument) = &mut **call {
                replace(argument, end, with);
            }
        }
        _ => {}
    }
}
