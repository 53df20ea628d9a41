//! The emulator as a process that outlives the command: started, recognized and stopped cleanly.

use super::python::{self, program};
use super::record::{self, Record};
use super::{Error, GUARD, Place};
use crate::local::token;
use crate::model::hex::hex;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The time limit for its first response, and for its end.
const PATIENCE: Duration = Duration::from_mins(1);

/// The interval of the polls.
const PAUSE: Duration = Duration::from_millis(25);

/// The result of starting it.
pub(super) enum Started {
    /// It answers.
    Ready(Record),
    /// It exited; usually because the port is taken.
    Ended,
}

/// A port that is free at the moment.
pub(super) fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let port = listener.and_then(|listener| listener.local_addr());
    port.map(|address| address.port()).map_err(Error::NoPort)
}

/// Starts it on a port of 127.0.0.1 and waits until it answers.
pub(super) fn start(place: &Place, environment: &Path, port: u16, functions: bool) -> Result<Started, Error> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        return Ok(Started::Ended);
    }
    let (token, key) = (token::fresh(), random());
    let mut command = command(place, &program(environment, python::NAME), port, &token)?;
    command
        .env("AWS_ACCESS_KEY_ID", &key)
        .env("AWS_SECRET_ACCESS_KEY", &key);
    command.env("SA_INFRA_RUN_FUNCTIONS", if functions { "1" } else { "0" });
    command.env("LAMBDA_STRICT", if functions { "0" } else { "1" });
    let spawned = command.spawn();
    let mut child = spawned.map_err(|error| Error::file("run", environment, error))?;
    let record = Record {
        process: child.id(),
        port,
        token,
        key,
        functions,
        version: record::version(),
        since: Timestamp::now(),
    };
    // Before waiting, so that the next command finds it after an interrupt.
    record::write(place, &record)?;
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if is_healthy(&record) {
            return Ok(Started::Ready(record));
        }
        // Most likely, another process took the port in the meantime.
        if let Ok(Some(_)) = child.try_wait() {
            return Ok(Started::Ended);
        }
        std::thread::sleep(PAUSE);
    }
    let _ = child.kill();
    Err(Error::Silent(place.log()))
}

/// The command has no environment of the user: no credentials, and no settings that open the emulator to others.
fn command(place: &Place, python: &Path, port: u16, token: &str) -> Result<Command, Error> {
    let path = place.log();
    let log = File::create(&path).and_then(|log| Ok((log.try_clone()?, log)));
    let (out, err) = log.map_err(|error| Error::file("write", &path, error))?;
    let mut command = Command::new(python);
    // Compiled files stay in the emulator's own directory.
    let compiled = format!("pycache_prefix={}", place.home.join("compiled").display());
    command.args(["-I", "-X", &compiled, "-c", GUARD, token]);
    command.current_dir(&place.home).env_clear();
    command
        .env("HOME", &place.home)
        .env("TMPDIR", &place.home)
        .env("PATH", "");
    command
        .env("BIND_HOST", "127.0.0.1")
        .env("MINISTACK_HOST", "127.0.0.1");
    command.env("GATEWAY_PORT", port.to_string());
    command.env("PERSIST_STATE", "1").env("STATE_DIR", place.state());
    command.env("S3_PERSIST", "1").env("S3_DATA_DIR", place.objects());
    // Only one port, and no containers.
    command
        .env("IOT_MTLS_ENABLED", "0")
        .env("SFTP_ENABLED", "0")
        .env("DOCKER_HOST", "unix:///none");
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

/// 32 random letters and digits.
fn random() -> String {
    let number = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", number(), number())
}

/// Whether this emulator answers. It proves that it knows the key, which is not sent to it.
pub(super) fn is_healthy(record: &Record) -> bool {
    let (question, key) = (random(), &record.key);
    let hash = Sha256::digest(format!("{key}{question}{key}"));
    let proof = hex(&hash);
    health(record.port, &question)
        .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200") && answer.ends_with(&proof))
}

fn health(port: u16, question: &str) -> io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    write!(
        stream,
        "GET /_sa_infra/health?{question} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    // Another program may listen there by now, and send data forever.
    stream.take(1 << 20).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Waits for a running emulator to answer again, because it may be busy.
pub(super) fn recovers(record: &Record) -> bool {
    let begin = Instant::now();
    while is_alive(record) && begin.elapsed() < PATIENCE {
        if is_healthy(record) {
            return true;
        }
        std::thread::sleep(PAUSE);
    }
    false
}

/// Stops it, with SIGTERM first, so that it saves its state. False when it was not running. Another process with the
/// same id is never stopped.
pub(super) fn stop(record: &Record) -> Result<bool, Error> {
    if !is_alive(record) {
        return Ok(false);
    }
    for signal in ["TERM", "KILL"] {
        send(signal, record.process)?;
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if !is_alive(record) {
                return Ok(true);
            }
            std::thread::sleep(PAUSE);
        }
    }
    Err(Error::Immortal(record.process))
}

fn send(signal: &str, process: u32) -> Result<(), Error> {
    let (signal, process) = (format!("-{signal}"), process.to_string());
    // A shell has `kill` built in; as a program it may be missing.
    let sent = Command::new("/bin/sh")
        .args(["-c", "kill \"$0\" \"$1\"", &signal, &process])
        .stderr(Stdio::null())
        .status();
    // It may have ended in the meantime.
    sent.map(drop)
        .map_err(|error| Error::file("run", Path::new("/bin/sh"), error))
}

/// Whether the process is this emulator: its token is on the command line.
fn is_alive(record: &Record) -> bool {
    command_line(record.process).is_some_and(|line| line.contains(&record.token))
}

fn command_line(process: u32) -> Option<String> {
    if cfg!(target_os = "linux") {
        let bytes = std::fs::read(format!("/proc/{process}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut ps = Command::new("ps");
    let output = ps
        .args(["-ww", "-o", "args=", "-p", &process.to_string()])
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
