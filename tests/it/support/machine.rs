//! A temporary directory as an instance: scripts run with stubs in place of packages, AWS and the system's own
//! commands. Each stub records its call, and fails on request.

use super::files;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// Records the call, and fails if FAIL is a part of it.
const NOTE: &str = "#!/bin/bash\ncall=\"$(basename \"$0\") $*\"\necho \"${call//$ROOT/}\" >>\"$CALLS\"\n\
                    if [ -n \"$FAIL\" ] && [[ $call == *$FAIL* ]]; then exit 7; fi\n";

/// Stubs, and what they do besides recording.
const STUBS: [(&str, &str); 10] = [
    ("timedatectl", ""),
    ("dnf", ""),
    ("systemctl", ""),
    ("chown", ""),
    ("runuser", ""),
    ("pgrep", "exit \"${RUNNING:-1}\""),
    // A waiting caller is released.
    (
        "sleep",
        "mkdir -p \"$ROOT/run/simple-trader\"; date >\"$ROOT/run/simple-trader/ready\"",
    ),
    (
        "unzip",
        "mkdir -p \"$5/src/setup\"; cp \"$3\" \"$5/src/setup/closure_setup.py\"",
    ),
    (
        "aws",
        "if [ \"$2\" = head-object ]; then [ -e \"$S3/$6\" ]; exit; fi
         from=${@: -2:1} to=${@: -1}
         from=${from/s3:\\/\\/$BUCKET/$S3} to=${to/s3:\\/\\/$BUCKET/$S3}
         mkdir -p \"$(dirname \"$to\")\"
         if [ -d \"$from\" ]; then mkdir -p \"$to\"; cp -r \"$from.\" \"$to\"; else cp \"$from\" \"$to\"; fi",
    ),
    (
        "python3.9",
        "if [ \"$2\" = venv ]; then mkdir -p \"$3/bin\"; cp \"$0\" \"$3/bin/python\"; fi; echo \"$PYTHONPATH\" >\"$ROOT/path\"",
    ),
];

/// The machine.
pub struct Machine {
    directory: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// The result of a script.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Machine {
    /// An instance after its first start, and a bucket with the files of the day.
    pub fn new() -> Self {
        let machine = Self {
            directory: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        };
        for (name, does) in STUBS {
            let stub = machine.write(&format!("stubs/{name}"), &format!("{NOTE}{does}\n"));
            fs::set_permissions(stub, fs::Permissions::from_mode(0o755)).unwrap();
        }
        for file in ["repo.zip", "keys.json", "access_token.txt", "requirements.txt"] {
            machine.write(&format!("s3/{file}"), file);
        }
        machine.write("root/home/ec2-user/.bashrc", "");
        machine
    }

    /// Sets a variable for later scripts.
    pub fn set(&mut self, name: &'static str, value: &str) {
        self.variables.push((name, value.to_owned()));
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// The contents of a file; `None` when it does not exist.
    pub fn read(&self, name: &str) -> Option<String> {
        let root = self.directory.path().join("root").display().to_string();
        let text = fs::read_to_string(self.directory.path().join(name)).ok()?;
        Some(text.replace(&root, ""))
    }

    /// The calls of stubs so far.
    pub fn calls(&self) -> Vec<String> {
        let calls = self.read("calls").unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// Runs a script of `stacks/simple_trader`.
    pub fn run(&self, script: &str) -> Ended {
        let source = files::read(format!("stacks/simple_trader/{script}"));
        let source = source.replace("{{timezone}}", "Asia/Kolkata");
        let path = self.write("script", &source);
        self.execute(&path.display().to_string(), &[])
    }

    /// Runs a program of the instance with bash.
    pub fn execute(&self, path: &str, arguments: &[&str]) -> Ended {
        let at = |name: &str| self.directory.path().join(name).display().to_string();
        let output = Command::new("bash")
            .arg(path)
            .args(arguments)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", at("stubs")))
            .env("ROOT", at("root"))
            .env("S3", at("s3"))
            .env("CALLS", at("calls"))
            .env("BUCKET", "bucket")
            .env("FILES", "keys.json access_token.txt requirements.txt config.py?")
            .env("TIMEZONE", "Asia/Kolkata")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&at("root"), "");
        Ended {
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The real path of a file of the instance.
    pub fn path(&self, name: &str) -> String {
        self.directory
            .path()
            .join("root")
            .join(name)
            .display()
            .to_string()
    }
}
