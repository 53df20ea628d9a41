#!/usr/bin/env python3
"""CPU time and memory of `check`: over 500 templates in one call, at start-up, and over templates that grow.

    benches/check.py SA_INFRA WHEEL [--old OTHER_SA_INFRA] [--also DIRECTORY] [-n RUNS]

SA_INFRA is a release build, WHEEL cfn-lint's wheel under target/codegen; the Python needs rstr and regex
(tools/templates.py). The 500 templates are made with a seed, over all resource types. `--also` measures the templates below
a directory too, and `--old` another build at start-up.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
ENDINGS = {".json", ".yaml", ".yml", ".template"}


# A child's peak begins with the size of the process that started it, so a small process starts those that are measured.
RUNNER = """
import json, os, subprocess, sys
for line in sys.stdin:
    command, directory = json.loads(line)
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=directory)
    _, _, usage = os.wait4(child.pid, 0)
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, flush=True)
"""
runner = subprocess.Popen([sys.executable, "-c", RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def once(command, directory=None):
    """CPU seconds and peak MB of one process; the peak is at least the 10 MB of the process that starts it."""
    print(json.dumps([command, directory and str(directory)]), file=runner.stdin, flush=True)
    seconds, peak = runner.stdout.readline().split()
    return float(seconds), float(peak)


def median(command, runs, directory=None):
    results = [once(command, directory) for _ in range(runs)]
    return statistics.median(seconds for seconds, _ in results), max(peak for _, peak in results)


def grown(count):
    """Templates with `count` of something, each in proportion."""
    queue = {"Type": "AWS::SQS::Queue"}
    yield "keys of an object", {"Resources": {"D": {"Type": "AWS::SSM::Document", "Properties": {"Content": {f"k{at}": at for at in range(count)}}}}}
    yield "unknown properties", {"Resources": {"Q": {**queue, "Properties": {f"k{at}": at for at in range(count)}}}}
    yield "resources", {"Resources": {f"Q{at}": {**queue, "DependsOn": f"Q{max(at - 1, 0)}"} if at else queue for at in range(count)}}
    yield "outputs", {"Resources": {"Q": queue}, "Outputs": {f"O{at}": {"Value": {"Ref": "Q"}} for at in range(count)}}
    yield "outputs of nothing", {"Resources": {"Q": queue}, "Outputs": {f"O{at}": {"Value": {"Ref": f"R{at}"}} for at in range(count)}}
    yield "parameters", {"Resources": {"Q": queue}, "Parameters": {f"P{at}": {"Type": "String"} for at in range(count)}}
    rules = [{"IpProtocol": "tcp", "FromPort": at % 60000, "ToPort": 60000, "CidrIp": "10.0.0.0/8"} for at in range(count)]
    yield "items of a list", {"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "x", "SecurityGroupIngress": rules}}}}
    subnet = {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.0.0/24"}}
    yield "overlapping subnets", {"Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}, **{f"S{at}": subnet for at in range(count)}}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("wheel", type=pathlib.Path)
    parser.add_argument("--old")
    parser.add_argument("--also", type=pathlib.Path, action="append", default=[])
    parser.add_argument("-n", "--runs", type=int, default=11)
    args = parser.parse_args()
    import templates

    program = str(pathlib.Path(args.program).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        made = scratch / "made"
        made.mkdir()
        count = 0
        for count, template in enumerate(templates.many(templates.Schemas(args.wheel), 500, 1), 1):
            templates.write(made / f"t{count:03}{'.yaml' if count % 2 else '.json'}", template)
        places = [("made over all types", made), *((str(place), place) for place in args.also)]
        for name, place in places:
            files = sorted(str(path) for path in place.rglob("*") if path.suffix in ENDINGS and path.is_file())
            size = sum(os.path.getsize(file) for file in files) / 1e6
            seconds, peak = median([program, "check", *files], args.runs)
            print(f"{name}: {len(files)} templates, {size:.1f} MB: {seconds:.3f} s CPU, {peak:.1f} MB")
        for title, words in [("--version", ["--version"]), ("synth", ["synth", "--out", str(scratch / "out")])]:
            for binary in [program, *([str(pathlib.Path(args.old).resolve())] if args.old else [])]:
                seconds, peak = median([binary, *words], 2 * args.runs + 1, scratch)
                print(f"{title} {binary}: {1000 * seconds:.1f} ms CPU, {peak:.1f} MB")
        sizes = [20_000, 40_000, 80_000]
        rows = {}
        for size in sizes:
            for name, template in grown(size):
                file = scratch / "grown.json"
                file.write_text(json.dumps(template))
                rows.setdefault(name, []).append(median([program, "check", str(file)], 3)[0])
        print("seconds of CPU with", ", ".join(map(str, sizes)))
        for name, row in rows.items():
            print(f"{name}: " + ", ".join(f"{seconds:.2f}" for seconds in row))


if __name__ == "__main__":
    main()
