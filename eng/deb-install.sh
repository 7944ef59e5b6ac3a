#!/usr/bin/env bash
# Installs the .deb as users do, runs its service, upgrades it under a running server, removes and purges it. Ends with "N passed, N failed".
# Usage: eng/deb-install.sh [FOLDER]: a folder of `eng/package.sh all` (default artifacts/package). Needs root, lintian, kubectl, man-db and
# python3-seccomp. It leaves the machine as it was, and refuses one that has a signet already. Without systemd as the first process the script starts the
# server itself: the ExecStart of the installed unit, as its user, with the restrictions of the unit.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
folder=$(realpath "${1:-artifacts/package}")
work=$(mktemp -d)
server=
installed=
unit=/lib/systemd/system/signet.service
kubeconfig=/var/lib/signet/admin.kubeconfig
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
export DEBIAN_FRONTEND=noninteractive
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  [ -z "$installed" ] || dpkg --purge signet >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT

has_systemd() { [ -d /run/systemd/system ]; }

clean() { # nothing of Signet is on the machine
  ! getent passwd signet && ! dpkg-query -W signet 2>/dev/null | grep -q . && [ ! -e /etc/signet ] && [ ! -e /var/lib/signet ] && [ ! -e /usr/bin/signet ]
}

names() { # all files of the system but what the package managers and the log of the machine write
  find /etc /usr /lib /var /run -xdev \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /var/backups -o -path /run/lock \
    -o -path /var/lib/man-db -o -path /var/tmp \) -prune -o \( -path /etc/passwd- -o -path /etc/shadow- -o -path /etc/group- -o -path /etc/gshadow- -o -path /etc/subuid- \
    -o -path /etc/subgid- -o -name '*.pyc' -o -name __pycache__ \) -o -print 2>/dev/null | sort
  find /var/log -name '*signet*'
}

packages() { # the package, and one of a next version with the same executable, which is not compressed
  local other=$version+next
  first=$folder/signet_${version}_amd64.deb next=$work/signet_${other}_amd64.deb
  dpkg-deb --fsys-tarfile "$first" | tar -xO ./usr/bin/signet | cmp - "$folder/linux-x64/signet" || return 1
  mkdir "$work/next" && cp -r "$folder/linux-x64" "$work/next/" && cp "$folder/signet-$version-linux-x64.cdx.json" "$work/next/signet-$other-linux-x64.cdx.json" || return 1
  DPKG_DEB_COMPRESSOR_LEVEL=0 eng/package.sh deb --output "$work/next" --version "$other" >"$work/package.log" 2>&1 || { tail "$work/package.log"; return 1; }
  mv "$work/next/signet_${other}_amd64.deb" "$next"
  [ "$(dpkg-deb -f "$first" Version)" = "$version" ] && [ "$(dpkg-deb -f "$next" Version)" = "$other" ]
}

check() { # errors and warnings of lintian fail; what is left is in deploy/debian/lintian-overrides with the reason
  lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$first" || return 1
}

contents() { # who owns what in the archive
  dpkg-deb -c "$first" >"$work/contents"
  ! awk '$2 != "root/root"' "$work/contents" | grep . && grep -q ' ./usr/bin/signet$' "$work/contents" && grep -q ' ./usr/share/man/man1/signet-serve.1.gz$' "$work/contents" &&
    [ "$(dpkg-deb -I "$first" conffiles)" = /etc/signet/signet.yaml ]
}

setup() { # PACKAGE
  apt-get install -y -qq --no-install-recommends "$1" >"$work/apt.log" 2>&1 || { tail "$work/apt.log"; return 1; }
  installed=yes
}

places() { # user, modes, unit
  [ "$(getent passwd signet | cut -d: -f6,7)" = /var/lib/signet:/usr/sbin/nologin ] && [ "$(stat -c '%a %U %G' /var/lib/signet)" = "700 signet signet" ] &&
    [ "$(stat -c '%a %U %G' /etc/signet/signet.yaml)" = "644 root root" ] && systemd-analyze verify --man=no "$unit" && man -w signet-serve >/dev/null &&
    [ "$(signet version)" = "signet $version" ] && bash -n /usr/share/bash-completion/completions/signet
}

start() { # the service; sets server without systemd
  if has_systemd; then
    systemctl is-active --quiet signet
    return
  fi
  local command
  command=$(sed -n 's/^ExecStart=//p' "$unit")
  : >"$work/serve.out"
  # The default port may be another program's on this machine.
  # shellcheck disable=SC2086
  SIGNET_SECURE_PORT=0 /usr/bin/python3 eng/systemd/sandbox.py "$unit" "$(sed -n 's/^User=//p' "$unit")" $command >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  until_serves "$server" "$work/serve.out" || { cat "$work/serve.err"; return 1; }
}

stop() {
  if has_systemd; then
    systemctl stop signet
    return
  fi
  kill -TERM "$server" && wait "$server"
  local status=$?
  server=
  return "$status"
}

serves() { # issues a token with kubectl, by the administrator's kubeconfig
  local waited
  for waited in $(seq 100); do # the controller makes the account
    kubectl --kubeconfig "$kubeconfig" get serviceaccount default >/dev/null 2>&1 && break
    sleep 0.1
  done
  token=$(kubectl --kubeconfig "$kubeconfig" create token default) && [ -n "$token" ]
}

accepts() { # the token of the step above
  printf %s "$token" | signet token review - --kubeconfig "$kubeconfig" >/dev/null
}

runs_as_its_user() {
  has_systemd || [ "$(stat -c %U "/proc/$server")" = signet ] && [ "$(stat -c '%a %U' /var/lib/signet/store.db)" = "600 signet" ]
}

upgrade() { # the changed configuration stays without a question; the running server goes on until its service is restarted
  echo '# changed by the administrator' >>/etc/signet/signet.yaml
  setup "$next" && [ "$(signet version | cut -d' ' -f2)" = "$version" ] && [ "$(dpkg-query -W -f '${Version}' signet)" = "$version+next" ] &&
    grep -q 'changed by the administrator' /etc/signet/signet.yaml && accepts
}

restart() { # the new server accepts the token of the former one
  has_systemd || { stop && start; } && accepts && serves
}

remove() { # keys and settings stay
  stop
  dpkg --remove signet >"$work/dpkg.log" 2>&1 && [ ! -e /usr/bin/signet ] && [ ! -e "$unit" ] && [ -f /var/lib/signet/store.db ] && [ -f /etc/signet/signet.yaml ] &&
    getent passwd signet >/dev/null
}

again() { # after an installation on what was left, the token is still accepted
  setup "$first" 2>/dev/null || dpkg --install "$first" >/dev/null && start && accepts && stop
}

purge() {
  dpkg --purge signet >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; return 1; }
  installed=
  clean
}

same() {
  names >"$work/after"
  diff "$work/before" "$work/after"
}

[ "$(id -u)" -eq 0 ] || { echo "deb-install.sh needs root" >&2; exit 1; }
clean || { echo "deb-install.sh: this machine has a signet already, or parts of it" >&2; exit 1; }
names >"$work/before"
step "the package and its next version" packages
if [ "$failed" -eq 0 ]; then
  step "lintian" check
  step "the content of the package" contents
  step "installation" setup "$first"
  step "user, directories, unit, manual and completion" places
  step "start of the service" start
  step "a token by kubectl" serves
  step "user and modes of the running server" runs_as_its_user
  step "upgrade under the running server" upgrade
  step "restart with the new version" restart
  step "removal" remove
  step "installation on what was left" again
  step "purge" purge
  step "nothing is left" same
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
