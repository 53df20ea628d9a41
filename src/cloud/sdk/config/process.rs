//! `credential_process`: the program of a profile that prints its credentials. Its time and output are limited, and
//! it has a process group of its own: however the command ends, no process of the program is left.

use super::shared::Profile;
use crate::cloud::{Error, Result};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::io::{self, IsTerminal as _};
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

/// The name of the key, and of the provider of these credentials.
const NAME: &str = "credential_process";

/// The time limit: with a terminal, the user may have to answer a question of the program.
const UNATTENDED: Duration = Duration::from_mins(1);
const ATTENDED: Duration = Duration::from_mins(5);

/// The time limit for a renewal after expiry: less than an attempt of a call.
const AGAIN: Duration = Duration::from_secs(25);

/// The maximum size of its output, and of the part of its error message that is shown.
const MOST: u64 = 64 << 10;
const SAID: u64 = 1 << 10;

/// Runs the program in `$1`. The standard input of this shell is our pipe, which closes when we end: then the whole
/// process group is killed.
const GUARDED: &str =
    "exec 3<&0; { read -r _ <&3; kill -KILL 0; } </dev/null >/dev/null 2>&1 & exec </dev/null; eval \"$1\"";

/// The same in the terminal's process group, which Ctrl-C ends.
const PLAIN: &str = "exec </dev/null; eval \"$1\"";

/// Keys of other sources of credentials, which take precedence over a program.
const BEFORE: [&str; 5] = [
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "login_session",
];

/// The program of a profile; `None` if the credentials come from another source.
pub(super) fn command(profile: &Profile) -> Option<&str> {
    let is_other = BEFORE.iter().any(|key| profile.get(key).is_some());
    profile.get(NAME).filter(|_| !is_other)
}

/// A program, and its first credentials.
pub(super) struct Process {
    command: String,
    first: Mutex<Option<Credentials>>,
}

/// Hidden, because arguments of the program may be secrets.
impl std::fmt::Debug for Process {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Process").finish_non_exhaustive()
    }
}

impl Process {
    /// Runs the program for the first time: before any call, because the attempts of a call have less time.
    pub(super) async fn start(command: &str) -> Result<Self> {
        let limit = if is_attended() { ATTENDED } else { UNATTENDED };
        let first = credentials(command, limit).await.map_err(|reason| {
            let fix = "run the program yourself; it has to print credentials, as the AWS CLI expects them";
            Error::configuration(NAME, reason, fix)
        })?;
        Ok(Self {
            command: command.to_owned(),
            first: Mutex::new(Some(first)),
        })
    }

    async fn provide(&self) -> provider::Result {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(first) = first {
            return Ok(first);
        }
        let again = credentials(&self.command, AGAIN).await;
        again.map_err(|reason| CredentialsError::provider_error(format!("{NAME}: {reason}")))
    }
}

impl ProvideCredentials for Process {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }
}

fn is_attended() -> bool {
    io::stdin().is_terminal()
}

async fn credentials(command: &str, limit: Duration) -> std::result::Result<Credentials, String> {
    let printed = printed(command, limit).await?;
    parse(&printed).ok_or_else(|| "the program printed no credentials of version 1".to_owned())
}

