#!/usr/bin/env python3
"""Compares the five applications of examples/applications with the same in TypeScript with the CDK, for the table of doc/library.md.

benches/applications.py: installs the pinned packages of benches/cdk below the target directory, checks the format and the types of
the programs, synthesizes all of them, and prints the table. Fails if a program with L1 constructs makes other resources than ours.
The seconds are those of the CPU, of the fastest of three runs, without compilers.
"""

import collections
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CDK = ROOT / "benches/cdk"
OURS = ROOT / "examples/applications"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "applications"
NAMES = ["web_site", "rest_service", "private_network", "queue_worker", "database"]


def run(command, cwd=ROOT, **variables):
    done = subprocess.run(command, cwd=cwd, env=os.environ | variables, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")


def seconds(command, cwd=ROOT, **variables):
    """The CPU seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(command, cwd, **variables)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(times)


def install():
    """The programs of benches/cdk as JavaScript, formatted and typed."""
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ["package.json", "package-lock.json"]:
        shutil.copy(CDK / name, WORK)
    if not (WORK / "node_modules").exists():
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], WORK)
    for level in ["l1", "l2"]:
        shutil.copytree(CDK / level, WORK / level, dirs_exist_ok=True)
    programs = sorted(str(path.relative_to(WORK)) for path in WORK.glob("l[12]/*.ts"))
    run(["npx", "prettier", "--check", *programs], WORK)
    options = ["--strict", "--target", "es2022", "--module", "node16", "--skipLibCheck", "--outDir", "out"]
    run(["npx", "tsc", *options, *programs], WORK)


def lines(path):
    """Lines of code: neither empty nor comments."""
    code = (line.strip() for line in path.read_text().splitlines())
    return sum(1 for line in code if line and not line.startswith("//"))


def template(directory):
    (path,) = directory.glob("*.template.json")
    return json.loads(path.read_text())


def plain(value, kinds):
    """A value with the types of resources in place of their logical IDs, and a concatenation as one text."""
    if isinstance(value, list):
        return [plain(item, kinds) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        return "${" + kinds.get(value["Ref"], value["Ref"]) + "}"
    if set(value) == {"Fn::GetAtt"}:
        resource_id, attribute = value["Fn::GetAtt"]
        return "${" + kinds[resource_id] + "." + attribute + "}"
    if set(value) == {"Fn::Join"} and value["Fn::Join"][0] == "":
        return "".join(plain(value["Fn::Join"][1], kinds))
    return {key: plain(item, kinds) for key, item in value.items()}


def contents(template):
    """The resources without their logical IDs, in any order. Where the code of a function is differs."""
    kinds = {name: resource["Type"] for name, resource in template["Resources"].items()}
    found = collections.Counter()
    for resource_ in template["Resources"].values():
        known = {key: item for key, item in resource_.items() if key not in ("Metadata", "DependsOn")}
        known["DependsOn"] = sorted(kinds[name] for name in listed(resource_.get("DependsOn", [])))
        if known["Type"] == "AWS::Lambda::Function":
            del known["Properties"]["Code"]
        found[json.dumps(plain(known, kinds), sort_keys=True)] += 1
    return found


def listed(value):
    return value if isinstance(value, list) else [value]


def main():
    install()
    run(["cargo", "build", "--quiet", "--examples"])
    print("| application | resources | Rust | L1 | L2 | synth: Rust | CDK |\n|---|---|---|---|---|---|---|")
    failed = []
    for name in NAMES:
        times = {"rust": seconds([TARGET / "debug/examples" / name, "synth", "--out", WORK / "made/rust" / name])}
        for level in ["l1", "l2"]:
            made = WORK / "made" / level / name
            times[level] = seconds(["node", WORK / f"out/{level}/{name}.js"], CDK, CDK_OUTDIR=str(made))
        made = {level: template(WORK / "made" / level / name) for level in times}
        ours, same = contents(made["rust"]), contents(made["l1"])
        for text in sorted((ours - same).keys() | (same - ours).keys()):
            failed.append(f"{name}, {'ours' if text in ours else 'the CDK'}: {text}")
        counted = [lines(OURS / f"{name}.rs"), lines(CDK / f"l1/{name}.ts")]
        if "two_zones" in (OURS / f"{name}.rs").read_text():
            counted[0] += lines(OURS / "two_zones.rs")
            counted[1] += lines(CDK / "l1/two_zones.ts")
        counted.append(lines(CDK / f"l2/{name}.ts"))
        row = [f"[{name}](../examples/applications/{name}.rs)", len(made["rust"]["Resources"]), *counted]
        row += [f"{times['rust']:.2f} s", f"{times['l1']:.2f} s"]
        print("| " + " | ".join(map(str, row)) + " |", flush=True)
    if failed:
        sys.exit("these resources differ:\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
