//! The checks of every request before it reaches a page: the host, the origin, the session. Also the headers of every
//! response.

use super::shared::Shared;
use super::shell;
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// The paths that need no session: the page that exchanges the token, and its files.
const OPEN: &[&str] = &["/session", "/console.css", "/console.js"];

/// The headers of every response: no content from elsewhere, no inline code, no frames, no caching.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Accepts a request or refuses it.
pub(super) async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match admitted(&shared, &request) {
        Ok(()) => next.run(request).await,
        Err(Refused::Because(status, why)) => (status, why).into_response(),
        Err(Refused::Door) => (StatusCode::UNAUTHORIZED, shell::door()).into_response(),
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// Why a request is refused.
enum Refused {
    Because(StatusCode, &'static str),
    /// There is no session: shows the page that signs in.
    Door,
}

fn admitted(shared: &Shared, request: &Request) -> Result<(), Refused> {
    let headers = request.headers();
    let (own, path) = (format!("127.0.0.1:{}", shared.port), request.uri().path());
    // A name that an attacker's server resolves to this address (DNS rebinding) is another host.
    if text(headers, &HOST) != Some(&own) || request.uri().authority().is_some_and(|host| *host != *own) {
        return Err(Refused::Because(
            StatusCode::MISDIRECTED_REQUEST,
            "this host is not served",
        ));
    }
    let changes = *request.method() != Method::GET;
    let origin = text(headers, &ORIGIN);
    let is_own = origin.map_or(!changes, |origin| origin.strip_prefix("http://") == Some(&own));
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !is_own || site.is_some_and(|site| site != b"same-origin" && (changes || site != b"none")) {
        return Err(Refused::Because(
            StatusCode::FORBIDDEN,
            "requests of other pages are refused",
        ));
    }
    if changes && *request.method() != Method::POST {
        return Err(Refused::Because(
            StatusCode::METHOD_NOT_ALLOWED,
            "use GET or POST",
        ));
    }
    let session = text(headers, &COOKIE).and_then(|cookie| shared.sessions.find(cookie));
    if OPEN.contains(&path) {
        return Ok(());
    }
    let Some(session) = session else {
        return Err(if changes {
            Refused::Because(StatusCode::UNAUTHORIZED, "there is no session")
        } else {
            Refused::Door
        });
    };
    let csrf = headers.get("x-csrf").and_then(|value| value.to_str().ok());
    if changes && !session.is_own(csrf.unwrap_or_default()) {
        return Err(Refused::Because(
            StatusCode::FORBIDDEN,
            "the token of the page is missing",
        ));
    }
    Ok(())
}

/// A header that occurs once.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
