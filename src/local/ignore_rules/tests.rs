//! Tests of `ignore_rules`. Git says what is ignored.

use super::*;
use crate::local::walk::tests::git;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Whether rules exclude a path, or a directory above it.
fn excludes(rules: &Rules, path: &str) -> bool {
    let is_excluded = |end, is_directory| {
        let path = &path.as_bytes()[..end];
        rules.verdict(path, is_directory) == Some(Verdict::Exclude)
    };
    let mut above = path.match_indices('/').map(|(at, _)| at);
    above.any(|end| is_excluded(end, true)) || is_excluded(path.len(), false)
}

/// Asserts that each of these files excludes the same paths as in Git.
fn agrees(files: &[Vec<u8>], paths: &[&str]) {
    let repository = git::repository();
    let mut input = String::new();
    for (number, file) in files.iter().enumerate() {
        let directory = repository.path().join(number.to_string());
        std::fs::create_dir(&directory).unwrap();
        std::fs::write(directory.join(".gitignore"), file).unwrap();
        for path in paths {
            write!(input, "{number}/{path}\0").unwrap();
        }
    }
    let line = "check-ignore --no-index --verbose --non-matching --stdin -z";
    let output = git::run(repository.path(), line, &input);
    // The file, the line and the pattern that decided, and the path.
    let fields = output.split_terminator('\0').collect::<Vec<_>>();
    let mut decisions = fields.chunks(4).map(|fields| fields.try_into().unwrap());
    for file in files {
        let rules = Rules::read(file);
        for path in paths {
            let [source, _, pattern, asked]: [&str; 4] = decisions.next().unwrap();
            assert!(asked.ends_with(path));
            let expected = !source.is_empty() && !pattern.starts_with('!');
            let file = String::from_utf8_lossy(file);
            assert_eq!(excludes(&rules, path), expected, "{path:?} with {file:?}");
        }
    }
    assert_eq!(decisions.next(), None::<[&str; 4]>);
}

/// Patterns of Git's own tests of wildmatch and of `.gitignore`.
const PATTERNS: &str = r"foo bar ??? ?? * f* *f *foo* *ob*a*r* *ab foo\* foo\*bar f\\oo *[al]? [ten] **[!te] **[!ten]
    t[a-g]n t[!a-g]n t[^a-g]n a[]]b a[]-]b a[]a-]b ] foo*bar foo**bar foo** foo**/bar a/b** foo/**/bar foo/**/**/bar
    foo/***/bar foo/**** foo?bar foo[/]bar foo[^a-z]bar f[^eiu][^eiu][^eiu][^eiu][^eiu]r **/foo */foo **/bar* **/bar/*
    **/bar/** **/bar** */bar/** **/bar/*/* a[c-c]st a[c-c]rt [!]-] \ */\ */\\ @foo \[ab] [[]ab] [[:]ab] [[::]ab]
    [[:digit]ab] [\[:]ab] \??\?b \a\b\c **/t[o] [[:alpha:]][[:digit:]][[:upper:]] [[:digit:][:upper:][:space:]]
    [[:digit:][:upper:][:spaci:]] [[:digit:][:punct:][:space:]] [[:xdigit:]] [[:cntrl:][:graph:]] [[:alnum:][:blank:]]
    [^[:alnum:][:lower:][:print:]] [a-c[:digit:]x-z] [\\-^] [\-_] [\]] a[]b ab[ [! [- [-] [a- [!a- [--A] [---] [------]
    [a-e-n] [!------] []-a] [!]-a] [a^bc] [a-]b] [\] [\\] [!\\] [A-\\] b*a *ba* [,] [\\,] [,-.] [\1-\3] [[-\]]
    -*-*-*-*-*-*-12-*-*-*-m-*-*-* **/*a*b*g*n*t */*/* **/**/** *X*i */*X*/*/*i **/*X*/**/*i fo foo/bar foo/* foo/**
    foo/*arr foo/**arr foo/**z [A-Z] [z-a] [[:upper:]] [Z-y] /foo /* foo/ /foo/ foo/bar/ **/ /** **/foo/ foo// /
    ./foo ../foo foo/. #foo \#foo !foo \!foo ! foo\ foo\/bar foo/**\/bar {foo,bar} *.{a,b} fooä foo?ä [ä] foo??";

/// Patterns with spaces.
const WITH_SPACES: &[&str] = &[
    "# foo", "foo ", r"foo\ ", "foo  ", r"foo \ ", "foo\t", "foo\r", " foo", "   ", "[ --]",
];

/// Paths of the same tests.
const PATHS: &str = r"foo foobar aaaaaaabababab foo* f\oo ball ten ton a]b a-b aab ] foo/baz/bar foobazbar foo/b/a/z/bar
    foo/bar foo-bar XXX/foo bar/baz/foo foo/bar/baz deep/foo/bar/baz foo/bar/baz/x deep/foo/bar/baz/x acrt a XXX/\ [ab]
    ?a?b abc foo/bar/baz/to a1B A 1 .x 5 f D _ b y q - \] \ ab ab[ $ 0 j [ ^ -b] G aaabbb aabcaa , -.] + 2
    -adobe-courier-bold-o-normal--12-120-75-75-m-70-iso8859-1 abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txt foo/bba/arr
    foo/bb/aa/rr abcXdefXghi ab/cXd/efXg/hi #foo !foo {foo,bar} x.a fooä ä a/bc/d fooxyz/a/bar foo/x x/foo/y";

fn paths() -> Vec<&'static str> {
    let with_spaces = [" ", "# foo", "foo ", "foo  ", "foo\t", "foo\r", " foo", "   "];
    PATHS.split_whitespace().chain(with_spaces).collect()
}

