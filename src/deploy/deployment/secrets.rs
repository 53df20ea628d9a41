//! The SecureStrings of a stack: creates each missing one, with the value of the plain parameter it replaces if a
//! stack still has that. Existing ones are never changed.

use super::Failure;
use crate::cloud::ssm::{NewParameter, Parameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Kind, Secret};
use crate::deploy::parameter_creation;
use crate::model::app::SecureParameter;
use crate::model::template::Template;

/// A step for one SecureString.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Create it, with its placeholder.
    Create,
    /// Create it with the value of the plain parameter of this name, which a deployed stack owns.
    Copy(String),
}

/// The plain parameters in the deployed template that these SecureStrings replace: name and logical ID.
pub(super) fn replaced(secrets: &[SecureParameter], deployed: Option<&Template>) -> Vec<(String, String)> {
    let owned = deployed.into_iter().flat_map(|template| &template.resources);
    let owned = owned.filter(|(_, resource)| resource.kind == "AWS::SSM::Parameter");
    let named = owned.filter_map(|(id, resource)| {
        let name = resource.properties.get("Name")?.as_text()?;
        let replaced = secrets
            .iter()
            .any(|secret| secret.replaces.as_deref() == Some(name));
        replaced.then(|| (name.to_owned(), id.to_string()))
    });
    named.collect()
}

/// The steps to take for the existing parameters. Reads and writes nothing.
pub(super) fn plan<'a>(
    secrets: &'a [SecureParameter],
    owned: &[(String, String)],
    found: &[Parameter],
) -> Vec<(&'a SecureParameter, Step)> {
    let value = |name: &str| {
        found
            .iter()
            .find(|parameter| parameter.name == name)
            .map(|found| &found.value)
    };
    let step = |secret: &SecureParameter| {
        let now = value(&secret.name);
        let old = secret
            .replaces
            .as_deref()
            .filter(|name| owned.iter().any(|(owned, _)| owned == name));
        let real = old.and_then(|name| Some((name, value(name)?)));
        let real = real.filter(|(_, old)| old.expose() != secret.placeholder);
        match (real, now) {
            (Some((name, old)), now) if now != Some(old) => Some(Step::Copy(name.to_owned())),
            (_, None) => Some(Step::Create),
            _ => None,
        }
    };
    secrets
        .iter()
        .filter_map(|secret| Some((secret, step(secret)?)))
        .collect()
}

/// Executes the plan, and stops if the parameters are not as they should be afterwards. `seen` is what an earlier
/// read returned.
pub(super) async fn apply(
    cloud: &impl Cloud,
    secrets: &[SecureParameter],
    owned: &[(String, String)],
    seen: &[Parameter],
) -> Result<(), Failure> {
    if owned.is_empty() {
        return create(cloud, plan(secrets, owned, seen)).await;
    }
    let names = names(secrets, owned);
    let found = cloud.ssm().get_parameters(&names).await?;
    let steps = plan(secrets, owned, &found);
    for (secret, step) in &steps {
        let old = match step {
            Step::Create => None,
            Step::Copy(name) => found.iter().find(|parameter| parameter.name == *name),
        };
        let value = old.map_or_else(
            || Secret::new(secret.placeholder.clone()),
            |old| old.value.clone(),
        );
        let overwrite = matches!(step, Step::Copy(_));
        let parameter = written(secret, value, overwrite);
        if overwrite {
            cloud.ssm().put_parameter(&parameter).await?;
        } else {
            parameter_creation::create(cloud, &parameter).await?;
        }
    }
    if steps.is_empty() {
        return Ok(());
    }
    let found = cloud.ssm().get_parameters(&names).await?;
    match plan(secrets, owned, &found).first() {
        None => Ok(()),
        Some((secret, _)) => Err(Failure::Values(format!(
            "the copy of {} differs from the original: the plain parameter was not removed",
            secret.name
        ))),
    }
}

/// Creates the missing parameters. One that another process has created in the meantime stays as it is.
async fn create(cloud: &impl Cloud, missing: Vec<(&SecureParameter, Step)>) -> Result<(), Failure> {
    for (secret, _) in missing {
        let placeholder = written(secret, Secret::new(secret.placeholder.clone()), false);
        match parameter_creation::create(cloud, &placeholder).await {
            Err(error) if error.kind == Kind::AlreadyExists => {}
            result => drop(result?),
        }
    }
    Ok(())
}

fn written(secret: &SecureParameter, value: Secret, overwrite: bool) -> NewParameter {
    NewParameter {
        name: secret.name.clone(),
        kind: ParameterKind::SecureString,
        value,
        description: Some(secret.description.clone()),
        tags: Vec::new(),
        overwrite,
    }
}

/// The names of all parameters involved.
pub(super) fn names(secrets: &[SecureParameter], owned: &[(String, String)]) -> Vec<String> {
    let old = owned.iter().map(|(name, _)| name.clone());
    secrets
        .iter()
        .map(|secret| secret.name.clone())
        .chain(old)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> SecureParameter {
        SecureParameter {
            name: "/sa/KEY".into(),
            placeholder: "put_it_here".into(),
            description: "a key".into(),
            replaces: Some("SA_KEY".into()),
        }
    }

    fn found(name: &str, value: &str) -> Parameter {
        Parameter {
            name: name.into(),
            kind: ParameterKind::SecureString,
            value: Secret::new(value),
            version: 1,
            modified: None,
        }
    }

    fn steps(owned: bool, found: &[Parameter]) -> Vec<Step> {
        let owned = if owned {
            vec![("SA_KEY".to_owned(), "Key".to_owned())]
        } else {
            Vec::new()
        };
        plan(&[secret()], &owned, found)
            .into_iter()
            .map(|(_, step)| step)
            .collect()
    }

    #[test]
    fn a_missing_one_is_made_and_one_that_is_there_stays() {
        assert_eq!(steps(false, &[]), [Step::Create]);
        assert_eq!(steps(false, &[found("/sa/KEY", "x")]), []);
        assert_eq!(steps(false, &[found("/sa/KEY", "x"), found("SA_KEY", "y")]), []);
    }

    #[test]
    fn while_a_stack_owns_the_plain_one_that_one_is_the_truth() {
        let copy = || vec![Step::Copy("SA_KEY".into())];
        assert_eq!(steps(true, &[found("SA_KEY", "y")]), copy());
        assert_eq!(
            steps(true, &[found("/sa/KEY", "x"), found("SA_KEY", "y")]),
            copy()
        );
        assert_eq!(steps(true, &[found("/sa/KEY", "y"), found("SA_KEY", "y")]), []);
        assert_eq!(
            steps(true, &[found("/sa/KEY", "x"), found("SA_KEY", "put_it_here")]),
            []
        );
        assert_eq!(steps(true, &[found("SA_KEY", "put_it_here")]), [Step::Create]);
    }
}
