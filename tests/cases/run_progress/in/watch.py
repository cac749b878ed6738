"""Runs a command at a terminal of 60 columns and prints the lines of progress that it draws, without numbers."""
import fcntl
import os
import pty
import re
import struct
import sys
import termios

child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
text = b""
while True:
    try:
        more = os.read(terminal, 65536)
    except OSError:
        break
    if not more:
        break
    text += more
os.waitpid(child, 0)
lines = [line.split("\n")[0] for line in text.decode().split("\r\x1b[K")[1:]]
assert all(len(line) <= 60 for line in lines), lines
for line in dict.fromkeys(re.sub(r"  .*", "", line) for line in lines):
    print(repr(line))
