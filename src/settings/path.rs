//! The path of a value in the configuration: `stock_advisor.network.cidr`, `stock_advisor.notify[1]`.

use std::fmt;

/// The path from the root of the configuration to one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a table.
    Key(String),
    /// Into a list, counted from zero.
    Index(usize),
}

impl Path {
    /// Reads what `Display` writes, if the keys need no quotes.
    pub(super) fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let mut pieces = part.split('[');
            steps.extend(pieces.next().map(|key| Step::Key(key.to_owned())));
            let indices = pieces.filter_map(|piece| piece.trim_end_matches(']').parse().ok());
            steps.extend(indices.map(Step::Index));
        }
        Self(steps)
    }

    /// The path with one more step.
    pub(super) fn child(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// Whether one path contains the other, or both are equal.
    pub(super) fn touches(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, theirs)| mine == theirs)
    }

    /// The innermost key, without the index of a list's element.
    pub(super) fn last_key(&self) -> &str {
        let keys = self.0.iter().rev().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        keys.take(1).next().unwrap_or("")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(formatter, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if position == 0 { "" } else { "." };
                    let bare = !key.is_empty() && key.bytes().all(is_bare);
                    if bare {
                        write!(formatter, "{dot}{key}")?;
                    } else {
                        write!(formatter, "{dot}{}", super::quote::quoted(key))?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn reads_what_it_writes() {
        for text in ["namespace", "a.b-c.d_e", "stock_advisor.notify[1]", "a[0][2].b"] {
            assert_eq!(Path::parse(text).to_string(), text);
        }
    }

    #[test]
    fn touching_is_being_inside_either_way() {
        let network = Path::parse("stock_advisor.network");
        assert!(network.touches(&Path::parse("stock_advisor.network.cidr")));
        assert!(Path::parse("stock_advisor.network.cidr").touches(&network));
        assert!(!network.touches(&Path::parse("stock_advisor.notify")));
    }
}
