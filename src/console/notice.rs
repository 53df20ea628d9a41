//! The answer to a change: done, refused, or a question.

use super::parts;
use super::problem::Problem;
use crate::view::output;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

/// The answer.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    status: StatusCode,
    kind: &'static str,
    /// HTML for a question or a refusal; otherwise text.
    text: String,
}

impl Notice {
    fn new(status: StatusCode, kind: &'static str, markup: Markup) -> Self {
        let text = output::plain(&markup.into_string());
        Self { status, kind, text }
    }

    fn text(kind: &'static str, text: &str) -> Self {
        let (status, text) = (StatusCode::OK, output::plain(text));
        Self { status, kind, text }
    }

    /// It is done.
    pub(super) fn done(text: &str) -> Self {
        Self::text("done", text)
    }

    /// Done; another page shows the result.
    pub(super) fn go(path: &str) -> Self {
        Self::text("go", path)
    }

    /// Refused.
    pub(super) fn refused(problem: &Problem) -> Self {
        let body = html! {
            h2 { "Not done" }
            p { (problem.reason) }
            p.fix { (parts::prose(&format!("fix: {}", problem.fix))) }
        };
        Self::new(StatusCode::CONFLICT, "refused", body)
    }

    /// A question; the body has the buttons.
    pub(super) fn ask(title: &str, body: &Markup) -> Self {
        let body = html! { h2 { (title) } (body) };
        Self::new(StatusCode::CONFLICT, "ask", body)
    }

    /// The console ends.
    pub(super) fn ended() -> Self {
        Self::refused(&Problem::new(
            "the console has ended",
            "run `sa-infra console` again",
        ))
    }
}

impl IntoResponse for Notice {
    fn into_response(self) -> Response {
        let kind = if self.status == StatusCode::OK {
            "plain"
        } else {
            "html"
        };
        let headers = [(CONTENT_TYPE, format!("text/{kind}; charset=utf-8"))];
        let mut response = (self.status, headers, self.text).into_response();
        let kind = axum::http::HeaderValue::from_static(self.kind);
        response.headers_mut().insert("x-notice", kind);
        response
    }
}
