//! Dynamic references: values that CloudFormation reads from the Parameter Store or Secrets Manager when it deploys.

use super::join;
use crate::model::value::Val;

/// `{{resolve:ssm:NAME}}`: the newest value of a plain parameter of the Parameter Store.
pub fn resolve_ssm(name: &str) -> Val<String> {
    format!("{{{{resolve:ssm:{name}}}}}").into()
}

/// `{{resolve:ssm-secure:NAME}}`: the newest value of a SecureString. Only the properties that AWS lists take one.
pub fn resolve_ssm_secure(name: &str) -> Val<String> {
    format!("{{{{resolve:ssm-secure:{name}}}}}").into()
}

/// `{{resolve:secretsmanager:ID:SecretString}}`: the value of a secret, by its name or ARN, also the reference of one in the
/// same app.
pub fn resolve_secret(secret: impl Into<Val<String>>) -> Val<String> {
    join(
        "",
        [
            "{{resolve:secretsmanager:".into(),
            secret.into(),
            ":SecretString}}".into(),
        ],
    )
}

/// `{{resolve:secretsmanager:ID:SecretString:KEY}}`: a member of a secret that is a JSON object.
///
/// ```
/// # use sa_infra::intrinsic::resolve_secret_key;
/// # use sa_infra::value::ToJson;
/// let password = resolve_secret_key("database", "password").to_json();
/// assert_eq!(password.as_text(), Some("{{resolve:secretsmanager:database:SecretString:password}}"));
/// ```
pub fn resolve_secret_key(secret: impl Into<Val<String>>, key: &str) -> Val<String> {
    let end = format!(":SecretString:{key}}}}}");
    join(
        "",
        ["{{resolve:secretsmanager:".into(), secret.into(), end.into()],
    )
}
