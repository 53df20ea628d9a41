//! Authentication: the token in the address is exchanged once for a cookie, and every change needs a second token
//! that only the page has.

use crate::model::hex::hex;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, PoisonError};

/// The number of random bytes of a token.
const BYTES: usize = 32;

/// The sessions of browsers.
#[derive(Debug)]
pub(super) struct Sessions {
    port: u16,
    token: Mutex<Option<String>>,
    all: Mutex<Vec<Session>>,
}

/// The session of a browser.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The value of its cookie.
    cookie: String,
    /// The token for its changes.
    csrf: String,
}

impl Sessions {
    /// The sessions of a console on this port; the token is part of the address to open.
    pub(super) fn new(port: u16) -> Result<(Self, String), getrandom::Error> {
        let token = random()?;
        let sessions = Self {
            port,
            token: Mutex::new(Some(token.clone())),
            all: Mutex::default(),
        };
        Ok((sessions, token))
    }

    /// Exchanges the token, which is then invalid. Returns the `Set-Cookie` header.
    pub(super) fn exchange(&self, offered: &str) -> Option<(String, String)> {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !token.as_ref().is_some_and(|token| is_same(token, offered)) {
            return None;
        }
        let session = Session {
            cookie: random().ok()?,
            csrf: random().ok()?,
        };
        *token = None;
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.name(),
            session.cookie
        );
        let csrf = session.csrf.clone();
        self.all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(session);
        Some((cookie, csrf))
    }

    /// The session of a `Cookie` header.
    pub(super) fn find(&self, header: &str) -> Option<Session> {
        let name = self.name();
        let mut pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .find(|session| is_same(&session.cookie, value))
            .cloned()
    }

    /// The name of the cookie. Browsers send cookies to all ports of a host, so two consoles need two names.
    fn name(&self) -> String {
        format!("sa-infra-console-{}", self.port)
    }
}

impl Session {
    /// Whether a change comes from a page of this session.
    pub(super) fn is_own(&self, csrf: &str) -> bool {
        is_same(&self.csrf, csrf)
    }
}

/// Compares digests, so that the time reveals nothing about the tokens.
fn is_same(known: &str, offered: &str) -> bool {
    Sha256::digest(known) == Sha256::digest(offered)
}

fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::Sessions;

    #[test]
    fn a_token_is_exchanged_once() {
        let (sessions, token) = Sessions::new(8000).unwrap();
        assert_eq!(sessions.exchange("x"), None);
        let (cookie, csrf) = sessions.exchange(&token).unwrap();
        assert!(
            cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
            "{cookie}"
        );
        assert_eq!(sessions.exchange(&token), None);

        let (pair, _) = cookie.split_once(';').unwrap();
        let session = sessions.find(&format!("a=b; {pair}")).unwrap();
        assert!(session.is_own(&csrf) && !session.is_own(""));
        assert!(sessions.find(&pair.replace("8000", "8001")).is_none());
        assert!(sessions.find("sa-infra-console-8000=").is_none());
    }
}
