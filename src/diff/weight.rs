//! The effect of a change on the security of the account.

/// Whether a change broadens access; if that cannot be known, `broader`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// More than before.
    Broader,
    /// Less than before.
    Narrower,
    /// As much as before, in another form.
    Neutral,
}
