//! The name of a container image: a registry, a repository, and a tag or a digest.

/// The parts of a name such as `111122223333.dkr.ecr.us-east-1.amazonaws.com/service:latest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    /// The registry of its repository.
    pub(crate) registry: String,
    /// The repository.
    pub(crate) repository: String,
    /// The tag; `latest` by default.
    pub(crate) tag: String,
    /// The digest, `sha256:...`, if the name has one.
    pub(crate) digest: Option<String>,
}

impl Image {
    /// Parses a name; `None` if it contains no registry.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (registry, path) = name.split_once('/')?;
        let (path, digest) = match path.split_once('@') {
            Some((path, digest)) => (path, Some(digest.to_owned())),
            None => (path, None),
        };
        let (repository, tag) = path.split_once(':').unwrap_or((path, "latest"));
        Some(Self {
            registry: registry.to_owned(),
            repository: repository.to_owned(),
            tag: tag.to_owned(),
            digest,
        })
    }
}

/// Whether the string is the digest of an image.
pub(crate) fn is_digest(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:");
    digits.is_some_and(|digits| {
        digits.len() == 64
            && digits
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::{Image, is_digest};

    #[test]
    fn a_name_has_a_tag_or_a_digest() {
        let parts = |name| Image::parse(name).map(|image| (image.repository, image.tag, image.digest));
        let some = |tag: &str, digest: Option<&str>| {
            Some(("a/b".to_owned(), tag.to_owned(), digest.map(str::to_owned)))
        };
        assert_eq!(parts("host:5000/a/b:7"), some("7", None));
        assert_eq!(parts("host/a/b"), some("latest", None));
        assert_eq!(parts("host/a/b@sha256:0"), some("latest", Some("sha256:0")));
        assert_eq!(parts("host/a/b:7@sha256:0"), some("7", Some("sha256:0")));
        assert_eq!(parts("busybox"), None);
    }

    #[test]
    fn a_digest_is_hexadecimal_and_of_one_length() {
        let digest = format!("sha256:{}", "0f".repeat(32));
        assert!(is_digest(&digest));
        for other in [
            "sha256:0f",
            "latest",
            &digest.to_uppercase(),
            &format!("{digest}0"),
            &format!("{digest}\n"),
        ] {
            assert!(!is_digest(other), "{other}");
        }
    }
}
