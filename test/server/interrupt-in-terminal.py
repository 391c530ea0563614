"""Runs a command in a terminal of its own, presses Ctrl-C once it has printed a text, and ends with its exit code.

    interrupt-in-terminal.py TEXT COMMAND ARGUMENT…
"""

import os
import pty
import sys

awaited, command = sys.argv[1].encode(), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)

output = b""
pressed = False
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:  # Linux: nobody holds the other end any more.
        break
    if not chunk:
        break
    output += chunk
    if not pressed and awaited in output:
        pressed = True
        os.write(terminal, b"\x03")

_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(output)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
