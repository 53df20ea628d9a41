#!/usr/bin/env python3
"""Takes pictures of the pages of `sa-infra console` as Debian's chromium shows them.

    tools/console_pictures.py URL OUT [PAGE ...]

URL is the address that `sa-infra console --no-open` prints. A PAGE is NAME=PATH; each is taken on a desktop and on a
telephone, in light and in dark. `--public` takes only the pictures of the documentation.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

SIZES = {"desktop": (1100, 760), "phone": (375, 760)}
PUBLIC = {("overview", "desktop", "light"), ("services", "desktop", "dark"), ("overview", "phone", "light")}


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

    def picture(self, file, width, height, scheme):
        """Takes a picture of the whole page."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        time.sleep(0.2)
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        tall = min(max(int(size["height"]), height), 2600)
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


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--public"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    url, out, pages = arguments[0], arguments[1], arguments[2:] or ["overview=/", "services=/services"]
    browser = Browser()
    try:
        browser.open(url)
        base = url.split("/#")[0]
        for page in pages:
            name, path = page.split("=", 1)
            browser.open(base + path)
            for device, (width, height) in SIZES.items():
                for scheme in ("light", "dark"):
                    if "--public" in sys.argv and (name, device, scheme) not in PUBLIC:
                        continue
                    file = os.path.join(out, f"console-{name}-{device}-{scheme}.png")
                    wide = browser.picture(file, width, height, scheme)
                    print(file, f"is {wide} wide on a screen of {width}" if wide > width else "")
    finally:
        browser.end()


if __name__ == "__main__":
    main()
