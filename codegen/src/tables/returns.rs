//! The value of `Ref`, if it is not the primary identifier.
//!
//! The documentation's package says it for some types (`prose::Type::reference`); these rows are read first.

/// The name of the handle's method for `Ref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Returns {
    Arn,
    Id,
    Name,
    Url,
}

const TABLE: &[(&str, Returns)] = &[
    // The identifier is `Id`, which is the name.
    ("AWS::CodeBuild::Project", Returns::Name),
    // The identifier is the ARN.
    ("AWS::Events::Rule", Returns::Name),
    // The identifier is `Id`, which is the ARN.
    ("AWS::SecretsManager::Secret", Returns::Arn),
    // Composite identifiers: the documented value of `Ref`.
    ("AWS::ApplicationAutoScaling::ScalingPolicy", Returns::Arn),
    ("AWS::ECS::Service", Returns::Arn),
    ("AWS::Glue::Table", Returns::Name),
    ("AWS::Logs::LogStream", Returns::Name),
    ("AWS::Logs::MetricFilter", Returns::Name),
    ("AWS::Logs::SubscriptionFilter", Returns::Name),
];

/// What `Ref` returns for the type called `name` with this primary identifier.
pub(crate) fn of(name: &str, identifier: &[String]) -> Returns {
    if let Some((_, returns)) = TABLE.iter().find(|(resource, _)| *resource == name) {
        return *returns;
    }
    match identifier {
        [only] if only.ends_with("Arn") || only.ends_with("ARN") => Returns::Arn,
        [only] if only.ends_with("Name") => Returns::Name,
        [only] if only.ends_with("Url") || only.ends_with("URL") => Returns::Url,
        _ => Returns::Id,
    }
}

/// Whether `Ref` returns the primary identifier.
pub(crate) fn is_identifier(name: &str) -> bool {
    !TABLE.iter().any(|(resource, _)| *resource == name)
}

impl Returns {
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Arn => "arn",
            Self::Id => "id",
            Self::Name => "name",
            Self::Url => "url",
        }
    }
}
