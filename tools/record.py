#!/usr/bin/env python3
"""The picture of a session, from what the commands really print: record.py BINARY > doc/session.svg

They run in a home of their own, against the emulator that --local installs; SA_INFRA_TOOLS says where it is already."""

import html
import itertools
import os
import re
import subprocess
import sys
import tempfile

SESSION = ["deploy --all --local --yes", "status --local", "diff app-infra-compute --local"]

# How many lines of the same kind are shown in a row; the others are counted.
ALIKE = 1
COLUMNS = 104
WIDTH, LINE, MARGIN = 7.4, 17, 18

STYLE = """
  rect { fill: #0d1117; stroke: #3d444d; }
  text { font: 12.3px ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; fill: #d1d7e0;
         white-space: pre; }
  .prompt { fill: #3fb950; }
  .command, .s1 { font-weight: 600; }
  .s1, .command { fill: #f0f6fc; }
  .s2, .rest { fill: #9198a1; }
  .s31, .s91 { fill: #f85149; } .s32, .s92 { fill: #3fb950; } .s33, .s93 { fill: #d29922; }
  .s34, .s94 { fill: #4493f8; } .s35, .s95 { fill: #ab7df8; } .s36, .s96 { fill: #39c5cf; }
"""


def run(binary, arguments, home, tools):
    """What a command prints, results and progress as they come, with colours."""
    variables = {"HOME": home, "PATH": os.environ["PATH"], "CLICOLOR_FORCE": "1", "COLUMNS": str(COLUMNS)}
    if tools:
        variables["SA_INFRA_TOOLS"] = tools
    done = subprocess.run(
        [binary, *arguments.split()],
        cwd=home,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    text = done.stdout.decode()
    if done.returncode:
        sys.exit(f"sa-infra {arguments} ended with {done.returncode}:\n{text}")
    return text.splitlines()


def kind(line):
    """What a line belongs to: a list of changes, the events of a stack, or nothing but itself."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
    if re.match(r" {2,}\S", plain):
        return "  "
    event = re.match(r"\S+ +\d\d:\d\d:\d\d ", plain)
    return event and "event"


def shortened(lines):
    """The lines, of many of the same kind in a row only the first ones."""
    shown = []
    for same, group in itertools.groupby(lines, kind):
        group = list(group)
        if same and len(group) > ALIKE + 1:
            group = [*group[:ALIKE], f"\x1b[2m  ... {len(group) - ALIKE} more lines\x1b[0m"]
        shown += group
    return shown


def spans(line):
    """Parts of a line with the classes of their colours, each at its column."""
    column, classes, found = 0, [], []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            for code in part[2:-1].split(";"):
                classes = [] if code in ("", "0") else [*classes, f"s{code}"]
        elif part:
            room = max(0, COLUMNS - column)
            part = part if len(part) <= room else part[: room - 1] + "…" * (room > 0)
            found.append((column, " ".join(classes), part))
            column += len(part)
    return found


def element(parts, number):
    """One line of the picture."""
    y = MARGIN + LINE * (number + 1)
    inner = "".join(
        f'<tspan x="{MARGIN + column * WIDTH:.1f}" class="{name}">{html.escape(text, quote=False)}</tspan>'
        for column, name, text in parts
    )
    return f'<text y="{y}">{inner}</text>'


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    binary, tools = os.path.abspath(arguments[0]), os.environ.get("SA_INFRA_TOOLS")
    lines = []
    with tempfile.TemporaryDirectory() as home:
        try:
            for command in SESSION:
                shown = f"sa-infra {command}"
                lines.append(element([(0, "prompt", "$ "), (2, "command", shown)], len(lines)))
                for line in shortened(run(binary, command, home, tools)):
                    lines.append(element(spans(line), len(lines)))
                lines.append("")
        finally:
            run(binary, "local stop", home, tools)
    width, height = round(COLUMNS * WIDTH + 2 * MARGIN), LINE * (len(lines) - 1) + 2 * MARGIN + 4
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">')
    print(f"<title>{'; '.join(f'sa-infra {command}' for command in SESSION)}</title>\n<style>{STYLE}</style>")
    print(f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="9"/>')
    print("\n".join(line for line in lines if line) + "\n</svg>")


if __name__ == "__main__":
    main(sys.argv[1:])
