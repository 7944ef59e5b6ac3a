"""Connects to a Unix domain socket (the path, or @name) as an HTTP/2 client, and prints what happens: served, closed or denied."""
import socket
import struct
import sys

name = sys.argv[1]
address = "\0" + name[1:] if name.startswith("@") else name
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.settimeout(60)
try:
    connection.connect(address)
except PermissionError:
    print("denied")
    sys.exit()

try:
    # The preface and an empty SETTINGS frame (RFC 9113, section 3.4); a server sends its own SETTINGS first.
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + struct.pack(">IBI", 0, 4, 0)[1:] + b"\0")
    head = connection.recv(9)
except (ConnectionResetError, BrokenPipeError):
    head = b""
print("served" if len(head) == 9 and head[3] == 4 else "closed")
