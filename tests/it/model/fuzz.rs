//! The fuzz targets on stable: mutations of valid files, with a fixed seed. `FUZZ_SECONDS` runs each target longer,
//! with another seed each time. `FUZZ_RUNS` sets the number of mutations, and `FUZZ_SEEDS` names a directory of more
//! templates in JSON (tools/templates.py generates them for all resource types).

#[path = "../../../fuzz/src/lib.rs"]
mod targets;

use crate::support::files;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A small random number generator (xorshift), so that a failure can be repeated from its seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// Changes some bytes: flips, removes, repeats, or inserts a meaningful one.
    fn mutate(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        const MEANS: &[u8] = b"{}[]\":,'\\#-!&*|>%@`=$ \n\r\t\0\xff\xef\xbb\xbf(?/0";
        for _ in 0..=self.below(6) {
            let at = self.below(input.len());
            let to = (at + 1 + self.below(24)).min(input.len());
            match self.below(6) {
                _ if input.is_empty() => input.push(b'{'),
                0 => input[at] ^= 1 << self.below(8),
                1 => drop(input.drain(at..to)),
                2 => input.splice(at..at, input[at..to].to_vec()).for_each(drop),
                3 => input.truncate(at),
                4 if !other.is_empty() => {
                    let from = self.below(other.len());
                    let part = &other[from..(from + 1 + self.below(40)).min(other.len())];
                    input.splice(at..at, part.iter().copied()).for_each(drop);
                }
                _ => input.insert(at, MEANS[self.below(MEANS.len())]),
            }
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

/// Runs a target on mutations of these inputs; a failure shows the seed and the input.
fn fuzz(target: fn(&[u8]), seeds: &[Vec<u8>], runs: u64) {
    fuzz_with(target, seeds, runs, Numbers::mutate);
}

fn fuzz_with(target: fn(&[u8]), seeds: &[Vec<u8>], runs: u64, mutate: fn(&mut Numbers, &mut Vec<u8>, &[u8])) {
    let limit = number("FUZZ_SECONDS").map(Duration::from_secs);
    let wanted = number("FUZZ_RUNS").unwrap_or(runs);
    let seed = limit.map_or(0x5eed, |_| u64::from(std::process::id()) | 1);
    let (mut numbers, start, mut runs) = (Numbers(seed), Instant::now(), 0);
    while limit.map_or(runs < wanted, |limit| start.elapsed() < limit) {
        let mut input = seeds[numbers.below(seeds.len())].clone();
        let other = &seeds[numbers.below(seeds.len())];
        mutate(&mut numbers, &mut input, other);
        let shown = String::from_utf8_lossy(&input);
        let run = std::panic::catch_unwind(|| target(&input));
        assert!(run.is_ok(), "seed {seed}, run {runs}:\n{shown}");
        runs += 1;
    }
}

fn read(directory: &str, ending: &str) -> Vec<Vec<u8>> {
    let paths = files::ending(directory, ending);
    assert!(!paths.is_empty(), "{directory}");
    let read = |path| std::fs::read(files::root().join(path)).unwrap();
    paths.into_iter().map(read).collect()
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn templates() {
    let mut seeds = read("tests/it/check/bad_templates", ".json");
    seeds.extend(texts(&[
        "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Sub 'a-${AWS::Region}'\n",
        "Resources: {A: {Type: AWS::S3::Bucket, DependsOn: [B, C]}}\nOutputs:\n  X: {Value: !GetAtt A.Arn, Export: {Name: x}}\n",
        "Parameters:\n  P: &p {Type: String, Default: \"1_0\"}\n  Q: *p\nResources:\n  A:\n    Type: |-\n      AWS::SQS::Queue\n",
    ]));
    fuzz(targets::template, &seeds, 300);
}

/// The JSON pointers of all values in a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                places(inner, &format!("{at}/{}", escaped(name)), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                places(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Moves values to wrong places: parts of other templates, intrinsic functions, other types.
fn restructure(numbers: &mut Numbers, input: &mut Vec<u8>, other: &[u8]) {
    let odd = [
        json!(null),
        json!({}),
        json!([]),
        json!(""),
        json!(-1e300),
        json!(true),
        json!({"Ref": "AWS::NoValue"}),
        json!({"Fn::GetAtt": ["A", "B.C"]}),
        json!({"Fn::Sub": ["${A}${", {"A": []}]}),
        json!({"Fn::If": ["C", {"Ref": 1}, []]}),
        json!({"Fn::ForEach::X": ["I", ["a"], {"${I}": {}}]}),
        json!({"Fn::FindInMap": ["M", "a"]}),
    ];
    let (mut value, other): (Value, Value) = (
        serde_json::from_slice(input).unwrap(),
        serde_json::from_slice(other).unwrap(),
    );
    let (mut to, mut from) = (Vec::new(), Vec::new());
    places(&other, "", &mut from);
    for _ in 0..=numbers.below(3) {
        to.clear();
        places(&value, "", &mut to);
        let part = match numbers.below(3) {
            0 => odd[numbers.below(odd.len())].clone(),
            1 => other.pointer(&from[numbers.below(from.len())]).unwrap().clone(),
            _ => value.pointer(&to[numbers.below(to.len())]).unwrap().clone(),
        };
        *value.pointer_mut(&to[numbers.below(to.len())]).unwrap() = part;
    }
    *input = serde_json::to_vec(&value).unwrap();
}

#[test]
fn restructured_templates() {
    let mut seeds = read("tests/it/check/bad_templates", ".json");
    seeds.extend(read("templates", ".json"));
    if let Ok(directory) = std::env::var("FUZZ_SEEDS") {
        seeds.extend(read(&directory, ".json"));
    }
    seeds.retain(|seed| serde_json::from_slice::<Value>(seed).is_ok());
    fuzz_with(targets::template, &seeds, 300, restructure);
}

#[test]
fn answers() {
    let answer = |kind: &str, body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
            .into_bytes()
    };
    let chunked =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    let seeds = [
        answer(
            "text/xml",
            "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>a</StackName><StackStatus>CREATE_COMPLETE\
             </StackStatus><CreationTime>2026-01-02T03:04:05Z</CreationTime></member></Stacks></DescribeStacksResult></DescribeStacksResponse>",
        ),
        answer(
            "application/x-amz-json-1.1",
            "{\"Parameters\": [{\"Name\": \"key\", \"Value\": \"v\", \"Version\": 1}]}",
        ),
        answer(
            "application/json",
            "{\"Name\": \"nightly\", \"State\": \"ENABLED\", \"StartDate\": 1.7e9}",
        ),
        answer(
            "application/xml",
            "<ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>a&amp;b</Key><VersionId>1</VersionId></Version></ListVersionsResult>",
        ),
        chunked.to_vec(),
    ];
    // Most inputs cause a retry, and the SDK waits before it.
    fuzz(targets::answer, &seeds, 12);
}

#[test]
fn env_files() {
    let seeds = [
        "A=1\nexport B='two words'\n# a comment\nC=\"x\\\"y\" # more\n",
        "KEY=\r\n\u{feff}X = 1\n",
        "A=$B\nM=\"several\nlines\"\n",
    ];
    fuzz(targets::dotenv, &texts(&seeds), 300);
}

#[test]
fn schedules() {
    let seeds = [
        "cron(30 9 ? * MON-FRI *)",
        "cron(0/15 8-17 L * ? 2026)",
        "rate(5 minutes)",
        "at(2026-11-28T10:00:00)",
        "cron(0 18 ? * 6#3 *)",
    ];
    fuzz(targets::schedule, &texts(&seeds), 300);
}

#[test]
fn configurations() {
    let seeds = [
        "name = \"y\"\ncount = 4_000\nhosts = [\"a\", 'b']\n[tags]\na = \"b\"\n",
        "tags = { \"x y\" = \"\"\"\nz\"\"\" }\nhost = [1]\n",
        "[tags.deep]\nx = 1979-05-27\n[[hosts]]\n",
    ];
    fuzz(targets::settings, &texts(&seeds), 300);
}
