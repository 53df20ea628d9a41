//! Names that become part of names in AWS.

use super::text::{must, only, small, words};
use sa_infra::settings::Invalid;

checked_text! {
    /// The prefix of every name: `^[a-z](-?[a-z0-9]){1,15}$`, not starting `aws` or `ssm`.
    Namespace, namespace
}

fn namespace(text: &str) -> Result<(), Invalid> {
    let letters = text.bytes().filter(|byte| *byte != b'-').count();
    let is_form = words(text, &['-'])
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && (2..=16).contains(&letters);
    must(
        is_form,
        "is not a namespace",
        "use a lowercase letter, then 1 to 15 lowercase letters or digits, with single hyphens between them: sa",
    )?;
    let is_reserved = text.starts_with("aws") || text.starts_with("ssm");
    must(
        !is_reserved,
        "begins with aws or ssm, which Parameter Store reserves",
        "use another prefix",
    )
}

checked_text! {
    /// The id of an AWS account.
    AccountId, |text| must(
        only(text, |byte| byte.is_ascii_digit()) && text.len() == 12,
        "is not the id of an AWS account",
        "write its twelve digits, without spaces and hyphens: 111122223333",
    )
}

checked_text! {
    /// The name of a profile in AWS's files.
    ProfileName, |text| must(
        !text.is_empty() && text.trim() == text,
        "is not the name of a profile",
        "write it as `aws configure list-profiles` shows it",
    )
}

checked_text! {
    /// The ARN of a managed policy.
    BoundaryArn, |text| {
        let parts = text.splitn(6, ':').collect::<Vec<_>>();
        let is_account = |account: &str| account == "aws"
            || (account.len() == 12 && only(account, |byte| byte.is_ascii_digit()));
        let is_name = |name: &str| !name.is_empty()
            && only(name, |byte| byte.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&byte));
        let is_form = matches!(parts.as_slice(), ["arn", partition, "iam", "", account, name]
            if partition.starts_with("aws") && only(partition, |byte| small(byte) || byte == b'-')
                && is_account(account) && name.strip_prefix("policy/").is_some_and(is_name));
        must(
            is_form,
            "is not the ARN of a managed policy",
            "write it as IAM shows it: arn:aws:iam::111122223333:policy/boundary",
        )
    }
}

checked_text! {
    /// The name of a stack in CloudFormation.
    StackName, |text| {
        let is_form = text.starts_with(|first: char| first.is_ascii_alphabetic())
            && only(text, |byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && text.len() <= 128;
        must(is_form, "is not the name of a stack", "write a letter, then letters, digits and hyphens, at most 128")
    }
}

checked_text! {
    /// The name of a service in the configuration; its log group and its build project have it too.
    ServiceName, |text| {
        let is_form = text.starts_with(|first: char| first.is_ascii_lowercase())
            && only(text, |byte| small(byte) || byte == b'-')
            && (2..=41).contains(&text.len());
        must(
            is_form,
            "is not a name for a service",
            "use a lowercase letter, then lowercase letters, digits and hyphens, 2 to 41 characters: report-service",
        )
    }
}

checked_text! {
    /// The name of an image repository, without the namespace prefix.
    RepositoryName, |text| must(
        words(text, &['-', '_', '.']),
        "is not the name of an image repository",
        "use lowercase letters and digits, with a single - _ or . between them: report-service",
    )
}

checked_text! {
    /// The name of a parameter, and of the environment variable a service reads it from.
    ParameterName, |text| {
        variable(text)?;
        must(
            text.len() <= 128 && !text.starts_with("AWS_"),
            "is not a name for a parameter",
            "use at most 128 characters, and no AWS_ at the beginning",
        )
    }
}

checked_text! {
    /// The name of an environment variable of a build.
    VariableName, |text| {
        variable(text)?;
        must(
            !text.starts_with("AWS_") && !text.starts_with("CODEBUILD_"),
            "begins with AWS_ or CODEBUILD_, which CodeBuild sets itself",
            "use another prefix",
        )
    }
}

fn variable(text: &str) -> Result<(), Invalid> {
    let is_form = text.starts_with(|first: char| first.is_ascii_uppercase())
        && only(text, |byte| {
            byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
        });
    must(
        is_form,
        "is not the name of an environment variable",
        "use an uppercase letter, then uppercase letters, digits and underscores: REPORT_KEY",
    )
}
