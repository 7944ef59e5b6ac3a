#!/usr/bin/env bash
# Checks the units of deploy/systemd, and runs a published signet with the restrictions of signet.service. Ends with "N passed, N failed".
# Usage: eng/systemd-unit.sh SIGNET. Needs root, systemd (systemd-analyze; it need not run), python3-seccomp and curl.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
signet=$(realpath "${1:?usage: eng/systemd-unit.sh SIGNET}")
work=$(mktemp -d)
server=
# The exposure level of systemd-analyze security, times ten. The unit had 1.5 on 2026-11-30.
threshold=16
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

units() { # the units with the path of this executable, and one with the drop-in for credentials
  chmod 755 "$work"
  mkdir "$work/units" "$work/units/signet.service.d"
  install -m 755 "$signet" "$work/signet"
  cp deploy/systemd/*.service deploy/systemd/*.socket "$work/units/"
  sed -i "s#/usr/bin/signet#$work/signet#" "$work/units/signet.service"
}

verify() { # prints nothing when there is no fault
  local output
  output=$(systemd-analyze verify --man=no "$work"/units/*.service "$work"/units/*.socket 2>&1) && [ -z "$output" ] || { echo "$output"; return 1; }
}

verify_credentials() {
  cp deploy/systemd/credentials.conf "$work/units/signet.service.d/"
  verify
  local status=$?
  rm "$work/units/signet.service.d/credentials.conf"
  return "$status"
}

exposure() {
  systemd-analyze security --offline=true --no-pager "--threshold=$threshold" "$work/units/signet.service" >"$work/security.log" 2>&1 || { cat "$work/security.log"; return 1; }
  tail -n 1 "$work/security.log"
}

# Runs a command as the unprivileged user of this machine. Not a function: a function in the background has a shell between.
sandboxed=(/usr/bin/python3 eng/systemd/sandbox.py deploy/systemd/signet.service nobody)

denies() { # the filters are in force: else the steps below would show nothing
  "${sandboxed[@]}" /usr/bin/python3 -c '
import ctypes, errno, os, resource, socket
libc = ctypes.CDLL(None, use_errno=True)
def fails(number, result):
    assert result == -1 and ctypes.get_errno() == number, (number, result, ctypes.get_errno())
libc.mmap.restype = ctypes.c_ssize_t
fails(errno.EPERM, libc.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, 0))
libc.mmap.restype = ctypes.c_void_p
page = libc.mmap(None, ctypes.c_size_t(4096), 3, 0x22, -1, 0)
fails(errno.EPERM, libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(4096), 5))
fails(errno.EPERM, libc.unshare(0x10000000))
fails(errno.EPERM, libc.mount(b"none", b"/", None, 0, None))
fails(errno.EAFNOSUPPORT, libc.socket(17, 3, 0))
fails(errno.EPERM, libc.ptrace(0, 0, 0, 0))
fails(errno.EPERM, libc.chmod(b"/", 0o4755))
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
assert os.getuid() == 65534 and os.getgroups() == []
assert "NoNewPrivs:\t1" in open("/proc/self/status").read() and "CapBnd:\t0000000000000000" in open("/proc/self/status").read()
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
'
}

key_file() { # NAME: a key that only the user of the server can read, as in systemd's directory of credentials
  install -m 400 -o nobody -g nogroup "$1" "$work/credentials/"
}

serve() { # FLAGS…
  : >"$work/serve.out"
  mkdir -p "$work/data" && chown nobody "$work/data"
  "${sandboxed[@]}" "$work/signet" serve --secure-port 0 --data-dir "$work/data" "$@" >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  until_serves "$server" "$work/serve.out" || { cat "$work/serve.err"; return 1; }
}

tokens() { # issues and reviews through the kubeconfig of the administrator
  local call=("$work/signet") token
  local config=(--kubeconfig "$work/data/admin.kubeconfig")
  token=$("${call[@]}" token create sandboxed --create-account "${config[@]}" 2>/dev/null) || return 1
  printf %s "$token" | "${call[@]}" token review - "${config[@]}" >/dev/null
}

stop() {
  kill -TERM "$server" && wait "$server"
  local status=$?
  server=
  [ "$status" -eq 0 ] || { cat "$work/serve.err"; return 1; }
}

runs() { # FLAGS…: starts, issues, reloads and stops
  rm -rf "$work/data"
  serve "$@" && tokens && kill -HUP "$server" && tokens && stop
}

all_interfaces() { # netlink: the addresses of the machine are in the certificate
  runs --bind-address 0.0.0.0 --audit-log-path "$work/data/audit.log" --public-bind-address 127.0.0.1:0 && [ -s "$work/data/audit.log" ] &&
    openssl x509 -noout -ext subjectAltName -in "$work/data/serving.crt" | grep -q "IP Address:$(hostname -I | cut -d' ' -f1)"
}

credentials() { # the keys of the drop-in
  mkdir "$work/credentials" && chown nobody "$work/credentials" && chmod 500 "$work/credentials"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -subj /CN=signet -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -addext extendedKeyUsage=serverAuth -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null || return 1
  "$work/signet" keys new-encryption-key "$work/key-encryption.key" >/dev/null || return 1
  local name
  for name in tls.key tls.crt key-encryption.key; do
    key_file "$work/$name"
  done
  cat deploy/systemd/signet.service >"$work/with-credentials.service"
  sed -n '/^\[Service\]/,$p' deploy/systemd/credentials.conf >>"$work/with-credentials.service"
  sandboxed=(env CREDENTIALS_DIRECTORY="$work/credentials" /usr/bin/python3 eng/systemd/sandbox.py "$work/with-credentials.service" nobody)
  runs && [ ! -e "$work/data/key-encryption.key" ] && [ ! -e "$work/data/serving.key" ]
}

step "units for this executable" units
step "systemd-analyze verify" verify
step "systemd-analyze verify with the drop-in for credentials" verify_credentials
step "systemd-analyze security" exposure
step "the restrictions are in force" denies
step "the server runs with them" runs
step "on all interfaces, with an audit log and a public address" all_interfaces
step "with keys by credentials" credentials

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
