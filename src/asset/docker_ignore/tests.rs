//! Tests of `docker_ignore`. The cases are those of Docker's own tests.

use super::DockerIgnore;

fn read(text: &str) -> DockerIgnore {
    DockerIgnore::read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_last_pattern_that_matches_counts() {
    let rules = read("# not these\ntarget\n*.md\n!README.md\n**/*.log\nsrc/old\n!src/old/kept.rs\n");
    for (name, is_excluded) in [
        ("target/debug/a", true),
        ("below/target", false),
        ("NOTES.md", true),
        ("README.md", false),
        ("doc/NOTES.md", false),
        ("a/b/c.log", true),
        ("src/old/x.rs", true),
        ("src/old/kept.rs", false),
        ("src/main.rs", false),
    ] {
        assert_eq!(rules.excludes(name), is_excluded, "{name}");
    }
}

#[test]
fn a_pattern_matches_what_it_matches_in_docker() {
    let wheel = "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl";
    for (pattern, matching) in [
        ("**", "file dir/file"),
        ("**/", "file dir/file"),
        ("**/**", "dir/file"),
        ("dir/**", "dir/file dir/dir2/file"),
        ("**/dir", "dir dir/file"),
        ("**/dir2/*", "dir/dir2/file"),
        ("**/dir2/**", "dir/dir2/dir3/file"),
        ("**file", "file dir/file dir/dir/file afile"),
        ("**/file", "dir/file dir/dir/file"),
        ("**/file*", "dir/dir/file dir/dir/file.txt"),
        ("**/file*txt", "dir/dir/file.txt"),
        ("**/file*.txt*", "dir/dir/file.txt"),
        ("**/**/*.txt", "dir/dir/file.txt file.txt"),
        ("**/*.txt", "file.txt"),
        ("a**/*.txt", "a/file.txt a/dir/file.txt a/dir/dir/file.txt"),
        ("a/*.txt", "a/file.txt"),
        ("a/*.txt**", "a/file.txt"),
        ("a[b-d]e", "ace"),
        ("a[^b-d]e", "aze"),
        (".*", ".foo"),
        ("abc?def", "abcZdef"),
        (r"a\\", r"a\"),
        ("**/foo/bar", "foo/bar dir/foo/bar dir/dir2/foo/bar"),
        ("abc/**", "abc/def abc/def/ghi"),
        ("**/.foo", ".foo"),
        ("a(b)c/def", "a(b)c/def"),
        ("a.|)$(}+{bc", "a.|)$(}+{bc"),
        ("dist/*.whl", wheel),
        (r"a\*b", "a*b"),
        ("a*", "a abc ab/c"),
        ("a*/b", "abc/b"),
        ("a*b*c*d*e*/f", "axbxcxdxe/f axbxcxdxexxx/f"),
        ("a*b?c*x", "abxbbxdbxebxczzx"),
        ("ab[^e-g]", "abc"),
        ("a?b", "a☺b"),
        ("a[^a]b", "a☺b"),
        ("[a-ζ]*", "α"),
        (r"[\]a]", "]"),
        (r"[x\-]", "x -"),
        ("./a/../b//c/", "b/c b/c/d"),
        ("/a", "a"),
        ("[!a]", "! a"),
    ] {
        for name in matching.split(' ') {
            assert!(read(pattern).excludes(name), "{pattern} {name}");
        }
    }
}

#[test]
fn a_pattern_matches_no_more_than_in_docker() {
    for (pattern, others) in [
        ("**/**/*.txt2", "dir/dir/file.txt"),
        ("a/*.txt", "a/dir/file.txt"),
        ("a[b-d]e", "ae aae"),
        (".*", "foo"),
        ("abc.def", "abcdef abcZdef"),
        ("abc?def", "abcdef"),
        ("abc/**", "abc"),
        ("**/.foo", "bar.foo"),
        ("a(b)c/def", "a(b)c/xyz"),
        ("a*/b", "a/c/b"),
        ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f axbxcxdxexxx/fff"),
        ("a*b?c*x", "abxbbxdbxebxczzy"),
        ("ab[^c]", "abc"),
        (r"a\*b", "ab"),
        ("a???b", "a☺b"),
        ("a[^a][^a][^a]b", "a☺b"),
        ("*[a-ζ]", "A"),
        ("a?b", "a/b"),
        ("a*b", "a/b"),
        (r"[\-x]", "a"),
        ("../a", "a"),
        (" #a", "a"),
        ("# a", "a"),
        ("!a", "a"),
    ] {
        for name in others.split(' ') {
            assert!(!read(pattern).excludes(name), "{pattern} {name}");
        }
    }
}

#[test]
fn patterns_count_in_their_order() {
    for (text, name, is_excluded) in [
        ("**\n!util/docker/web", "util/docker/web/foo", false),
        (
            "**\n!util/docker/web\nutil/docker/web/foo",
            "util/docker/web/foo",
            true,
        ),
        ("docs/\n  !docs/README.md  \n", "docs/README.md", false),
        ("!a.go\n*.go", "a.go", true),
        ("\u{feff}a", "a", true),
        (" #a", "#a", true),
    ] {
        assert_eq!(read(text).excludes(name), is_excluded, "{text}");
    }
}

#[test]
fn a_pattern_that_is_not_valid_is_named() {
    for pattern in ["[", "[^bc", "[]a]", "[a-b-c]", r"a\", "!a["] {
        let error = DockerIgnore::read(pattern).map(drop).unwrap_err().to_string();
        let named = format!(".dockerignore: the pattern {pattern} is not valid");
        assert!(error.contains(&named), "{error}");
    }
}
