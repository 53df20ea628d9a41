"""Runs a command on a terminal of its own: rows, columns, steps ([what to wait for, what to type]) and environment
as JSON, the command.

Everything that it wrote goes to standard output, and its exit code is the exit code."""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

rows, columns = int(sys.argv[1]), int(sys.argv[2])
steps, variables, command = json.loads(sys.argv[3]), json.loads(sys.argv[4]), sys.argv[5:]
process, terminal = pty.fork()
if process == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execve(command[0], command, variables)
seen, read_to, end = b"", 0, time.monotonic() + 60
while time.monotonic() < end:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    while steps and (found := seen.find(steps[0][0].encode(), read_to)) >= 0:
        awaited, typed = steps.pop(0)
        read_to = found + len(awaited)
        os.write(terminal, typed.encode())
else:
    os.kill(process, 9)
# What the command left the terminal in: whether it shows what is typed.
if not termios.tcgetattr(terminal)[3] & termios.ECHO:
    seen += b"\nthe echo is off"
for awaited, _ in steps:
    seen += f"\nnever seen: {awaited}".encode()
sys.stdout.buffer.write(seen)
code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) % 256
sys.exit(99 if steps else code)
