#!/usr/bin/env python3
"""Calls, wall time and CPU of a deployment, beside the AWS CLI and raw boto3: deploy.py SA_INFRA [-n RUNS]

All on one emulator in one run, each through the same counting proxy, each time in an account of its own: a first
deployment of the three stacks, one that changes nothing, one that changes a property of the last stack with all three
named. Then how long after the end of an operation that takes a while its end is noticed.
"""

import http.client
import http.server
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STACKS = ["app-infra-base", "app-infra-compute", "app-infra-develop"]
CLIENTS = ["sa-infra", "boto3", "aws"]
CHANGE = '[stock_advisor.github]\nbranch = "next"\n'
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]


def environment(name, requirements, *flags):
    """A virtual environment below target/, with exactly these packages."""
    place = os.path.join(ROOT, "target", "bench-tools", name)
    if not os.path.exists(os.path.join(place, "ready")):
        venv.create(place, with_pip=True, clear=True)
        pip = [os.path.join(place, "bin", "python"), "-m", "pip", "install", "--quiet", *flags, "-r", requirements]
        subprocess.run(pip, check=True)
        open(os.path.join(place, "ready"), "w").close()
    return os.path.join(place, "bin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    def __init__(self, directory):
        tools = environment("emulator", os.path.join(ROOT, "tests", "ministack.txt"), "--require-hashes")
        self.port = free_port()
        variables = {
            "HOME": directory, "PATH": "", "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
        }
        self.process = subprocess.Popen(
            [os.path.join(tools, "python"), "-m", "ministack"], cwd=directory, env=variables,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _ in range(3000):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/_ministack/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.02)
        sys.exit("the emulator does not start")


class Proxy(http.server.ThreadingHTTPServer):
    """Counts calls. `slow` makes executions take that many seconds, as far as who asks can see."""

    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.calls, self.slow, self.over, self.noticed = target, [], 0, None, None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def serve(self):
        proxy = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.headers.get("X-Amz-Target", "")
        action = target.split(".")[-1] or urllib.parse.parse_qs(body.decode()).get("Action", [self.command])[0]
        proxy.calls.append(action)
        connection = http.client.HTTPConnection("127.0.0.1", proxy.target)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        if proxy.slow and action == "ExecuteChangeSet":
            proxy.over = time.monotonic() + proxy.slow
        if proxy.over and action in ("DescribeStacks", "DescribeStackEvents"):
            if time.monotonic() < proxy.over:
                content = unfinished(content.decode()).encode()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = serve


def unfinished(answer):
    """The same while the operation is still in progress: no event that shows its end, and no final status."""
    answer = answer.replace("<StackStatus>CREATE_COMPLETE<", "<StackStatus>CREATE_IN_PROGRESS<")
    end = re.compile(r"<member>(?:(?!</member>).)*AWS::CloudFormation::Stack(?:(?!</member>).)*</member>", re.S)
    keep = lambda event: "" if "<ResourceStatus>CREATE_COMPLETE<" in event[0] else event[0]
    return end.sub(keep, answer)


RAW = r"""
import boto3, json, sys, time
stacks = json.loads(sys.argv[1])
api = boto3.client("cloudformation")
for name, template in stacks:
    try:
        api.describe_stacks(StackName=name)
        kind = "UPDATE"
    except api.exceptions.ClientError:
        kind = "CREATE"
    made = api.create_change_set(StackName=name, ChangeSetName="c%d" % time.time_ns(), ChangeSetType=kind,
        TemplateBody=open(template).read(), Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"])
    while True:
        found = api.describe_change_set(ChangeSetName=made["Id"])
        if not found["Status"].endswith(("IN_PROGRESS", "PENDING")):
            break
        time.sleep(1)
    if found["Status"] == "FAILED":
        api.delete_change_set(ChangeSetName=made["Id"])
        continue
    api.execute_change_set(ChangeSetName=made["Id"])
    while True:
        status = api.describe_stacks(StackName=made["StackId"])["Stacks"][0]["StackStatus"]
        if not status.endswith("IN_PROGRESS"):
            break
        time.sleep(1)
    api.describe_stack_events(StackName=made["StackId"])
"""


class Program:
    """The binary on an emulator, behind a proxy that records the calls."""

    def __init__(self, binary, directory):
        self.binary, self.directory = os.path.abspath(binary), directory
        self.emulator = Emulator(directory)
        self.proxy = Proxy(self.emulator.port)
        self.account = 200_000_000_000

    def variables(self, url):
        return {
            "HOME": self.directory, "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": str(self.account), "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true",
        }

    def templates(self, name, configuration):
        """The templates of this configuration, for those who need them as files."""
        place = os.path.join(self.directory, name)
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, "sa-infra.toml"), "w") as file:
            file.write(configuration)
        subprocess.run([self.binary, "synth", "--out", "templates"], cwd=place, check=True, capture_output=True)
        return place

    def run(self, commands, place):
        """The calls, wall seconds and CPU seconds of these commands, one after the other."""
        self.proxy.calls.clear()
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        for command in commands:
            done = subprocess.run(command, cwd=place, env=self.variables(self.proxy.url), capture_output=True)
            if done.returncode:
                sys.exit(f"{command[:3]}: {done.stderr.decode()}")
        wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return len(self.proxy.calls), wall, cpu


