//! Creates parameters whose name was deleted just before: Parameter Store releases a name only after a while.

use crate::cloud::ssm::{NewParameter, Ssm};
use crate::cloud::{Cloud, Error, Kind, Result};
use std::time::Duration;

/// How often the creation is tried, and the pause in between: SSM recommends thirty seconds.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_secs(2);

/// Creates a parameter, unless it exists: then the error is [`Kind::AlreadyExists`].
pub(super) async fn create(cloud: &impl Cloud, parameter: &NewParameter) -> Result<i64> {
    for _ in 1..TRIES {
        match cloud.ssm().put_parameter(parameter).await {
            Err(error) if may_pass(&error) => {
                if error.kind == Kind::AlreadyExists && is_there(cloud, &parameter.name).await? {
                    return Err(error);
                }
                tokio::time::sleep(PAUSE).await;
            }
            result => return result,
        }
    }
    cloud.ssm().put_parameter(parameter).await
}

/// Whether the name may not be released yet. AWS does not document which error it returns.
fn may_pass(error: &Error) -> bool {
    match &error.kind {
        Kind::AlreadyExists => true,
        Kind::Other { code } => code == "TooManyUpdates",
        _ => false,
    }
}

async fn is_there(cloud: &impl Cloud, name: &str) -> Result<bool> {
    let found = cloud.ssm().get_parameters(&[name.to_owned()]).await?;
    Ok(!found.is_empty())
}
