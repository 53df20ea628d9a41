#!/usr/bin/env python3
"""Runs `sa-infra check` over the fixtures of cfn-lint's own suite, which its source distribution on PyPI holds.

    tools/fixtures.py SA_INFRA CFN_LINT [--list]

SA_INFRA is a built binary, CFN_LINT the program of the pinned version (the tests install it under target/python-tools).
What counts as wrong is what cfn-lint says with an error rule. Files below `good`, `integration`, `issues`, `public` and
`quickstart` in which it finds none are right. `--list` names the files on which the two disagree.
"""

import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

REQUIREMENT = "cfn-lint==1.58.0"
CACHE = pathlib.Path(__file__).resolve().parent.parent / "target" / "fixtures"
RIGHT = ["good", "integration", "issues", "public", "quickstart"]


# Right for cfn-lint, and refused by AWS all the same.
REFUSED = {
    "good/override/complete.yaml": "a VPC of /32",
    "good/transform/language_extension.yaml": "a VPC of /8",
    "good/conditions.yaml": "an id of an image with six digits",
    "integration/aws-lambda-function.yaml": "a path in place of Code, which only `aws cloudformation package` replaces",
}


def fixtures():
    """The directory of the templates, fetched once."""
    found = list(CACHE.glob("*/test/fixtures/templates"))
    if found:
        return found[0]
    CACHE.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "cfn-lint"]
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([*pip, "--dest", scratch, REQUIREMENT], check=True)
        with tarfile.open(next(pathlib.Path(scratch).glob("*.tar.gz"))) as archive:
            archive.extractall(CACHE, filter="data")
    return next(CACHE.glob("*/test/fixtures/templates"))


def errors_of_cfn_lint(program, files):
    """Which files have a finding of an error rule, with the rules. It takes minutes, and is kept."""
    kept = CACHE / "expected.json"
    if kept.exists():
        return json.loads(kept.read_text())
    found = {}
    run = subprocess.run([program, "--format", "json", "--", *map(str, files)], capture_output=True, text=True)
    for row in json.loads(run.stdout or "[]"):
        if row["Rule"]["Id"].startswith("E"):
            rules = found.setdefault(row["Filename"], [])
            if row["Rule"]["Id"] not in rules:
                rules.append(row["Rule"]["Id"])
    kept.write_text(json.dumps(found))
    return found


def errors_of_check(program, files):
    """What the check says of each file, and those that it says errors of."""
    found = {}
    for file in files:
        run = subprocess.run([program, "check", "--format", "json", str(file)], capture_output=True, text=True)
        if run.returncode not in (0, 1):
            found[str(file)] = [f"exit {run.returncode}: {run.stderr[-200:]}"]
            continue
        rows = json.loads(run.stdout) if run.stdout else [{"severity": "error", "reason": run.stderr, "line": 0, "rule": ""}]
        wrong = [f"{row['line']}: {row['reason']} ({row['rule']})" for row in rows if row["severity"] == "error"]
        if wrong:
            found[str(file)] = wrong
    return found


def main():
    check, lint = sys.argv[1:3]
    root = fixtures()
    listed = "--list" in sys.argv

    def below(name):
        kinds = (".json", ".yaml", ".yml", ".template")
        return sorted(path for path in (root / name).rglob("*") if path.suffix in kinds)

    right = [path for name in RIGHT for path in below(name)]
    wrong = below("bad")
    theirs = errors_of_cfn_lint(lint, right + wrong)
    ours = errors_of_check(check, right + wrong)
    refused = [path for path in right if str(path.relative_to(root)) in REFUSED]
    empty = [path for path in right if any("there is no resource (" in line for line in ours.get(str(path), []))]
    right = [path for path in right if str(path) not in theirs and path not in refused + empty]
    wrong = [path for path in wrong if str(path) in theirs]
    alarms = [path for path in right if str(path) in ours]
    missed = [path for path in wrong if str(path) not in ours]
    print(f"left out: {len(empty)} files without resources, {len(refused)} that AWS refuses")
    print(f"right files: {len(right)}, with a false error: {len(alarms)}")
    share = 100 * (len(wrong) - len(missed)) / max(len(wrong), 1)
    print(f"wrong files: {len(wrong)}, found: {len(wrong) - len(missed)} ({share:.1f} %)")
    if listed:
        for path in alarms:
            print(f"\nfalse: {path.relative_to(root)}")
            print("".join(f"  {line}\n" for line in ours[str(path)][:6]), end="")
        for path in missed:
            print(f"\nmissed: {path.relative_to(root)}: {', '.join(sorted(theirs[str(path)]))}")


main()
