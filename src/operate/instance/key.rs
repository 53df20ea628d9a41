//! The private key of an instance: from the parameter in which CloudFormation stores it to a file that only its
//! owner can read. It is never shown.

use super::Deployed;
use super::argument::{KeyPairId, KeyPairName};
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Secret};
use crate::local::cache;
use crate::local::disk::{self, How};
use crate::model::json::Call;
use crate::operate::refusal::{Failure, Refusal};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A key pair that CloudFormation created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// Its name.
    pub name: KeyPairName,
    /// Its id, which is unique forever.
    pub id: KeyPairId,
}

/// The key pair of an instance.
pub fn pair<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<KeyPair, Failure> {
    let (artifact, pair) = (deployed.machine.artifact, &deployed.machine.parts.key_pair);
    let is_id = |call: Option<&Call>| matches!(call, Some(Call::GetAtt(target, attribute)) if target.id == *pair && &**attribute == "KeyPairId");
    let mut outputs = artifact.template.outputs.iter();
    let output = outputs.find(|(_, output)| is_id(output.value.as_call()));
    let told = output.and_then(|(name, _)| {
        let mut told = deployed.deployed.stack.outputs.iter();
        told.find(|told| *told.name == **name)
    });
    let Some(told) = told else {
        let id = &artifact.id;
        let reason = format!("{id}: its outputs do not name the key pair of the instance");
        return Err(Refusal::state(reason, format!("run `sa-infra deploy {id}` to update them")).into());
    };
    Ok(KeyPair {
        name: KeyPairName::new(deployed.deployed.name(pair)?)?,
        id: KeyPairId::new(&told.value)?,
    })
}

/// The private key of a key pair.
pub async fn private<C: Cloud>(deployed: &Deployed<'_, C>, pair: &KeyPair) -> Result<Secret, Failure> {
    let name = format!("/ec2/keypair/{}", pair.id);
    let found = deployed
        .deployed
        .cloud
        .ssm()
        .get_parameters(std::slice::from_ref(&name))
        .await?;
    found
        .into_iter()
        .next()
        .map(|parameter| parameter.value)
        .ok_or_else(|| {
            let id = &deployed.machine.artifact.id;
            let reason = format!("{id}: the parameter {name} with the private key does not exist");
            let fix = "it was deleted and cannot be restored; Session Manager works without it";
            Refusal::state(reason, fix).into()
        })
}

/// The file with the key for `ssh`: in the user's cache, with a unique name.
pub fn kept(pair: &KeyPair) -> Result<PathBuf, Refusal> {
    let keys = cache::directory().map(|cache| cache.join("keys"));
    let keys = keys.ok_or_else(|| {
        let reason = "instance: no home directory to keep the key in";
        Refusal::state(
            reason,
            "set HOME, or use `sa-infra instance key FILE` and run ssh yourself",
        )
    })?;
    Ok(keys.join(format!("{}.pem", pair.id)))
}

/// Writes a key to a file that only its owner can read. An existing file stays, unless `over` is set.
pub fn write(key: &Secret, file: &Path, over: bool) -> Result<(), Refusal> {
    // ssh requires a newline after the last line.
    let text = Zeroizing::new(format!("{}\n", key.expose().trim_end()));
    let how = How { over, private: true };
    disk::write(file, text.as_bytes(), how).map_err(|error| {
        let fix = match error.kind() {
            ErrorKind::AlreadyExists => "name another file, or overwrite this one with --force".to_owned(),
            _ => error.fix(),
        };
        Refusal::usage(error.to_string(), fix)
    })
}

/// The file with the key for `ssh`. Downloads the key if the file does not exist.
pub async fn file<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<PathBuf, Failure> {
    let pair = pair(deployed)?;
    let file = kept(&pair)?;
    if file.exists() {
        return Ok(file);
    }
    let key = private(deployed, &pair).await?;
    if let Some(directory) = file.parent() {
        cache::make(directory).map_err(|error| {
            let error = disk::Error::new("create", directory, error);
            Refusal::state(error.to_string(), error.fix())
        })?;
    }
    write(&key, &file, false)?;
    Ok(file)
}
