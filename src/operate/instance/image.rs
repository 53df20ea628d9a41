//! The image of an instance, which is kept from the first deployment on: whether there is a newer one, and
//! changing to it.

use super::Deployed;
use crate::cloud::Cloud;
use crate::cloud::ssm::Ssm;
use crate::model::app::Initial;
use crate::model::json::Call;
use crate::operate::refusal::{Failure, Refusal};
use serde::Serialize;

/// The image of an instance, and the newest one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Images {
    /// The current image.
    pub current: Option<String>,
    /// The newest image; `None` if AWS publishes none in this region, or if the configuration sets one.
    pub newest: Option<String>,
    /// Whether the configuration sets the image.
    pub configured: bool,
}

impl Images {
    /// Whether there is a newer one.
    pub fn is_outdated(&self) -> bool {
        self.newest.is_some() && self.newest != self.current
    }
}

/// The replacement of an instance by one with another image.
#[derive(Clone, Debug, Serialize)]
pub struct Upgrade {
    /// The stack.
    pub stack: String,
    /// The logical id of the instance, which is replaced.
    pub instance: String,
    /// The template parameter that keeps the image.
    #[serde(skip)]
    pub parameter: String,
    /// The image now, and the newest one.
    #[serde(flatten)]
    pub images: Images,
}

/// The template parameter of the image, and the public parameter with the newest one.
fn pin<C>(deployed: &Deployed<'_, C>) -> Option<(String, String)> {
    let artifact = deployed.machine.artifact;
    let machine = artifact
        .template
        .resources
        .get(&deployed.machine.parts.instance)?;
    let Call::Ref(target) = machine.properties.get("ImageId")?.as_call()? else {
        return None;
    };
    let mut initial = artifact.initial_values.iter();
    let (name, value) = initial.find(|(name, _)| **name == *target.id)?;
    match value {
        Initial::Published(path) => Some((name.to_string(), path.to_string())),
        Initial::Value(_) => None,
    }
}

/// The images of an instance: the current one is `live`, or the one that the stack keeps.
pub(super) async fn images<C: Cloud>(
    deployed: &Deployed<'_, C>,
    live: Option<String>,
) -> Result<Images, Failure> {
    let Some((parameter, path)) = pin(deployed) else {
        return Ok(Images {
            current: live,
            newest: None,
            configured: true,
        });
    };
    let mut kept = deployed.deployed.stack.parameters.iter();
    let kept = kept.find(|kept| kept.name == parameter);
    let kept = kept.and_then(|kept| Some(kept.value.as_ref()?.expose().to_owned()));
    let found = deployed.deployed.cloud.ssm().get_parameters(&[path]).await?;
    Ok(Images {
        current: live.or(kept),
        newest: found.first().map(|newest| newest.value.expose().to_owned()),
        configured: false,
    })
}

/// The change to the newest image. The caller checks whether it is another one.
pub async fn upgrade<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<Upgrade, Failure> {
    let artifact = deployed.machine.artifact;
    let (id, instance) = (&artifact.id, &deployed.machine.parts.instance);
    let Some((parameter, path)) = pin(deployed) else {
        let kept = artifact.kept.iter().find(|(kept, _)| kept == instance);
        let setting = kept.and_then(|(_, keep)| keep.settings.iter().find(|(name, _)| *name == "ImageId"));
        let setting = setting.map_or(String::new(), |(_, key)| format!(", with {key}"));
        let reason = format!("{id}: the configuration sets the image of the instance{setting}");
        let fix =
            format!("change or remove that key, then run `sa-infra deploy {id} --allow-replace {instance}`");
        return Err(Refusal::state(reason, fix).into());
    };
    let live = deployed.instance().await?.image;
    let images = images(deployed, live).await?;
    if images.newest.is_none() {
        let reason = format!("{id}: AWS has no image {path} in this region");
        return Err(Refusal::state(reason, "check the region").into());
    }
    Ok(Upgrade {
        stack: id.to_string(),
        instance: instance.to_string(),
        parameter,
        images,
    })
}
