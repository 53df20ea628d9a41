#!/usr/bin/env python3
"""Records a session as an animated SVG: record.py BINARY > doc/session.svg

The commands run in a terminal of their own, in an empty home, against the emulator that --local installs. SA_INFRA_TOOLS names an
existing installation. What they print is shown at the pace at which they print it. A renderer without animations shows the end."""

import html
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time
from fcntl import ioctl

# The commands to type and the answers to questions: (command, {question: answer}). A string instead is the
# configuration.
SECRET = """[stock_advisor.parameters.definitions.NEWS_API_KEY]
description = "API key for news"
placeholder = "put_api_key_here"
[stock_advisor.services.recommendation-service]
parameters = ["INTRINIO_API_KEY", "NEWS_API_KEY"]
"""
SESSION = [
    ("sa-infra deploy --all --local", {}),
    ("vim sa-infra.toml    # a service needs one more secret", SECRET),
    ("sa-infra diff app-infra-compute --local", {}),
    ("sa-infra deploy app-infra-compute --local --require-approval broadening", {"[y/N] ": "y"}),
    ("sa-infra status --local", {}),
]

COLUMNS, ROWS = 104, 30
WIDTH, LINE, MARGIN = 7.4, 17, 18
# Seconds: between two keys, before a command, after one, before an answer, the shortest frame.
KEY, BEFORE, AFTER, THINK, BEAT = 0.035, 0.7, 2.6, 1.8, 0.12

COLORS = {31: "#f85149", 32: "#3fb950", 33: "#d29922", 34: "#4493f8", 35: "#ab7df8", 36: "#39c5cf"}
TEXT, BRIGHT, DIM, PROMPT = "#d1d7e0", "#f0f6fc", "#9198a1", "#3fb950"
# Styles of what is typed, beside the codes of the terminal.
TYPED_PROMPT, TYPED = (1000,), (1001,)
FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"


class Screen:
    """As much of a terminal as the commands use: lines, colors, and going up to paint over them."""

    def __init__(self):
        self.lines, self.row, self.column, self.style = [[]], 0, 0, ()

    def put(self, text, style):
        room = max(1, COLUMNS - self.column)
        if len(text) > room:
            self.put(text[:room], style)
            self.feed("\r\n")
            return self.put(text[room:], style)
        line = self.lines[self.row]
        line.extend([(" ", ())] * (self.column - len(line)))
        line[self.column : self.column + len(text)] = [(sign, style) for sign in text]
        self.column += len(text)
        return None

    def feed(self, text):
        for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r|\n)", text):
            if part == "\r":
                self.column = 0
            elif part == "\n":
                self.row, self.column = self.row + 1, 0
                self.lines.extend([] for _ in range(self.row + 1 - len(self.lines)))
            elif part.startswith("\x1b["):
                self.control(part[2:-1], part[-1])
            elif part and not part.startswith("\x1b"):
                self.put(part, self.style)

    def control(self, number, name):
        count = int(number) if number.isdigit() else 1
        if name == "m":
            codes = [int(code or 0) for code in number.split(";")]
            self.style = () if 0 in codes else (*self.style, *codes)
        elif name == "A":
            self.row = max(0, self.row - count)
        elif name == "K":
            del self.lines[self.row][0 if number == "2" else self.column :]
        elif name == "J":
            del self.lines[self.row][self.column :]
            del self.lines[self.row + 1 :]

    def view(self):
        return tuple(tuple(line) for line in self.lines[-ROWS:])


class Recording:
    """Frames, each with the time for which it stays."""

    def __init__(self):
        self.screen, self.frames, self.commands = Screen(), [], []

    def stay(self, seconds):
        view = self.screen.view()
        if self.frames and self.frames[-1][0] == view:
            self.frames[-1][1] += seconds
        else:
            self.frames.append([view, seconds])

    def type(self, text, style):
        for at in range(0, len(text), 4):
            self.screen.put(text[at : at + 4], style)
            self.stay(KEY * len(text[at : at + 4]))

    def run(self, binary, words, answers, home, variables):
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(home)
            os.execve(binary, ["sa-infra", *words], variables)
        ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        began, pending = time.monotonic(), b""
        while True:
            select.select([terminal], [], [])
            try:
                pending += os.read(terminal, 65536)
            except OSError:
                break
            now = time.monotonic()
            # An escape sequence that is not complete yet is left for the next read.
            whole = re.search(rb"(\x1b[^A-Za-z\x07]*)?$", pending).start()
            text, pending = pending[:whole].decode(errors="ignore"), pending[whole:]
            self.shown = text
            self.screen.feed(text)
            self.stay(max(BEAT, min(now - began, 1.0)))
            began = now
            for question, answer in answers.items():
                if text.endswith(question):
                    self.stay(THINK)
                    os.write(terminal, f"{answer}\r".encode())
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def line(signs):
    """One line of the terminal, in parts of one style."""
    parts, column = [], 0
    while column < len(signs):
        style, end = signs[column][1], column
        while end < len(signs) and signs[end][1] == style:
            end += 1
        text = "".join(sign for sign, _ in signs[column:end])
        if text.strip():
            parts.append((column, style, text.rstrip() if end == len(signs) else text))
        column = end
    return "".join(tspan(column, style, text) for column, style, text in parts)


