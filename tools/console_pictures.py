#!/usr/bin/env python3
"""Takes pictures of the pages of `sa-infra console` as Debian's chromium shows them, from a real run.

    tools/console_pictures.py BINARY doc               # the pictures of the documentation
    tools/console_pictures.py BINARY OUT NAME=PATH ... # these pages, on a desktop and a telephone, in light and dark
    tools/console_pictures.py --at URL OUT NAME=PATH ...  # of a console that runs; URL is the address that it printed

A run deploys to an emulator in a directory of its own, sets values, pushes images, and writes the logs of a month of runs.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

SIZES = {"desktop": (1100, 760), "phone": (375, 760)}
PUBLIC = {("overview", "desktop", "light"), ("services", "desktop", "dark")}


class Browser:
    """Chromium, driven over a pipe: no port that others could use."""

    def __init__(self):
        self.home = tempfile.mkdtemp()
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        program = shutil.which("chromium") or sys.exit("install Debian's package chromium")
        flags = ["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        # The browser reads from 3 and writes to 4.
        script = f'exec "$0" "$@" 3<&{commands} 4>&{answers}'
        self.process = subprocess.Popen(
            ["bash", "-c", script, program, *flags, f"--user-data-dir={self.home}", "about:blank"],
            pass_fds=(commands, answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.number, self.rest, self.session = 0, b"", None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method, **parameters):
        """Calls a method of the DevTools protocol, and gives its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                self.rest += os.read(self.answers, 1 << 20)
            answer, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(answer)
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def run(self, script):
        """The value of an expression on the page."""
        return self.call("Runtime.evaluate", expression=script, awaitPromise=True)["result"].get("value")

    def open(self, url):
        """Opens a page, and waits until every panel has been asked for."""
        self.call("Page.navigate", url=url)
        for _ in range(300):
            time.sleep(0.1)
            if self.run("document.readyState === 'complete' && document.querySelector('nav') && !document.querySelector('.asking')"):
                break
        time.sleep(0.5)

    def picture(self, file, width, height, scheme, tallest):
        """Takes a picture of the page, as far down as this."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        time.sleep(0.2)
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        tall = min(max(int(size["height"]), height), tallest)
        clip = {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1}
        data = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
        with open(file, "wb") as picture:
            picture.write(base64.b64decode(data))
        return int(size["width"])

    def end(self):
        """Ends the browser."""
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def fill(binary, environment):
    """Deploys, and does what owners do in a month."""

    def run(*arguments, **more):
        subprocess.run([binary, *arguments], env=environment, check=True, capture_output=True, cwd=environment["HOME"], **more)

    run("deploy", "app-infra-develop", "--local", "--yes")
    for name in ("INTRINIO_API_KEY", "TDAMERITRADE_CLIENT_ID", "TDAMERITRADE_ACCOUNT_ID"):
        run("secrets", "set", name, "--stdin", "--local", input=b"not-a-real-value")
    printed = subprocess.run([binary, "local", "env", "--local"], env=environment, capture_output=True, text=True)
    if printed.returncode:
        printed = subprocess.run([binary, "local", "env"], env=environment, capture_output=True, text=True, check=True)
    known = dict(re.findall(r"(AWS_[A-Z_]+)=['\"]?([^'\"\s;]+)", printed.stdout))

    def call(service, target, **body):
        credential = f"{known['AWS_ACCESS_KEY_ID']}/20261120/us-east-1/{service}/aws4_request"
        headers = {
            "X-Amz-Target": target,
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0",
        }
        request = urllib.request.Request(known["AWS_ENDPOINT_URL"], json.dumps(body).encode(), headers)
        urllib.request.urlopen(request).read()

    registry = "AmazonEC2ContainerRegistry_V20150921.PutImage"
    for repository in ("sa-recommendation-service", "sa-portfolio-manager-service"):
        call("ecr", registry, repositoryName=repository, imageTag="latest", imageManifest="{}")
    names = {"recommendation-service": 6, "portfolio-manager": 11}
    for name, hour in names.items():
        days = [day for day in range(42) if time.gmtime(time.time() - day * 86400).tm_wday < 5]
        for day in days[1:]:
            at = int((time.time() // 86400 - day) * 86400 + hour * 3600 + 41) * 1000
            group, stream = f"sa/ecs/{name}", f"sa/{name}/{hashlib.sha256(f'{name}{day}'.encode()).hexdigest()[:32]}"
            lines = ["starting", f"{len(days) - day} positions read", "wrote recommendations.csv", "done"]
            if (day, name) in ((9, "portfolio-manager"), (24, "portfolio-manager"), (16, "recommendation-service")):
                lines[2:] = ["Could run script, because the price of ACME is missing", "Traceback (most recent call last):"]
            events = [{"timestamp": at + 900 * number, "message": line} for number, line in enumerate(lines)]
            call("logs", "Logs_20140328.CreateLogStream", logGroupName=group, logStreamName=stream)
            call("logs", "Logs_20140328.PutLogEvents", logGroupName=group, logStreamName=stream, logEvents=events)


def main():
    arguments = sys.argv[1:]
    is_running = arguments[:1] == ["--at"]
    arguments = arguments[1:] if is_running else arguments
    if len(arguments) < 2:
        sys.exit(__doc__)
    start, out, pages = arguments[0], arguments[1], arguments[2:]
    if is_running:
        return take(start, out, pages)
    binary = os.path.abspath(start)
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "TZ": "Europe/Berlin"}
        try:
            fill(binary, environment)
            console = [binary, "console", "--local", "--no-open"]
            process = subprocess.Popen(console, env=environment, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            try:
                take(process.stdout.readline().strip(), out, pages)
            finally:
                process.terminate()
                process.wait()
        finally:
            subprocess.run([binary, "local", "stop"], env=environment, cwd=home, capture_output=True)


def take(url, out, pages):
    """Takes the pictures; without pages, those of the documentation."""
    browser = Browser()
    try:
        browser.open(url)
        base = url.split("/#")[0]
        for page in pages or ["overview=/", "services=/services"]:
            name, path = page.split("=", 1)
            browser.open(base + path)
            for device, (width, height) in SIZES.items():
                for scheme in ("light", "dark"):
                    if not pages and (name, device, scheme) not in PUBLIC:
                        continue
                    file = os.path.join(out, f"console-{name}-{device}-{scheme}.png")
                    wide = browser.picture(file, width, height, scheme, 760 if not pages else 2600)
                    print(file, f"is {wide} wide on a screen of {width}" if wide > width else "")
    finally:
        browser.end()


if __name__ == "__main__":
    main()