#[test]
fn a_line_means_what_it_means_to_git() {
    let patterns = PATTERNS.split_whitespace().chain(WITH_SPACES.iter().copied());
    let files = patterns.flat_map(|pattern| {
        let anchored = format!("/{pattern}\n");
        [pattern.as_bytes().to_vec(), anchored.into_bytes()]
    });
    agrees(&files.collect::<Vec<_>>(), &paths());
}

#[test]
fn a_file_means_what_it_means_to_git() {
    let files = [
        "*\n!*/\n!*.txt\n",
        "foo\n!foo/bar\n",
        "foo/*\n!foo/bar\n",
        "!foo\nfoo\n!foo\n",
        "\u{feff}foo\r\n\r\n# bar\r\nto\r\n",
        "\n\nfoo\n!\n",
        "/*\n!/foo\n/foo/*\n!/foo/bar\n",
    ];
    let mut files = files.map(|file| file.as_bytes().to_vec()).to_vec();
    files.push(b"\xff\nfoo\n".to_vec());
    agrees(&files, &paths());
}

fn line() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        6 => "[ab/]",
        3 => "[*?]",
        2 => Just("**".to_owned()),
        2 => Just("/**/".to_owned()),
        2 => r"\[[!^]?[]ab\\-]{0,3}\]",
        1 => "[-!^# \\\\\\[\\]]",
        1 => Just("[[:alpha:]]".to_owned()),
    ];
    let line = prop::collection::vec(token, 1..6).prop_map(|tokens| tokens.concat());
    ("[!]?", line).prop_map(|(not, line)| not + &line)
}

fn path() -> impl Strategy<Value = String> {
    let name = r"[ab]{1,3}|[-ab!^# \\\[\]*]{1,2}";
    prop::collection::vec(name, 1..4).prop_map(|names| names.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_mean_what_they_mean_to_git(
        files in prop::collection::vec(prop::collection::vec(line(), 1..4), 150),
        paths in prop::collection::vec(path(), 60),
    ) {
        let files = files.iter().map(|lines| lines.join("\n").into_bytes());
        let paths = paths.iter().map(String::as_str).collect::<Vec<_>>();
        agrees(&files.collect::<Vec<_>>(), &paths);
    }
}

#[test]
fn patterns_in_code_are_written_as_in_gitignore() {
    let patterns = ["*.{test,spec}.js", "/build", "docs/", "#x", "!y", " \n"].map(str::to_owned);
    let rules = Rules::exclude(&patterns).unwrap();
    for excluded in ["a/b.spec.js", "build/x", "docs/y", "#x", "a/!y"] {
        assert!(excludes(&rules, excluded), "{excluded}");
    }
    for taken in ["b.js", "a/build", "docs", "x", "y"] {
        assert!(!excludes(&rules, taken), "{taken}");
    }
    let invalid = ["a".to_owned(), "[".to_owned()];
    assert_eq!(
        Rules::exclude(&invalid).map(drop),
        Err(("[", Invalid::UnclosedClass))
    );
}
