//! AWS on this machine: the emulator as a separate process, one for all tests of a run, with an account for each
//! test. It ends with the process that started it, however that ends. Its gaps: tests/ministack.md.

use super::cli::{Run, Sandbox};
use super::python;
use sa_infra::cloud::cloudformation::{
    ChangeSetKind, ChangeSetStatus, CloudFormation, NewChangeSet, StackStatus, TemplateSource,
};
use sa_infra::cloud::{Access, Cloud, Clouds, Environment, SdkCloud, SdkClouds, Secret};
use sa_infra::local::emulator::REQUIREMENTS;
use sa_infra::local::emulator::python::{NAME, program};
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Runs the emulator until its standard input is closed, which happens when its parent ends, and cleans up.
const UNTIL_STDIN_ENDS: &str = "
import os, runpy, shutil, sys, threading
def end():
    sys.stdin.buffer.read()
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    os._exit(0)
threading.Thread(target=end, daemon=True).start()
sys.argv = ['ministack']
runpy.run_module('ministack', run_name='__main__')
";

/// The emulator.
pub struct Ministack {
    process: Child,
    port: u16,
    log: PathBuf,
    _directory: TempDir,
}

impl Ministack {
    /// The emulator that all tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Ministack> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A separate emulator, ready for calls.
    pub fn start() -> Self {
        let environment = python::environment(REQUIREMENTS).unwrap_or_else(|error| panic!("{error}"));
        let python = program(&environment, NAME);
        // Another process may take the free port before it is used.
        for _ in 0..3 {
            let mut emulator = Self::launch(&python);
            if emulator.becomes_ready() {
                return emulator;
            }
        }
        panic!("the emulator does not start");
    }

