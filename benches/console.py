#!/usr/bin/env python3
"""What `sa-infra console` costs, with 2 services and with 40: console.py SA_INFRA [-n RUNS]

On the emulator, through a counting proxy: the wall time, the CPU and the calls of the start until the address is
printed; the calls of each page when it is first read, beside those of the commands that it stands for, and those of ten
seconds without a reader; and the time to the first paint of the overview in chromium, once AWS has answered.
"""

import http.client
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "benches"), os.path.join(ROOT, "tools")]
import console_pictures
import deploy

SERVICE = "portfolio-manager"
PAGES = [
    ("/", ["doctor", "status"]),
    ("/services", ["schedule list", "tasks", "secrets list"]),
    (f"/service?service={SERVICE}", [f"schedule list {SERVICE}", f"tasks {SERVICE}", f"images {SERVICE}", f"secrets list {SERVICE}"]),
    (f"/logs?service={SERVICE}", [f"logs {SERVICE}"]),
    ("/stacks", ["status"]),
    ("/stack?stack=app-infra-base", ["diff app-infra-base", "events app-infra-base", "outputs app-infra-base"]),
    ("/notifications", ["notify list"]),
]


def services(number):
    """A configuration with this many services."""
    lines = ["[stock_advisor]"]
    for at in range(number - 2):
        lines += [
            f"[stock_advisor.services.service-{at:02}]",
            'command = ["-app_namespace", "{namespace}"]',
            f'schedule = {{ cron = "{at} 7 ? * MON-FRI *", timezone = "America/New_York" }}',
            'parameters = ["INTRINIO_API_KEY"]',
        ]
    return "\n".join(lines) + "\n"


class Console:
    """A console that runs, with the wall and CPU seconds until it printed its address."""

    def __init__(self, bench, place):
        command = [bench.binary, "console", "--no-open"]
        begin = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=place, env=bench.variables(bench.proxy.url), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.url = self.process.stdout.readline().strip()
        self.wall = time.monotonic() - begin
        with open(f"/proc/{self.process.pid}/stat") as stat:
            ticks = stat.read().rsplit(") ", 1)[1].split()[11:13]
        self.cpu = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        self.host = self.url.split("/")[2]
        self.cookie = None

    def connect(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.host)
        headers = {"Cookie": self.cookie} if self.cookie else {"Origin": f"http://{self.host}"}
        connection.request(method, path, body, headers)
        return connection.getresponse()

    def sign_in(self):
        answer = self.connect("POST", "/session", self.url.split("#")[1])
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]

    def read(self, page):
        """Reads a page until every panel of it has its content."""
        missing = set(re.findall(r'class="panel" id="([^"]+)"', self.connect("GET", page).read().decode())) - {"deployment"}
        events = self.connect("GET", "/events?page=" + urllib.parse.quote(page, safe=""))
        while missing:
            line = events.readline().decode()
            if line.startswith("data: {"):
                missing.discard(json.loads(line[6:])["id"])
        events.close()

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def ms(values):
    return f"{statistics.median(values) * 1000:.0f} ms"


def measure(bench, number, runs):
    place = bench.templates(f"services-{number}", services(number))
    bench.account += 1
    bench.run([[bench.binary, "deploy", "--all", "--yes"]], place)
    # The emulator loads each service at its first call.
    for command in ("doctor", "notify list", f"images {SERVICE}"):
        subprocess.run([bench.binary, *command.split()], cwd=place, env=bench.variables(bench.proxy.url), capture_output=True)
    starts = []
    for _ in range(runs):
        bench.proxy.calls.clear()
        console = Console(bench, place)
        starts.append((console.wall, console.cpu, len(bench.proxy.calls)))
        console.end()
    walls, cpus, calls = zip(*starts)
    print(f"\n{number} services: the start takes {ms(walls)}, {ms(cpus)} of CPU and {calls[0]} calls", flush=True)

    print("\n| page | complete after | calls | commands | calls |\n|---|---|---|---|---|")
    for page, commands in PAGES:
        console = Console(bench, place)
        console.sign_in()
        bench.proxy.calls.clear()
        begin = time.monotonic()
        console.read(page)
        seconds = time.monotonic() - begin
        own = len(bench.proxy.calls)
        time.sleep(1)
        bench.proxy.calls.clear()
        if page == "/":
            time.sleep(10)
            print(f"ten seconds without a reader: {len(bench.proxy.calls)} calls", file=sys.stderr)
        console.end()
        theirs = 0
        for command in commands:
            bench.proxy.calls.clear()
            words = [bench.binary, *command.split()]
            subprocess.run(words, cwd=place, env=bench.variables(bench.proxy.url), capture_output=True)
            theirs += len(bench.proxy.calls)
        print(f"| {page} | {seconds:.1f} s | {own} | {', '.join(commands)} | {theirs} |", flush=True)

    console, browser = Console(bench, place), console_pictures.Browser()
    try:
        browser.open(console.url)
        browser.open(f"http://{console.host}/")
        paints = []
        for _ in range(runs):
            browser.open(f"http://{console.host}/")
            paints.append(browser.run("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
        print(f"\n{number} services: the first paint of the overview takes {ms(paints)} (at most {max(paints) * 1000:.0f} ms)", flush=True)
    finally:
        browser.end()
        console.end()


def main(arguments):
    binary, runs = deploy.asked(arguments, 9, __doc__)
    directory = tempfile.mkdtemp()
    bench = deploy.Program(binary, directory)
    try:
        print(f"medians of {runs} runs")
        for number in (2, 40):
            measure(bench, number, runs)
    finally:
        bench.emulator.process.kill()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
