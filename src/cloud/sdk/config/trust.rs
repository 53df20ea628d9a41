//! The trusted certificates: those of `AWS_CA_BUNDLE` or `ca_bundle`, in place of the system's.

use super::shared::{Profile, at_home};
use super::{environment, file};
use crate::cloud::{Error, Result};
use aws_sdk_sts::config::SharedHttpClient;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// The lines around a certificate.
const MARKS: [&str; 2] = ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"];

/// A client that trusts the bundle only; `None` when none is configured.
pub(super) fn client(profile: &Profile) -> Result<Option<SharedHttpClient>> {
    let variable = environment::get("AWS_CA_BUNDLE").map(|path| ("AWS_CA_BUNDLE", path));
    let key = || {
        profile
            .get("ca_bundle")
            .map(|path| ("ca_bundle", path.to_owned()))
    };
    let Some((source, path)) = variable.or_else(key) else {
        return Ok(None);
    };
    let wrong = |reason: String| {
        let fix = "name a file with certificates in PEM form, the one that your company's proxy signs with among them";
        Err(Error::configuration(
            source,
            format!("{path}: {reason}"),
            fix.to_owned(),
        ))
    };
    let text = match file::read(&at_home(&path)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return wrong(error.to_string()),
    };
    let mut store = TrustStore::empty();
    let mut found = 0;
    // An invalid certificate would make the client panic.
    for certificate in certificates(&text).filter(|text| is_believable(text)) {
        store = store.with_pem_certificate(certificate);
        found += 1;
    }
    if found == 0 {
        return wrong("it contains no certificate".to_owned());
    }
    let Ok(context) = TlsContext::builder().with_trust_store(store).build() else {
        return wrong("its certificates cannot be used".to_owned());
    };
    Ok(Some(Builder::new().build_with_connector_fn(
        move |settings, components| {
            let provider = Provider::Rustls(CryptoMode::Ring);
            let mut connector = ConnectorBuilder::default()
                .tls_provider(provider)
                .tls_context(context.clone());
            connector.set_connector_settings(settings.cloned());
            connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
            connector.set_proxy_config(Some(ProxyConfig::from_env()));
            connector.build()
        },
    )))
}

fn certificates(text: &str) -> impl Iterator<Item = String> {
    let [begin, end] = MARKS;
    let bodies = text
        .split(begin)
        .skip(1)
        .filter_map(move |rest| rest.split_once(end));
    bodies.map(move |(body, _)| format!("{begin}{body}{end}"))
}

fn is_believable(text: &str) -> bool {
    let certificate = CertificateDer::from_pem_slice(text.as_bytes());
    certificate.is_ok_and(|certificate| RootCertStore::empty().add(certificate).is_ok())
}

#[cfg(test)]
mod tests {
    use super::{certificates, is_believable};

    #[test]
    fn a_bundle_is_taken_apart() {
        let one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        let text = format!("# a remark\n{one}\n\n{one}\n-----BEGIN CERTIFICATE-----\nunfinished");
        assert_eq!(certificates(&text).collect::<Vec<_>>(), [one, one]);
        assert!(!is_believable(one));
    }
}