def tspan(column, style, text):
    if style == TYPED:
        look = f'class="command">{html.escape(text, quote=False)}'
    else:
        color = next((COLORS.get(code, COLORS.get(code - 60)) for code in style if {code, code - 60} & COLORS.keys()), None)
        color = color or (PROMPT if style == TYPED_PROMPT else DIM if 2 in style else BRIGHT if 1 in style else None)
        look = (f'fill="{color}"' if color else "") + (' font-weight="600"' if 1 in style else "") + f">{html.escape(text, quote=False)}"
    return f'<tspan x="{MARGIN + column * WIDTH:.1f}" {look}</tspan>'


def svg(frames, commands):
    """Every frame is hidden by an attribute but the last one; the style sheet shows one after the other."""
    total = sum(seconds for _, seconds in frames)
    rows = max(len(view) for view, _ in frames)
    width, height = round(COLUMNS * WIDTH + 2 * MARGIN), LINE * rows + 2 * MARGIN
    rules, groups, drawn, at = [], [], {}, 0.0
    for number, (view, seconds) in enumerate(frames):
        start, at = at, at + seconds
        begin, end = 100 * start / total, 100 * at / total
        last = number == len(frames) - 1
        rules.append(
            f"@keyframes f{number} {{ 0%, {begin:.3f}% {{ visibility: {'visible' if number == 0 and begin == 0 else 'hidden'} }} "
            f"{begin + 0.001:.3f}%, {end:.3f}% {{ visibility: visible }} {min(end + 0.001, 100):.3f}%, 100% {{ visibility: "
            f"{'visible' if last else 'hidden'} }} }}\n#f{number} {{ animation: f{number} {total:.1f}s step-end infinite }}"
        )
        lines = ((row, drawn.setdefault(line(signs), len(drawn))) for row, signs in enumerate(view) if line(signs))
        uses = (f'<use href="#l{at}" y="{MARGIN + LINE * (row + 0.75):g}"/>' for row, at in lines)
        hidden = "" if last else ' visibility="hidden"'
        groups.append(f'<g id="f{number}"{hidden}>{"".join(uses)}</g>')
    texts = (f'<text id="l{number}">{text}</text>' for text, number in drawn.items())
    style = "@media (prefers-reduced-motion: no-preference) {\n" + "\n".join(rules) + "\n}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'font-family="{FONT}" font-size="12.3" fill="{TEXT}" xml:space="preserve">\n<title>{html.escape("; ".join(commands))}</title>\n'
        f"<style>\ntext {{ white-space: pre }}\n{style}\n</style>\n"
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="9" fill="#0d1117" stroke="#3d444d"/>\n'
        + "<defs>\n" + "\n".join(texts).replace('class="command"', f'class="command" fill="{BRIGHT}" font-weight="600"')
        + "\n</defs>\n" + "\n".join(groups) + "\n</svg>"
    )


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    binary, tools = os.path.abspath(arguments[0]), os.environ.get("SA_INFRA_TOOLS")
    recording = Recording()
    with tempfile.TemporaryDirectory() as home:
        variables = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        variables |= {"SA_INFRA_TOOLS": tools} if tools else {}
        os.system(f"HOME={home} {f'SA_INFRA_TOOLS={tools} ' if tools else ''}{binary} local start >/dev/null 2>&1")
        try:
            for command, answers in SESSION:
                recording.screen.put("$ ", TYPED_PROMPT)
                recording.stay(BEFORE)
                recording.type(command, TYPED)
                recording.stay(0.3)
                recording.screen.feed("\r\n")
                if isinstance(answers, str):
                    with open(os.path.join(home, "sa-infra.toml"), "w", encoding="utf-8") as file:
                        file.write(answers)
                    recording.stay(0.6)
                    continue
                code = recording.run(binary, command.split()[1:], answers, home, variables)
                if code:
                    sys.exit(f"{command} ended with {code}:\n{recording.shown}")
                recording.stay(AFTER)
                recording.screen.feed("\r\n")
        finally:
            os.system(f"HOME={home} {f'SA_INFRA_TOOLS={tools} ' if tools else ''}{binary} local stop >/dev/null 2>&1")
    recording.stay(3)
    print(svg(recording.frames, [command for command, _ in SESSION if command.startswith("sa-infra")]))


if __name__ == "__main__":
    main(sys.argv[1:])
