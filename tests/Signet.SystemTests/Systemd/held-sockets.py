"""Holds listening sockets as systemd does, and runs a program with them: held-sockets.py NAMES PROGRAM ARGUMENT…

NAMES are joined by colons (api:public). The ports are printed first. Each line of standard input starts the program again after it has ended; the end of
the input ends this script. A started program is named by a line "pid PID", its end by "ended CODE". Its output goes to standard output.
"""
import os
import socket
import subprocess
import sys

names, program = sys.argv[1], sys.argv[2:]
sockets = []
for _ in names.split(":"):
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.bind(("127.0.0.1", 0))
    held.listen(128)
    sockets.append(held)
print("ports " + " ".join(str(held.getsockname()[1]) for held in sockets), flush=True)


def pass_sockets():
    # In two steps: a descriptor may be the target of another one.
    for number, held in enumerate(sockets):
        os.dup2(held.fileno(), 100 + number)
    for number in range(len(sockets)):
        os.dup2(100 + number, 3 + number, inheritable=True)
        os.close(100 + number)


environment = dict(os.environ, LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=names)
while True:
    # The shell has the id that the program keeps.
    child = subprocess.Popen(
        ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *program], env=environment, close_fds=False, preexec_fn=pass_sockets, stdin=subprocess.DEVNULL)
    print(f"pid {child.pid}", flush=True)
    print(f"ended {child.wait()}", flush=True)
    if not sys.stdin.readline():
        break
