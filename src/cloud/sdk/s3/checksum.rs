//! The checksums of contents: S3 compares those of an upload, and the client those of a download.

use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

static CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
static CRC32C: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);
static CRC64: Crc<u64> = Crc::<u64>::new(&CRC_64_NVME);

/// The CRC-32 of bytes, in Base64.
pub(super) fn crc32(bytes: &[u8]) -> String {
    base64(&CRC32.checksum(bytes).to_be_bytes())
}

/// The checksums of a file.
pub(super) struct OfFile {
    /// Its SHA-256, in hexadecimal.
    pub(super) sha256: String,
    /// Its CRC-32, in Base64.
    pub(super) crc32: String,
}

/// Reads a file once for its checksums. If it changes before it is uploaded, S3 refuses the upload.
pub(super) async fn of_file(path: &Path) -> io::Result<OfFile> {
    let mut file = File::open(path).await?;
    let (mut sha256, mut crc32) = (Sha256::new(), CRC32.digest());
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer).await?;
        let Some(part) = buffer.get(..length).filter(|part| !part.is_empty()) else {
            break;
        };
        sha256.update(part);
        crc32.update(part);
    }
    Ok(OfFile {
        sha256: crate::model::hex::hex(&sha256.finalize()),
        crc32: base64(&crc32.finalize().to_be_bytes()),
    })
}

/// The checksum that a downloaded object must have.
pub(super) struct Expected {
    header: &'static str,
    value: String,
    state: State,
}

enum State {
    Crc32(crc::Digest<'static, u32>),
    Crc64(crc::Digest<'static, u64>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Expected {
    /// The checksum in the headers of a response, `header` by name. That of an object in parts is not one of its contents.
    pub(super) fn of<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let states = [
            ("x-amz-checksum-crc64nvme", State::Crc64(CRC64.digest())),
            ("x-amz-checksum-crc32c", State::Crc32(CRC32C.digest())),
            ("x-amz-checksum-crc32", State::Crc32(CRC32.digest())),
            ("x-amz-checksum-sha256", State::Sha256(Sha256::new())),
            ("x-amz-checksum-sha1", State::Sha1(Sha1::new())),
        ];
        states.into_iter().find_map(|(name, state)| {
            let value = header(name).filter(|value| !value.contains('-'))?;
            Some(Self {
                header: name,
                value: value.to_owned(),
                state,
            })
        })
    }

    /// Takes a part of the contents.
    pub(super) fn update(&mut self, part: &[u8]) {
        match &mut self.state {
            State::Crc32(digest) => digest.update(part),
            State::Crc64(digest) => digest.update(part),
            State::Sha1(digest) => digest.update(part),
            State::Sha256(digest) => digest.update(part),
        }
    }

    /// What is wrong when all of the contents were taken.
    pub(super) fn fault(self) -> Option<String> {
        let value = match self.state {
            State::Crc32(digest) => base64(&digest.finalize().to_be_bytes()),
            State::Crc64(digest) => base64(&digest.finalize().to_be_bytes()),
            State::Sha1(digest) => base64(&digest.finalize()),
            State::Sha256(digest) => base64(&digest.finalize()),
        };
        let header = self.header;
        (value != self.value).then(|| format!("the contents do not match the checksum of S3 ({header})"))
    }
}

fn base64(bytes: &[u8]) -> String {
    aws_smithy_types::base64::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Expected, crc32};

    /// The CRCs are the check values of the catalogue of CRC algorithms, the hashes those of RFC 3174 and FIPS 180.
    const KNOWN: [(&str, &str, &str); 5] = [
        ("x-amz-checksum-crc32", "123456789", "y/Q5Jg=="),
        ("x-amz-checksum-crc32c", "123456789", "4waSgw=="),
        ("x-amz-checksum-crc64nvme", "123456789", "rosUhgp5mIg="),
        ("x-amz-checksum-sha1", "abc", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        (
            "x-amz-checksum-sha256",
            "abc",
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        ),
    ];

    fn fault(header: &str, contents: &str, value: &str) -> Option<String> {
        let mut expected = Expected::of(|name| (name == header).then_some(value)).unwrap();
        for part in contents.as_bytes().chunks(2) {
            expected.update(part);
        }
        expected.fault()
    }

    #[test]
    fn contents_match_their_published_checksums_and_others_do_not() {
        for (header, contents, value) in KNOWN {
            assert_eq!(fault(header, contents, value), None, "{header}");
            let fault = fault(header, "other", value).unwrap();
            assert!(fault.contains(header), "{fault}");
        }
        assert_eq!(crc32(b"123456789"), "y/Q5Jg==");
    }

    #[test]
    fn the_checksum_of_an_object_in_parts_is_not_one_of_its_contents() {
        assert!(Expected::of(|_| Some("y/Q5Jg==-2")).is_none());
        assert!(Expected::of(|_| None).is_none());
    }
}
