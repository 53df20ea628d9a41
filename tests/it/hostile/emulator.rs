//! The local emulator and attackers: other users of the machine, web pages, programs that later listen on its port,
//! and users who can write to its directories.

use crate::support::laptop::Laptop;
use crate::support::python;
use sa_infra::local::emulator;
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// Sends a request. Returns the status and the whole response.
fn send(port: u16, line: &str, headers: &[&str], body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let headers = headers.join("\r\n");
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

fn signed(key: &str, service: &str) -> String {
    format!(
        "Authorization: AWS4-HMAC-SHA256 Credential={key}/20261128/us-east-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=0"
    )
}

#[test]
fn only_the_key_of_this_start_gets_an_answer_and_no_web_page_does() {
    let laptop = Laptop::new();
    laptop.run("local start").exits(0);
    let status = emulator::status(&laptop.place());
    let (url, key) = (status.url.unwrap(), status.access_key.unwrap());
    let port = url.rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let host = &*format!("Host: 127.0.0.1:{port}");
    let (right, test) = (&*signed(&key, "sts"), &*signed("test", "sts"));
    let form = "Content-Type: application/x-www-form-urlencoded";
    let identity = "Action=GetCallerIdentity&Version=2011-06-15";
    for (headers, status, why) in [
        (&[host, right, form][..], 200, "the key"),
        (&[host, form], 403, "no key"),
        (&[host, test, form], 403, "the key of everyone"),
        (
            &[host, right, form, "Origin: https://evil.example"],
            403,
            "a web page",
        ),
        (
            &[host, right, form, "Sec-Fetch-Site: cross-site"],
            403,
            "a web page",
        ),
        (&["Host: evil.example", right, form], 403, "DNS rebinding"),
    ] {
        let (found, answer) = send(port, "POST /", headers, identity);
        assert_eq!(found, status, "{why}: {answer}");
        assert!(
            !answer.contains("Access-Control-Allow-Origin") || status == 200,
            "{why}: {answer}"
        );
    }
    for path in ["/_ministack/health", "/_ministack/reset", "/a-bucket?list-type=2"] {
        assert_eq!(send(port, &format!("GET {path}"), &[host], "").0, 403, "{path}");
    }
    let seen = fs::read_to_string(format!("/proc/{}/cmdline", status.process.unwrap())).unwrap();
    assert!(!seen.contains(&key), "other users see the command line");
    assert!(
        laptop.run("local env").exits(0).stdout.contains(&key),
        "for other tools"
    );
    let mode = fs::metadata(laptop.home()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "the key is in a file that no one else reads");
}

#[test]
fn functions_run_no_code_unless_the_user_asked_for_it() {
    let laptop = Laptop::new();
    let made = laptop.sandbox.path().join("made");
    for (start, runs) in [("local start", false), ("local start --run-functions", true)] {
        laptop.run(start).exits(0);
        let status = emulator::status(&laptop.place());
        assert_eq!(status.functions, runs);
        let (url, key) = (status.url.unwrap(), status.access_key.unwrap());
        let code = format!(
            "def handler(event, context):\n    open({:?}, 'w').close()\n",
            made.display().to_string()
        );
        let script = "import boto3, sys, io, zipfile, botocore.config\n\
            file = io.BytesIO()\n\
            archive = zipfile.ZipFile(file, 'w'); archive.writestr('index.py', sys.argv[3]); archive.close()\n\
            client = boto3.client('lambda', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id=sys.argv[2], aws_secret_access_key='x')\n\
            name = sys.argv[4]\n\
            client.create_function(FunctionName=name, Runtime='python3.12', Role='arn:aws:iam::000000000000:role/x', Handler='index.handler', Code={'ZipFile': file.getvalue()})\n\
            print(client.invoke(FunctionName=name, Payload=b'{}')['Payload'].read())\n";
        let environment = python::environment(emulator::REQUIREMENTS).unwrap();
        let output = Command::new(emulator::python::program(&environment, emulator::python::NAME))
            .args(["-c", script, &url, &key, &code, if runs { "on" } else { "off" }])
            .output()
            .unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(made.exists(), runs, "{said}");
    }
}

#[test]
fn what_listens_on_its_port_later_gets_nothing() {
    let laptop = Laptop::new();
    laptop.run("local start").exits(0);
    let record = laptop.home().join("running.json");
    let kept = fs::read(&record).unwrap();
    let mut told = serde_json::from_slice::<serde_json::Value>(&kept).unwrap();
    laptop.run("local stop").exits(0);
    // The emulator's own port may belong to another test by now; any port on which another program listens will do.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    told["port"] = listener.local_addr().unwrap().port().into();
    fs::write(&record, told.to_string()).unwrap();
    // What another user could see: the token of the process.
    let (token, key) = (told["token"].as_str().unwrap(), told["key"].as_str().unwrap());
    let body = format!("{{\"edition\": \"{token}\"}}");
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let stranger = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 4096];
        let length = stream.read(&mut asked).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    assert!(laptop.run("local").exits(0).stdout.starts_with("not running"));
    assert!(!stranger.join().unwrap().contains(key), "the key was sent");
    fs::remove_file(record).unwrap();
}

#[test]
fn a_directory_that_others_can_write_is_refused() {
    let laptop = Laptop::new();
    fs::create_dir_all(laptop.home()).unwrap();
    fs::set_permissions(laptop.home(), Permissions::from_mode(0o777)).unwrap();
    let run = laptop.run("status --local").exits(1);
    assert!(
        run.stderr.contains("can be written by every user") && run.stderr.contains("fix: delete"),
        "{run}"
    );
    fs::set_permissions(laptop.home(), Permissions::from_mode(0o700)).unwrap();
    let tools = laptop.sandbox.path().join("tools");
    fs::create_dir(&tools).unwrap();
    fs::set_permissions(&tools, Permissions::from_mode(0o777)).unwrap();
    let shared = Laptop::bare().with("SA_INFRA_TOOLS", tools.to_str().unwrap());
    let run = shared.run("local start").exits(1);
    assert!(run.stderr.contains("can be written by every user"), "{run}");
}
