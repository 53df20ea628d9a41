//! The parameters of the services: credentials as SecureStrings, the account id as a parameter.

use crate::config::{Config, Definition, Store};
use crate::tags::Tags;
use sa_infra::app::{SecureParameter, Stack};
use sa_infra::aws::ssm;
use sa_infra::intrinsic::{account_id, partition, region};
use sa_infra::template;
use sa_infra::text;
use sa_infra::value::Val;

/// A parameter in Systems Manager, from whatever source.
pub struct Parameter {
    /// The name in the container's environment.
    pub name: String,
    /// Its ARN, by which ECS reads it.
    pub arn: Val<String>,
}

/// Secrets are resources only in the plain store: CloudFormation cannot create SecureStrings, so `deploy` does.
pub fn define(stack: &mut Stack, config: &Config) -> Vec<Parameter> {
    let store = config.stock_advisor.parameters.store;
    let define = |definition: &Definition| {
        // An ARN has one slash between `parameter` and the name, whether the name begins with one or not.
        let name = if definition.secret && store == Store::Secure {
            let name = definition.secure_name(&config.namespace);
            stack.secure_parameter(SecureParameter {
                name: name.clone(),
                placeholder: definition.placeholder.to_string(),
                description: definition.description.to_string(),
                replaces: Some(definition.plain_name(&config.namespace)),
            });
            lifetime(stack, definition, &name);
            name.into()
        } else {
            lifetime(stack, definition, &definition.plain_name(&config.namespace));
            text!["/", plain(stack, config, definition)]
        };
        let arn = text![
            "arn:",
            partition(),
            ":ssm:",
            region(),
            ":",
            account_id(),
            ":parameter",
            name
        ];
        Parameter {
            name: definition.name.clone(),
            arn,
        }
    };
    config.parameters().map(define).collect()
}

/// A value that its issuer accepts only for some time.
fn lifetime(stack: &mut Stack, definition: &Definition, name: &str) {
    if let Some(days) = definition.lifetime_days {
        stack.lifetime(name, days);
    }
}

/// A parameter of the stack. Its value is a template parameter, and every deployment passes the current value: the
/// template never resets what the user set.
fn plain(stack: &mut Stack, config: &Config, definition: &Definition) -> Val<String> {
    let parameter = format!("{}Value", camel(&definition.name));
    if definition.secret {
        // A default would show what `NoEcho` hides.
        stack.initial_value(parameter.clone(), definition.placeholder.to_string());
    }
    let value: Val<String> = stack.parameter(
        &parameter,
        template::Parameter {
            kind: "String".into(),
            default: (!definition.secret).then(|| definition.placeholder.to_string().into()),
            no_echo: definition.secret,
            rest: [(
                "Description",
                format!("{}; deploy keeps the current value", definition.description),
            )]
            .into_iter()
            .collect(),
        },
    );
    let parameter = stack.at(&definition.name).put(ssm::Parameter {
        name: definition.plain_name(&config.namespace).into(),
        description: definition.description.to_string().into(),
        tags: Tags::new(&definition.name, definition.description.to_string()).map(),
        ..ssm::Parameter::new(ssm::ParameterType::String, value)
    });
    parameter.name().text()
}

/// `TDAMERITRADE_ACCOUNT_ID` or `portfolio-manager` as a parameter name in CloudFormation: `TdameritradeAccountId`.
pub fn camel(name: &str) -> String {
    let words = name.split(['_', '-']).filter(|word| !word.is_empty());
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first
            .into_iter()
            .chain(letters.map(|letter| letter.to_ascii_lowercase()))
            .collect::<String>()
    };
    words.map(word).collect()
}
