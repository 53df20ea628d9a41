//! A second AWS emulator: moto's server, in a private virtual environment, as a process that ends with its standard
//! input. Its gaps: tests/moto.md.

use super::files;
use super::ministack::Account;
use super::python;
use sa_infra::local::emulator::python::{NAME, program};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const SERVE: &str = "
import os, sys, threading
def end():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=end, daemon=True).start()
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
of_stack = CloudFormationResponse.get_template
def get_template(self):
    change_set = self._get_param('ChangeSetName')
    if not change_set:
        return of_stack(self)
    return ActionResult({'TemplateBody': self.cloudformation_backend.describe_change_set(change_set).template})
CloudFormationResponse.get_template = get_template
from moto.server import main
main(['-H', '127.0.0.1', '-p', sys.argv[1]])
";

/// The emulator.
pub struct Moto {
    process: Child,
    port: u16,
}

impl Moto {
    /// The emulator that all tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Moto> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let environment = python::environment(&files::read("tests/moto.txt"));
        let environment = environment.unwrap_or_else(|error| panic!("{error}"));
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let process = Command::new(program(&environment, NAME))
            .args(["-c", SERVE, &port.to_string()])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { process, port };
        let begin = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begin.elapsed() < Duration::from_mins(3), "moto does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        moto
    }

    /// Its only account.
    pub fn account(&self) -> Account {
        Account::at(format!("http://127.0.0.1:{}", self.port), "AKIDEXAMPLE")
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