/// The output of the program. The program and its children end with this future, whatever happens.
async fn printed(command: &str, limit: Duration) -> std::result::Result<Vec<u8>, String> {
    let own_group = cfg!(unix) && !is_attended();
    let mut shell = Command::new("sh");
    shell.args(["-c", if own_group { GUARDED } else { PLAIN }, "sh", command]);
    shell
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    shell.kill_on_drop(true);
    #[cfg(unix)]
    if own_group {
        shell.process_group(0);
    }
    let mut child = shell.spawn().map_err(|error| format!("cannot run it: {error}"))?;
    // Closed when this function ends, for whatever reason.
    let _guard = child.stdin.take();
    let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
    let ending = async {
        // A program that prints too much is killed.
        let printed = read(&mut out, MOST + 1).await?;
        if printed.len() as u64 > MOST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok::<_, io::Error>((printed, child.wait().await?))
    };
    let saying = async {
        let said = read(&mut err, SAID).await.unwrap_or_default();
        if let Some(err) = &mut err {
            let _ = tokio::io::copy(err, &mut tokio::io::sink()).await;
        }
        said
    };
    let both = async {
        // A child process may keep its standard error open.
        let mut saying = std::pin::pin!(saying);
        let mut ending = std::pin::pin!(ending);
        tokio::select! {
            said = &mut saying => (ending.await, said),
            ended = &mut ending => {
                let said = tokio::time::timeout(Duration::from_millis(100), saying).await;
                (ended, said.unwrap_or_default())
            }
        }
    };
    let Ok((ended, said)) = tokio::time::timeout(limit, both).await else {
        return Err(format!(
            "the program did not end within {} seconds",
            limit.as_secs()
        ));
    };
    let (printed, status) = ended.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => format!("the program printed more than {} KiB", MOST >> 10),
        _ => error.to_string(),
    })?;
    if status.success() {
        return Ok(printed);
    }
    let said = String::from_utf8_lossy(&said);
    let line = said.lines().map(str::trim).find(|line| !line.is_empty());
    Err(match line {
        Some(line) => format!("the program failed ({status}): {line}"),
        None => format!("the program failed ({status})"),
    })
}

/// Reads at most this much.
async fn read(from: &mut Option<impl AsyncRead + Unpin>, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// Credentials in AWS's documented format; like the SDKs, ignores the case of the keys.
fn parse(printed: &[u8]) -> Option<Credentials> {
    let printed = serde_json::from_slice::<Map<String, Value>>(printed).ok()?;
    let get = |key: &str| {
        let mut members = printed.iter();
        members.find_map(|(name, value)| name.eq_ignore_ascii_case(key).then_some(value))
    };
    let text = |key: &str| get(key).and_then(Value::as_str).map(str::to_owned);
    if get("Version")?.as_i64() != Some(1) {
        return None;
    }
    let expires = match text("Expiration") {
        Some(time) => Some(SystemTime::from(time.parse::<Timestamp>().ok()?)),
        None => None,
    };
    let (id, secret) = (text("AccessKeyId")?, text("SecretAccessKey")?);
    Some(Credentials::new(id, secret, text("SessionToken"), expires, NAME))
}

#[cfg(test)]
mod tests {
    use super::{parse, printed};
    use std::time::Duration;

    /// The result of a program with this time limit.
    fn run(command: &str, limit: Duration) -> Result<Vec<u8>, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(printed(command, limit))
    }

    #[test]
    fn a_program_has_a_time_and_an_output() {
        let long = Duration::from_secs(20);
        assert_eq!(run("printf '%s' \"$((1 + 1))\"", long).unwrap(), b"2");
        assert_eq!(
            run("echo no >&2; exit 3", long).unwrap_err(),
            "the program failed (exit status: 3): no"
        );
        assert_eq!(run("cat", long).unwrap(), b"", "its input is empty");
        let much = run("while :; do echo much; done", long).unwrap_err();
        assert_eq!(much, "the program printed more than 64 KiB");
        let words = run(
            "while :; do echo much >&2; done & tail -f /dev/null",
            Duration::from_millis(1),
        )
        .unwrap_err();
        assert_eq!(words, "the program did not end within 0 seconds");
    }

    #[test]
    fn what_it_prints_is_read_as_every_tool_reads_it() {
        let credentials = parse(br#"{"version": 1, "accesskeyid": "A", "SecretAccessKey": "s", "Expiration": "2027-01-15T08:00:00Z", "More": {}}"#);
        assert!(credentials.unwrap().expiry().is_some());
        for other in [
            &br#"{"Version": 2, "AccessKeyId": "A", "SecretAccessKey": "s"}"#[..],
            br#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "Expiration": "soon"}"#,
            br#"{"Version": 1, "AccessKeyId": "A"}"#,
            b"[]",
            b"",
        ] {
            assert!(parse(other).is_none(), "{}", String::from_utf8_lossy(other));
        }
    }
}
