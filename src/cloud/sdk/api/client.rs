//! The plugins of the SDK's runtime for all calls of a service, as in its generated clients.

use super::endpoint::{Parameters, Resolver};
use super::service::{Protocol, Service};
use aws_config::SdkConfig;
use aws_runtime::auth::sigv4::{self, SigV4AuthScheme};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::recursion_detection::RecursionDetectionInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{
    DisableClockSkewCorrection, ServiceClockSkewClassifier, ServiceClockSkewInterceptor,
};
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_json::protocol::aws_json_rpc::AwsJsonRpcProtocol;
use aws_smithy_json::protocol::aws_rest_json_1::AwsRestJsonProtocol;
use aws_smithy_runtime::client::defaults::{DefaultPluginParams, default_plugins};
use aws_smithy_runtime::client::http::connection_poisoning::ConnectionPoisoningInterceptor;
use aws_smithy_runtime::client::orchestrator::AuthSchemeAndEndpointOrchestrationV2;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime::client::stalled_stream_protection::StalledStreamProtectionInterceptor;
use aws_smithy_runtime_api::client::auth::SharedAuthScheme;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::{Order, RuntimePlugins, StaticRuntimePlugin};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_types::SigningName;
use aws_types::endpoint_config::EndpointUrl;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;

/// The plugins that all calls of a service in a region share.
pub(super) fn plugins(service: &'static Service, config: &SdkConfig) -> RuntimePlugins {
    let region = config.region().map(ToString::to_string);
    // The calls of one service in one region share their retry quota, as in the SDK's own clients.
    let partition = region.as_ref().map_or(service.name.to_owned(), |region| {
        format!("{}-{region}", service.name)
    });
    let mut defaults = DefaultPluginParams::new()
        .with_retry_partition_name(partition)
        .with_is_aws_sdk(true);
    if let Some(version) = config.behavior_version() {
        defaults = defaults.with_behavior_version(version);
    }
    RuntimePlugins::new()
        .with_client_plugins(default_plugins(defaults))
        .with_client_plugin(configured(service, config))
        .with_client_plugin(made(service, config))
}

/// The user's configuration.
fn configured(service: &'static Service, config: &SdkConfig) -> StaticRuntimePlugin {
    let mut layer = Layer::new("sa_infra::configured");
    layer.store_put(ApiMetadata::new(service.name, env!("CARGO_PKG_VERSION")));
    layer.store_put(SigningName::from_static(service.signing_name));
    if let Some(region) = config.region() {
        layer.store_put(region.clone());
        layer.store_put(SigningRegion::from(region.clone()));
    }
    layer.store_or_unset(custom_endpoint(service, config).map(EndpointUrl));
    if let Some(retry) = config.retry_config() {
        layer.store_put(retry.clone());
    }
    if let Some(timeout) = config.timeout_config() {
        layer.store_put(timeout.clone());
    }
    if let Some(protection) = config.stalled_stream_protection() {
        layer.store_put(protection);
    }
    if let Some(is_disabled) = config.disable_clock_skew_correction() {
        layer.store_put(DisableClockSkewCorrection::from(is_disabled));
    }
    layer.store_or_unset(config.auth_scheme_preference().cloned());
    layer.store_or_unset(config.app_name().cloned());
    for framework in config.framework_metadata() {
        layer.store_append(framework.clone());
    }
    let mut components = RuntimeComponentsBuilder::new("sa_infra::configured");
    if let Some(credentials) = config.credentials_provider() {
        components.set_identity_resolver(sigv4::SCHEME_ID, credentials);
    }
    if let Some(cache) = config.identity_cache() {
        components.set_identity_cache(Some(cache));
    }
    components.set_http_client(config.http_client());
    components.set_sleep_impl(config.sleep_impl());
    components.set_time_source(Some(config.time_source().unwrap_or_default()));
    StaticRuntimePlugin::new()
        .with_config(layer.freeze())
        .with_runtime_components(components)
}

/// The components of every SDK client.
fn made(service: &'static Service, config: &SdkConfig) -> StaticRuntimePlugin {
    let mut layer = Layer::new("sa_infra::made");
    layer.store_put(AuthSchemeAndEndpointOrchestrationV2);
    layer.store_or_unset(match service.protocol {
        Protocol::Json("1.0", _) => Some(SharedClientProtocol::new(AwsJsonRpcProtocol::aws_json_1_0())),
        Protocol::Json(..) => Some(SharedClientProtocol::new(AwsJsonRpcProtocol::aws_json_1_1())),
        Protocol::RestJson => Some(SharedClientProtocol::new(AwsRestJsonProtocol::new())),
        Protocol::Query(_) | Protocol::RestXml => None,
    });
    let mut components = RuntimeComponentsBuilder::new("sa_infra::made");
    components
        .set_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![sigv4::SCHEME_ID])));
    components.push_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()));
    components.set_endpoint_resolver(Some(Resolver {
        hosts: &service.hosts,
        region: config.region().map(ToString::to_string),
        fips: config.use_fips().unwrap_or_default(),
        dual_stack: config.use_dual_stack().unwrap_or_default(),
        custom: custom_endpoint(service, config),
    }));
    components.push_retry_classifier(HttpStatusCodeClassifier::default());
    components.push_interceptor(SharedInterceptor::permanent(ConnectionPoisoningInterceptor::new()));
    components.push_interceptor(Parameters);
    components.push_interceptor(ServiceClockSkewInterceptor::new());
    components.push_interceptor(RequestInfoInterceptor::new());
    components.push_interceptor(UserAgentInterceptor::new());
    components.push_interceptor(InvocationIdInterceptor::new());
    components.push_interceptor(SharedInterceptor::permanent(RecursionDetectionInterceptor::new()));
    components.push_interceptor(SharedInterceptor::permanent(
        StalledStreamProtectionInterceptor::default(),
    ));
    components.push_retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new());
    components.push_retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new());
    components.push_retry_classifier(ServiceClockSkewClassifier::<ErrorMetadata>::new());
    StaticRuntimePlugin::new()
        .with_order(Order::Defaults)
        .with_config(layer.freeze())
        .with_runtime_components(components)
}

/// The configured endpoint of this service: its own, or that of all services.
fn custom_endpoint(service: &Service, config: &SdkConfig) -> Option<String> {
    let of_all = || config.endpoint_url().map(str::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return of_all();
    }
    let key = ServiceConfigKey::builder()
        .service_id(service.id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build();
    let own = key.ok().and_then(|key| config.service_config()?.load_config(key));
    own.or_else(of_all)
}
