//! The private key of a machine: from the parameter in which CloudFormation keeps it into a file that only its owner
//! reads. It is shown nowhere else.

use super::Deployed;
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Secret};
use crate::json::Call;
use crate::toolkit::cache;
use crate::toolkit::refusal::{Failure, Refusal};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A key pair that CloudFormation made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// Its name.
    pub name: String,
    /// Its id, which no other key pair ever gets.
    pub id: String,
}

/// The key pair of a machine.
pub fn pair<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<KeyPair, Failure> {
    let (artifact, pair) = (deployed.machine.artifact, &deployed.machine.parts.key_pair);
    let is_id = |call: Option<&Call>| matches!(call, Some(Call::GetAtt(target, attribute)) if target.id == *pair && &**attribute == "KeyPairId");
    let mut outputs = artifact.template.outputs.iter();
    let output = outputs.find(|(_, output)| is_id(output.value.as_call()));
    let told = output.and_then(|(name, _)| {
        let mut told = deployed.site.stack.outputs.iter();
        told.find(|told| *told.name == **name)
    });
    let Some(told) = told else {
        let id = &artifact.id;
        let reason = format!("{id}: its outputs do not say which key pair its machine has");
        return Err(Refusal::state(reason, format!("`sa-infra deploy {id}` brings them up to date")).into());
    };
    Ok(KeyPair {
        name: deployed.site.name(pair)?.to_owned(),
        id: told.value.clone(),
    })
}

/// The private key of a key pair.
pub async fn private<C: Cloud>(deployed: &Deployed<'_, C>, pair: &KeyPair) -> Result<Secret, Failure> {
    let name = format!("/ec2/keypair/{}", pair.id);
    let found = deployed
        .site
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
            let reason = format!("{id}: there is no parameter {name}, in which the private key would be");
            let fix = "somebody deleted it; nobody can have that key again, and Session Manager needs none";
            Refusal::state(reason, fix).into()
        })
}

/// Where the key of a pair is kept for `ssh`: below the user's cache, named after what no other key is called.
pub fn kept(pair: &KeyPair) -> Result<PathBuf, Refusal> {
    let keys = cache::directory().map(|cache| cache.join("keys"));
    let keys = keys.ok_or_else(|| {
        let reason = "instance: this user has no home directory to keep the key in";
        Refusal::state(
            reason,
            "set HOME, or use `sa-infra instance key FILE` and ssh by hand",
        )
    })?;
    let known = pair
        .id
        .chars()
        .all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
    if !known || pair.id.is_empty() {
        let reason = format!("instance: \"{}\" is no id of a key pair", pair.id);
        return Err(Refusal::state(reason, "see what the outputs of the stack say"));
    }
    Ok(keys.join(format!("{}.pem", pair.id)))
}

/// Writes a key whole or not at all, for its owner only. A file that is there stays, unless `over` says otherwise.
pub fn write(key: &Secret, file: &Path, over: bool) -> Result<(), Refusal> {
    let wrong = |error: &io::Error| {
        let shown = file.display();
        if error.kind() == io::ErrorKind::AlreadyExists {
            let fix = "name another file; --force writes over this one";
            return Refusal::usage(format!("{shown}: is there already"), fix);
        }
        let fix = "name a file in a directory that you may write to";
        Refusal::usage(format!("{shown}: cannot be written: {error}"), fix)
    };
    // What cannot be is said before anything is written.
    if !over && fs::symlink_metadata(file).is_ok() {
        return Err(wrong(&io::ErrorKind::AlreadyExists.into()));
    }
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let draft = directory
        .unwrap_or(Path::new("."))
        .join(format!(".sa-infra-{}", std::process::id()));
    let written = draw_up(key, &draft).and_then(|()| {
        if over {
            fs::rename(&draft, file)
        } else {
            // Fails when somebody else was faster, which a renaming would not.
            fs::hard_link(&draft, file)
        }
    });
    // After a renaming there is none.
    let _ = fs::remove_file(&draft);
    written.map_err(|error| wrong(&error))
}

fn draw_up(key: &Secret, draft: &Path) -> io::Result<()> {
    // What an earlier attempt left under this name is nobody's.
    let _ = fs::remove_file(draft);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(draft)?;
    // ssh takes no key without the end of its last line.
    let text = key.expose().trim_end();
    writeln!(file, "{text}")?;
    file.sync_all()
}

/// The file with the key for `ssh`, which is fetched unless it is there.
pub async fn file<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<PathBuf, Failure> {
    let pair = pair(deployed)?;
    let file = kept(&pair)?;
    if file.exists() {
        return Ok(file);
    }
    let key = private(deployed, &pair).await?;
    if let Some(directory) = file.parent() {
        cache::make(directory).map_err(|error| {
            let reason = format!("{}: cannot be made: {error}", directory.display());
            Refusal::state(reason, "make it yourself, or see who may write there")
        })?;
    }
    write(&key, &file, false)?;
    Ok(file)
}
