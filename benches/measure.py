#!/usr/bin/env python3
"""Median CPU time, wall time and peak memory of a command: measure.py [-n RUNS] COMMAND [ARGUMENT...]"""

import os
import shutil
import statistics
import subprocess
import sys
import time


def peak(command):
    """Peak resident MiB; GNU time tells, since the kernel counts this interpreter's own size for its children."""
    timer = shutil.which("time")
    if not timer:
        return "install GNU time for memory"
    told = subprocess.run([timer, "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return f"{int(told.stderr.split()[-1]) / 1024:.1f} MiB"


def once(command):
    """One run: CPU seconds of the process, wall seconds."""
    begin = time.monotonic()
    child = os.posix_spawnp(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begin
    if status:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, wall


def main(arguments):
    runs = 21
    if arguments[:1] == ["-n"]:
        runs, arguments = int(arguments[1]), arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    once(arguments)
    results = [once(arguments) for _ in range(runs)]
    cpu, wall = (statistics.median(column) for column in zip(*results))
    print(f"{cpu * 1000:7.1f} ms CPU  {wall * 1000:7.1f} ms wall  {peak(arguments)}  {' '.join(arguments)}")


if __name__ == "__main__":
    main(sys.argv[1:])
