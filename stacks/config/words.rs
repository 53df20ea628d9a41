//! Other strings: addresses, arguments, patterns, the source repository.

use super::text::{must, only};
use sa_infra::address::{is_email, is_host};
use sa_infra::settings::Invalid;

checked_text! {
    /// Any printable ASCII text.
    Plain, |_| Ok(())
}

checked_text! {
    /// An e-mail address.
    Email, |text| must(
        is_email(text),
        "is not an e-mail address",
        "write an address such as owner@example.com",
    )
}

checked_text! {
    /// A registry that mirrors Docker Hub. It becomes part of a build command.
    Mirror, |text| {
        let rest = text.strip_prefix("https://").unwrap_or_default();
        let host = rest.trim_end_matches('/');
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        must(
            is_host(name) && port.parse::<u16>().is_ok(),
            "is not the address of a registry",
            "write https:// and a host, without a path: https://mirror.gcr.io",
        )
    }
}

checked_text! {
    /// The description of a parameter. It is also the value of a tag, which accepts fewer characters than a string.
    Description, |text| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b" _.:/=+-@".contains(&byte);
        must(
            only(text, is_sign) && text.len() <= 256,
            "cannot be the value of a tag",
            "use 1 to 256 letters, digits, spaces and the characters _ . : / = + - @",
        )
    }
}

checked_text! {
    /// The value that a parameter has until you set it.
    Placeholder, |text| {
        must(!text.trim().is_empty(), "is empty, which Parameter Store does not accept", "write put_value_here")?;
        must(
            !sa_infra::settings::is_secret("", text),
            "looks like a secret",
            "write a placeholder such as put_value_here, and set the secret after the deployment",
        )
    }
}

checked_text! {
    /// Words in the log that indicate an error: a filter pattern of `CloudWatch` Logs, used in double quotes.
    ErrorPattern, |text| {
        must(!text.trim().is_empty(), "is empty and would match every line", "write the text that the log shows on failure")?;
        must(
            !text.contains(['"', '\\']) && text.len() <= 1000,
            "cannot stand in the quotes of a filter pattern",
            "leave out \" and \\, and use at most 1000 characters",
        )
    }
}

checked_text! {
    /// A user or an organization on GitHub.
    Owner, |text| must(
        text.split('-').all(|part| only(part, |byte| byte.is_ascii_alphanumeric())) && text.len() <= 39,
        "is not an owner on GitHub",
        "write letters, digits and single hyphens, at most 39: hanegraaff",
    )
}

checked_text! {
    /// A repository on GitHub.
    SourceRepository, |text| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        must(
            only(text, is_sign) && text.len() <= 100 && text != "." && text != "..",
            "is not the name of a repository on GitHub",
            "write only the name, not the URL: letters, digits and . _ -",
        )?;
        let is_address = text.len() > 4 && text.is_char_boundary(text.len() - 4)
            && text[text.len() - 4..].eq_ignore_ascii_case(".git");
        must(!is_address, "ends in .git, which belongs to the URL", "remove .git")
    }
}

checked_text! {
    /// A branch.
    Branch, |text| {
        let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !has_suffix(part, ".lock");
        let is_form = text.split('/').all(is_part)
            && !text.contains([' ', '~', '^', ':', '?', '*', '[', '\\'])
            && !text.contains("..")
            && !text.contains("@{")
            && !text.starts_with('-')
            && !text.ends_with('.')
            && text != "@"
            && text.len() <= 255;
        must(is_form, "is not the name of a branch", "use a name that Git accepts, such as master or feature/x")
    }
}

checked_text! {
    /// The path of a Dockerfile in the repository.
    Dockerfile, |text| must(
        is_inside(text),
        "is not a path inside the repository",
        "write a relative path of letters, digits and . _ - /, without ..: Dockerfile.report",
    )
}

/// Whether a path stays inside its directory, and needs no quotes in a shell.
pub(super) fn is_inside(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let is_part = |part: &str| only(part, is_sign) && part != "." && part != ".." && !part.starts_with('-');
    text.split('/').all(is_part) && text.len() <= 255
}

fn has_suffix(text: &str, suffix: &str) -> bool {
    text.strip_suffix(suffix).is_some()
}

/// A file that the start function of Simple Trader downloads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct FetchedFile {
    /// Its key in the bucket, and its path in the working directory.
    pub(crate) name: String,
    /// Whether it may be missing: written with a `?` after the name.
    pub(crate) optional: bool,
}

impl TryFrom<String> for FetchedFile {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        super::text::printable(&text)?;
        let name = text.strip_suffix('?').unwrap_or(&text);
        must(
            is_inside(name),
            "is not the name of a file in the bucket",
            "use letters, digits and . _ - /, without .., and a ? at the end if it is optional: config.py?",
        )?;
        let optional = name.len() < text.len();
        Ok(Self {
            name: name.to_owned(),
            optional,
        })
    }
}