    fn launch(python: &PathBuf) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let directory = tempfile::tempdir().unwrap();
        let log = directory.path().join("log");
        let output = File::create(&log).unwrap();
        let process = Command::new(python)
            .args(["-c", UNTIL_STDIN_ENDS])
            .current_dir(directory.path())
            .env_clear()
            .env("HOME", directory.path())
            .env("PATH", "")
            .env("BIND_HOST", "127.0.0.1")
            .env("MINISTACK_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .stdin(Stdio::piped())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        Self {
            process,
            port,
            log,
            _directory: directory,
        }
    }

    /// False when it has ended; panics when it neither ends nor answers.
    fn becomes_ready(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_mins(3) {
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            if self.is_healthy().unwrap_or(false) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the emulator does not answer:\n{}", self.log());
    }

    fn is_healthy(&self) -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream
            .write_all(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The id of its process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Ministack {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An account in the shared emulator that no other test uses.
pub struct Account {
    /// Its number, which is also its access key id.
    pub id: String,
    /// The URL of the emulator.
    pub url: String,
    sandbox: Sandbox,
}

impl Account {
    /// A new account.
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(100_000_000_001);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed).to_string(),
            url: Ministack::shared().url(),
            sandbox: Sandbox::new(),
        }
    }

    /// An account in another emulator.
    pub fn at(url: String, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            url,
            sandbox: Sandbox::new(),
        }
    }

    /// Writes the configuration of later runs.
    pub fn configure(&self, toml: &str) {
        self.sandbox.write("sa-infra.toml", toml);
    }

    /// Writes a file into the directory of later runs.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        self.sandbox.write(name, text)
    }

    /// The directory of the runs.
    pub fn path(&self) -> &std::path::Path {
        self.sandbox.path()
    }

    /// Runs the binary with these variables in addition to those of the account.
    pub fn run_with(&self, arguments: &[&str], more: &[(&str, &str)]) -> Run {
        let variables = self.variables(&self.url);
        let all = variables.iter().chain(more).copied().collect::<Vec<_>>();
        self.sandbox.run_in("", arguments, &all)
    }

    /// Another program with this emulator, not started yet.
    pub fn program_command(&self, program: &std::path::Path, arguments: &[&str]) -> Command {
        self.sandbox
            .program_command(program, arguments, &[("AWS_ENDPOINT_URL", &self.url)])
    }

    /// Runs another program with this emulator, and without credentials except those in its files.
    pub fn run_program(&self, program: &std::path::Path, arguments: &[&str]) -> Run {
        self.sandbox
            .run_program(program, arguments, &[("AWS_ENDPOINT_URL", &self.url)])
    }

    /// Runs the binary in this account. In its output, the account's number is `[ACCOUNT]`.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_fed_at(&self.url, arguments, "")
    }

    /// The same, with standard input.
    pub fn run_fed(&self, arguments: &[&str], input: &str) -> Run {
        self.run_fed_at(&self.url, arguments, input)
    }

    /// The same through another URL of the emulator.
    pub fn run_at(&self, url: &str, arguments: &[&str]) -> Run {
        self.run_fed_at(url, arguments, "")
    }

    fn run_fed_at(&self, url: &str, arguments: &[&str], input: &str) -> Run {
        let mut run = self.sandbox.run_fed("", arguments, &self.variables(url), input);
        for text in [&mut run.stdout, &mut run.stderr] {
            *text = text.replace(&self.id, "[ACCOUNT]");
        }
        run
    }

    /// The same; its process id is available meanwhile.
    pub fn run_known_at(&self, url: &str, arguments: &[&str], process: &AtomicU32) -> Run {
        let mut run = self.sandbox.run_known(arguments, &self.variables(url), process);
        for text in [&mut run.stdout, &mut run.stderr] {
            *text = text.replace(&self.id, "[ACCOUNT]");
        }
        run
    }

    /// The same, not started yet.
    pub fn command_at(&self, url: &str, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.command("", arguments, &self.variables(url));
        command.stdout(Stdio::null()).stderr(Stdio::inherit());
        command
    }

    fn variables<'a>(&'a self, url: &'a str) -> [(&'a str, &'a str); 3] {
        [
            ("AWS_ENDPOINT_URL", url),
            ("AWS_ACCESS_KEY_ID", &*self.id),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    /// The library's access to the account.
    pub fn access(&self) -> Access {
        Access {
            endpoint_url: Some(self.url.clone()),
            credentials: Some((self.id.clone(), Secret::new("test"))),
            ..Access::default()
        }
    }

    /// The account through the library itself, to inspect it from outside.
    pub async fn cloud(&self) -> SdkCloud {
        SdkClouds::load(&self.access())
            .await
            .unwrap()
            .at(Environment::in_region(Some("us-east-1")))
            .unwrap()
    }

    /// Creates a change set of an existing stack, and does not execute it.
    pub async fn change_set(&self, stack: &str, name: &str, template: &str) {
        let new = NewChangeSet {
            stack: stack.into(),
            name: name.into(),
            description: None,
            token: name.into(),
            kind: ChangeSetKind::Update,
            template: TemplateSource::Body(template.into()),
            parameters: Vec::new(),
            tags: None,
            capabilities: vec!["CAPABILITY_NAMED_IAM".into()],
            imports: Vec::new(),
            import_existing: false,
            on_failure: None,
            role_arn: None,
            notification_arns: None,
            express: false,
            nested: false,
        };
        let cloud = self.cloud().await;
        cloud.cloudformation().create_change_set(&new).await.unwrap();
    }

    /// Creates a stack with a change set, as the library does. Returns its status.
    pub async fn deploy(&self, stack: &str, template: &str) -> StackStatus {
        let cloud = self.cloud().await;
        let cloudformation = cloud.cloudformation();
        let exists = cloudformation.describe_stack(stack).await.unwrap().is_some();
        let new = NewChangeSet {
            stack: stack.into(),
            name: "deploy".into(),
            description: Some("a test".into()),
            token: format!("token-{stack}"),
            kind: if exists {
                ChangeSetKind::Update
            } else {
                ChangeSetKind::Create
            },
            template: TemplateSource::Body(template.into()),
            parameters: Vec::new(),
            tags: Some(vec![("app".into(), "test".into())]),
            capabilities: vec!["CAPABILITY_NAMED_IAM".into()],
            imports: Vec::new(),
            import_existing: false,
            on_failure: None,
            role_arn: None,
            notification_arns: None,
            express: false,
            nested: false,
        };
        let created = cloudformation.create_change_set(&new).await.unwrap();
        loop {
            let made = cloudformation
                .describe_change_set(&created.arn)
                .await
                .unwrap()
                .unwrap();
            if !made.status.is_in_progress() {
                assert_eq!(made.status, ChangeSetStatus::CreateComplete, "{made:?}");
                break;
            }
        }
        let executed = cloudformation.execute_change_set(&created.arn, "token", Some(false));
        executed.await.unwrap();
        loop {
            let stack = cloudformation
                .describe_stack(&created.stack_arn)
                .await
                .unwrap()
                .unwrap();
            if stack.status != StackStatus::ReviewInProgress && !stack.status.is_in_progress() {
                return stack.status;
            }
        }
    }
}