class Bench(Program):
    """The binary beside other clients."""

    def __init__(self, binary, directory):
        super().__init__(binary, directory)
        self.tools = environment("clients", os.path.join(ROOT, "benches", "requirements.txt"))

    def commands(self, client, place):
        files = [(name, os.path.join(place, "templates", name + ".template.json")) for name in STACKS]
        if client == "sa-infra":
            return [[self.binary, "deploy", "--all", "--yes"]]
        if client == "boto3":
            return [[os.path.join(self.tools, "python"), "-c", RAW, json.dumps(files)]]
        aws = [os.path.join(self.tools, "aws"), "cloudformation", "deploy", "--no-fail-on-empty-changeset"]
        aws += ["--capabilities", *CAPABILITIES]
        return [[*aws, "--stack-name", name, "--template-file", template] for name, template in files]

    def measure(self, runs):
        """Medians by client and deployment; the clients take turns, so that a busy machine is busy for all of them."""
        first, changed = self.templates("first", ""), self.templates("changed", CHANGE)
        results = {}
        for _ in range(runs):
            for client in CLIENTS:
                self.account += 1
                for row, place in [("first", first), ("nothing", first), ("change", changed)]:
                    result = self.run(self.commands(client, place), place)
                    results.setdefault((client, row), []).append(result)
        return {key: [statistics.median(column) for column in zip(*rows)] for key, rows in results.items()}

    def notice(self, client, runs):
        """Seconds from the end of an operation of 3 seconds to the end of the command."""
        place = self.templates("first", "")
        late = []
        for _ in range(runs):
            self.account += 1
            self.proxy.slow, self.proxy.over = 3, None
            command = self.commands(client, place)[0]
            if client == "sa-infra":
                command = [self.binary, "deploy", STACKS[0], "--yes"]
            if client == "boto3":
                command = [*command[:-1], json.dumps(json.loads(command[-1])[:1])]
            self.run([command], place)
            late.append(time.monotonic() - self.proxy.over)
            self.proxy.slow, self.proxy.over = 0, None
        return statistics.median(late)


def asked(arguments, runs, usage):
    """The binary and the number of runs of a command line: [-n RUNS] BINARY."""
    if "-n" in arguments:
        at = arguments.index("-n")
        runs = int(arguments[at + 1])
        del arguments[at : at + 2]
    if len(arguments) != 1:
        sys.exit(usage)
    return arguments[0], runs


def main(arguments):
    binary, runs = asked(arguments, 7, __doc__)
    directory = tempfile.mkdtemp()
    bench = Bench(binary, directory)
    try:
        print(f"medians of {runs} runs\n\n| | | calls | wall | CPU |\n|---|---|---|---|---|")
        for (client, row), (calls, wall, cpu) in sorted(bench.measure(runs).items()):
            print(f"| {client} | {row} | {calls:.0f} | {wall * 1000:.0f} ms | {cpu * 1000:.0f} ms |", flush=True)
        for client in CLIENTS:
            print(f"{client}: the end is noticed after {bench.notice(client, min(runs, 3)):.1f} s", flush=True)
    finally:
        bench.emulator.process.kill()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
