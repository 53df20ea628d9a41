//! AWS according to its service models: a server that validates every request against botocore's models, and
//! generates answers from them (`models.py`).

use super::files;
use super::python::tool;
use sa_infra::cloud::{Access, Clouds, Environment, SdkCloud, SdkClouds, Secret};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};

/// The server. It ends when its pipe is closed.
pub struct Models {
    process: Child,
    port: u16,
}

impl Models {
    /// Starts one.
    pub fn start() -> Self {
        let mut process = Command::new(tool("python"))
            .arg(files::root().join("tests/it/support/models.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        Self {
            process,
            port: line.trim().parse().unwrap(),
        }
    }

    /// An account whose calls are answered in this way: `full`, `least`, `error-3`.
    pub async fn cloud(&self, answers: &str) -> SdkCloud {
        let access = Access {
            endpoint_url: Some(format!("http://127.0.0.1:{}", self.port)),
            credentials: Some((answers.to_owned(), Secret::new("planted-secret-key"))),
            ..Access::default()
        };
        SdkClouds::load(&access)
            .await
            .unwrap()
            .at(Environment::in_region(Some("us-east-1")))
            .unwrap()
    }

    /// The variables that make the binary use this server, with every call answered in this way.
    pub fn variables(&self, answers: &str) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", answers.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "planted-secret-key".to_owned()),
        ]
    }

    /// What it has recorded: `faults`, `operations`, and the number of `errors`.
    pub fn seen(&self) -> Value {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        write!(
            stream,
            "GET /seen HTTP/1.1\r\nHost: models\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Models {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
