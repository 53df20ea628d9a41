//! An inspecting proxy: TLS with a certificate that only its own authority has signed, in front of a test's endpoint.

use super::endpoint::Endpoint;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// The proxy; it ends with the tests.
pub struct Tls {
    address: SocketAddr,
    authority: String,
}

impl Tls {
    /// A proxy in front of this endpoint.
    pub fn before(endpoint: &Endpoint) -> Self {
        let target = endpoint.variables()[0].1.replace("http://", "");
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&own, &issuer).unwrap();
        let config = config(
            certificate.der().clone(),
            PrivateKeyDer::try_from(own.serialize_der()).unwrap(),
        );
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (config, target) = (Arc::clone(&config), target.clone());
                // A client that does not trust the certificate closes the connection.
                thread::spawn(move || pass(stream, config, &target));
            }
        });
        Self { address, authority }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The certificate of its authority.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

fn config(certificate: CertificateDer<'static>, key: PrivateKeyDer<'static>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider);
    let builder = builder
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth();
    Arc::new(builder.with_single_cert(vec![certificate], key).unwrap())
}

/// One request and its answer.
fn pass(stream: TcpStream, config: Arc<ServerConfig>, target: &str) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut secured = StreamOwned::new(connection, stream);
    let mut request = Vec::new();
    let mut part = [0; 4096];
    while !is_whole(&request) {
        match secured.read(&mut part)? {
            0 => return Ok(()),
            length => request.extend(&part[..length]),
        }
    }
    let mut inner = TcpStream::connect(target)?;
    inner.write_all(&request)?;
    let mut answer = Vec::new();
    inner.read_to_end(&mut answer)?;
    secured.write_all(&answer)?;
    secured.conn.send_close_notify();
    secured.flush()
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    body.len() >= length.and_then(|length| length.trim().parse().ok()).unwrap_or(0)
}
