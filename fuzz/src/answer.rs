//! The fuzz target for HTTP responses: a server on this machine sends the input as the response to every request.

use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::s3::S3;
use sa_infra::cloud::scheduler::Scheduler;
use sa_infra::cloud::ssm::Ssm;
use sa_infra::cloud::sts::Sts;
use sa_infra::cloud::{Access, Cloud, Clouds, Environment, SdkCloud, SdkClouds, Secret};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

/// The response to a retry, so that no run waits for a third attempt.
const REFUSED: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The number of requests in a run; each gets the input once.
const REQUESTS: usize = 8;

struct Server {
    address: SocketAddr,
    /// The response, and how many requests still get it.
    answer: Arc<Mutex<(Vec<u8>, usize)>>,
}

fn serve(mut stream: TcpStream, answer: &Mutex<(Vec<u8>, usize)>) -> std::io::Result<()> {
    let mut request = [0; 16 * 1024];
    let _ = stream.read(&mut request)?;
    let bytes = match &mut *answer.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
        (_, 0) => REFUSED.to_vec(),
        (bytes, left) => {
            *left -= 1;
            bytes.clone()
        }
    };
    stream.write_all(&bytes)
}

fn server() -> std::io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let (address, answer) = (listener.local_addr()?, Arc::<Mutex<_>>::default());
    let shared = Arc::clone(&answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&shared);
            // A client that closes the connection early is not an error.
            thread::spawn(move || drop(serve(stream, &answer)));
        }
    });
    Ok(Server { address, answer })
}

/// One call for each protocol: AWS Query, JSON, REST with XML and with JSON.
async fn calls(cloud: &SdkCloud) {
    let stacks = cloud.cloudformation();
    let names = ["key".to_owned()];
    let _ = tokio::join!(
        stacks.describe_stack("app"),
        stacks.get_template("app"),
        stacks.describe_change_set("arn:aws:cloudformation:us-east-1:111122223333:changeSet/a/b"),
        stacks.describe_stack_events("app", None),
        cloud.sts().get_caller_identity(),
        cloud.ssm().get_parameters(&names),
        cloud.scheduler().get_schedule("default", "nightly"),
        cloud.s3().list_object_versions("files", None),
    );
}

/// Sends the input as the response to a call of each protocol.
pub fn answer(input: &[u8]) {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let Some(server) = SERVER.get_or_init(|| server().ok()) else {
        panic!("no port is free");
    };
    if let Ok(mut answer) = server.answer.lock() {
        *answer = (input.to_vec(), REQUESTS);
    }
    let access = Access {
        endpoint_url: Some(format!("http://{}", server.address)),
        credentials: Some(("AKIDEXAMPLE".into(), Secret::new("dummy"))),
        ..Access::default()
    };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        panic!("no runtime");
    };
    runtime.block_on(async {
        let clouds = SdkClouds::load(&access).await;
        match clouds.and_then(|clouds| clouds.at(Environment::in_region(Some("us-east-1")))) {
            Ok(cloud) => Box::pin(calls(&cloud)).await,
            Err(error) => panic!("{error}"),
        }
    });
}
