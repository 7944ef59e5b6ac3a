"""Connects to a Unix domain socket (the path, or @name) as an HTTP/2 client of another user, and prints what happens: served, closed or denied."""
import os
import socket
import struct
import sys

name, uid, gid, *groups = sys.argv[1:]
# Here and not by setpriv: the interpreter may be where only root can execute it.
os.setgroups([int(group) for group in groups])
os.setresgid(int(gid), int(gid), int(gid))
os.setresuid(int(uid), int(uid), int(uid))

connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.settimeout(60)
try:
    connection.connect("\0" + name[1:] if name.startswith("@") else name)
except PermissionError:
    print("denied")
    sys.exit()

try:
    # The preface and an empty SETTINGS frame (RFC 9113, section 3.4); a server sends its own SETTINGS.
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + struct.pack(">BHBBI", 0, 0, 4, 0, 0))
    head = connection.recv(9)
except (ConnectionResetError, BrokenPipeError):
    head = b""
print("served" if len(head) == 9 and head[3] == 4 else "closed")
