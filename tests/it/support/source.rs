//! The project's Rust files as tokens, without comments, with whole strings, and with test code marked; and their
//! comments.

use super::files;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;
use std::sync::LazyLock;

/// A Rust file of the project.
pub struct Source {
    /// The path from the project's root.
    pub path: String,
    /// The file.
    pub text: String,
    tokens: Vec<Token>,
}

/// One word, punctuation mark or string of a Rust file; `::` is one token.
#[derive(Clone)]
pub struct Token {
    /// As written.
    pub text: String,
    /// The line it starts on.
    pub line: usize,
    /// Whether it is below `#[cfg(test)]`.
    pub in_test: bool,
}

/// The directories with Rust code.
pub const TREES: &[&str] = &["src", "stacks", "codegen", "tests", "examples", "benches"];

/// Every Rust file below this directory of the project.
pub fn sources(tree: &str) -> impl Iterator<Item = &'static Source> {
    static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let paths = TREES.iter().flat_map(|tree| files::ending(tree, ".rs"));
        paths
            .map(|path| Source::new(&path.to_string_lossy(), &files::read(&path)))
            .collect()
    });
    let prefix = format!("{tree}/");
    ALL.iter().filter(move |source| source.path.starts_with(&prefix))
}

/// Every Rust file of the project.
pub fn all_sources() -> impl Iterator<Item = &'static Source> {
    TREES.iter().flat_map(|tree| sources(tree))
}

impl Source {
    /// Parses a file.
    pub fn new(path: &str, text: &str) -> Self {
        let code = if path.starts_with("src/aws/") {
            imports(text)
        } else {
            text
        };
        let stream = TokenStream::from_str(code).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut tokens = Vec::new();
        let in_test = path.ends_with("tests.rs") || path.contains("/tests/");
        flatten(stream, in_test, &mut tokens);
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            tokens,
        }
    }

    /// The number of lines.
    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// Every place with this sequence of tokens, in tests or not, as the tokens from there on.
    pub fn find<'a>(&'a self, pattern: &'a [&str]) -> impl Iterator<Item = &'a [Token]> {
        (0..self.tokens.len())
            .map(|at| &self.tokens[at..])
            .filter(move |rest| rest.len() >= pattern.len())
            .filter(move |rest| rest.iter().zip(pattern).all(|(token, text)| token.text == *text))
    }

    /// The same, outside of tests, as places for a message.
    pub fn places(&self, pattern: &[&str]) -> Vec<String> {
        let found = self.find(pattern).filter(|rest| !rest[0].in_test);
        found.map(|rest| self.place(&rest[0])).collect()
    }

    /// The place of a token, for a message.
    pub fn place(&self, token: &Token) -> String {
        format!("{}:{}", self.path, token.line)
    }

    /// Every token.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The comments, documentation included, each with its first line. Lines that follow each other are one comment.
    pub fn comments(&self) -> Vec<(usize, String)> {
        let mut found = Vec::<(usize, String)>::new();
        let mut continues = false;
        for (at, line) in self.text.lines().enumerate() {
            let whole_line = line.trim_start().strip_prefix("//");
            let comment = whole_line.or_else(|| Some(line.rsplit_once(" // ")?.1));
            if let Some(text) = comment.map(|text| text.trim_start_matches(['/', '!'])) {
                match found.last_mut().filter(|_| continues && whole_line.is_some()) {
                    Some((_, before)) => before.extend(["\n", text]),
                    None => found.push((at + 1, text.to_owned())),
                }
            }
            continues = whole_line.is_some();
        }
        found
    }

    /// The first names below the crate's root that this file uses (`crate::x`, `crate::{x, y::z}`), tests included.
    pub fn crate_modules(&self) -> Vec<(&Token, &str)> {
        let mut found = Vec::new();
        for rest in self.find(&["crate", "::"]) {
            match &rest[2] {
                open if open.text == "{" => found.extend(first_names(&rest[3..])),
                name => found.push((name, name.text.as_str())),
            }
        }
        found
    }
}

/// What a generated file begins with; what follows are seven megabytes of lines with AWS's names.
fn imports(text: &str) -> &str {
    let end = text.find("\nproperties! {").unwrap_or(text.len());
    &text[..end]
}

/// The first name of every path in a `{...}` of a `use`, after its opening brace.
fn first_names(tokens: &[Token]) -> Vec<(&Token, &str)> {
    let mut depth = 0;
    let mut starts = true;
    let mut found = Vec::new();
    for token in tokens {
        match token.text.as_str() {
            "}" if depth == 0 => break,
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => starts = true,
            name if starts => {
                found.push((token, name));
                starts = false;
            }
            _ => {}
        }
    }
    found
}

fn flatten(stream: TokenStream, in_test: bool, tokens: &mut Vec<Token>) {
    let mut below_test = false;
    let mut stream = stream.into_iter().peekable();
    while let Some(tree) = stream.next() {
        let line = tree.span().start().line;
        let in_test = in_test || below_test;
        let mut push = |text: String| tokens.push(Token { text, line, in_test });
        match tree {
            TokenTree::Group(group) => {
                let text = group.stream().to_string();
                let attribute = group.delimiter() == Delimiter::Bracket;
                if attribute && (text.starts_with("doc =") || text.starts_with("doc=")) {
                    continue;
                }
                below_test |= attribute && text.replace(' ', "") == "cfg(test)";
                let (open, close) = signs(group.delimiter());
                push(open.to_owned());
                flatten(group.stream(), in_test, tokens);
                let line = group.span_close().start().line;
                tokens.push(Token {
                    text: close.to_owned(),
                    line,
                    in_test,
                });
                below_test &= group.delimiter() != Delimiter::Brace;
            }
            TokenTree::Punct(sign) if sign.as_char() == ':' => {
                let second =
                    stream.next_if(|next| matches!(next, TokenTree::Punct(next) if next.as_char() == ':'));
                push(if second.is_some() { "::" } else { ":" }.to_owned());
            }
            TokenTree::Punct(sign) => {
                push(sign.to_string());
                below_test &= sign.as_char() != ';';
            }
            other => push(other.to_string()),
        }
    }
}

fn signs(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

/// The names that a `use` imports, each with its whole path.
pub fn leaves(tree: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut leaves = Vec::new();
    let mut prefixes = vec![0];
    let mut path = Vec::<String>::new();
    let mut alias = None;
    for (at, token) in tree.iter().copied().chain([","]).enumerate() {
        match token {
            "::" | "as" => {}
            "{" => prefixes.push(path.len()),
            "," | "}" => {
                let start = *prefixes.last().unwrap();
                if path.len() > start {
                    if path.last().is_some_and(|last| last == "self" || last == "*") {
                        path.pop();
                    }
                    let name = alias.take().or_else(|| path.last().cloned()).unwrap_or_default();
                    leaves.push((name, path.clone()));
                    path.truncate(start);
                }
                if token == "}" {
                    prefixes.pop();
                    path.truncate(*prefixes.last().unwrap());
                }
            }
            name if at > 0 && tree[at - 1] == "as" => alias = Some(name.to_owned()),
            name => path.push(name.to_owned()),
        }
    }
    leaves
}
