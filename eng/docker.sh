#!/usr/bin/env bash
# Checks deploy/docker/Dockerfile without an engine: a linter from npm (dockerfile-utils), the rules of eng/docker/check.py, and that both find faults.
# With a published executable also the command of the image and its health check, as root: in a root file system with it and its libraries, read-only, with the
# user and the volume of the image. Ends with "N passed, N failed".
# Usage: eng/docker.sh [SIGNET]
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
work=$(mktemp -d)
server=
file=deploy/docker/Dockerfile
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

linter() { (cd "$work" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund dockerfile-utils@0.16.3 >/dev/null); }

lint() { # FILE: prints nothing when there is no fault
  local output
  output=$("$work/node_modules/.bin/dockerfile-utils" lint "$1" 2>&1) && [ -z "$output" ] || { echo "$output"; return 1; }
}

rules() { python3 eng/docker/check.py "$file"; }

finds() { # EXPRESSION TEXT: a Dockerfile that sed has changed has this fault
  mkdir -p "$work/tree/deploy/docker" "$work/tree/deploy/helm/signet/templates"
  local needed
  for needed in .editorconfig eng src global.json LICENSE Directory.Build.props Directory.Packages.props; do
    ln -sfn "$PWD/$needed" "$work/tree/$needed"
  done
  cp deploy/helm/signet/templates/_helpers.tpl "$work/tree/deploy/helm/signet/templates/"
  sed "$1" "$file" >"$work/tree/deploy/docker/Dockerfile"
  cp "$file.dockerignore" "$work/tree/deploy/docker/"
  ! python3 eng/docker/check.py "$work/tree/deploy/docker/Dockerfile" >"$work/faults" && grep -q "$2" "$work/faults" || { echo "$1: $(cat "$work/faults")"; return 1; }
}

finds_all() {
  finds 's/^USER .*/USER root/' 'USER root' && finds 's/-chiseled//' 'has a shell' && finds 's/--no-install-recommends//' 'lists are removed' &&
    finds '/^HEALTHCHECK/,+1d' 'HEALTHCHECK' && finds 's#/out/linux-x64/signet#/out/signet#' 'eng/package.sh' && finds 's/^EXPOSE .*/EXPOSE 443/' 'port' &&
    finds 's/sdk:10.0-noble /sdk:latest /' 'a version' && finds 's/^COPY .editorconfig /COPY /' 'editorconfig is not copied' &&
    finds 's#^COPY eng/ eng/#COPY LICENSES eng/#' 'does not exist'
}

array() { # EXPRESSION OF SED: a JSON array of the Dockerfile, a line for each entry
  sed -n "$1" "$file" | python3 -c 'import json, sys; print("\n".join(json.load(sys.stdin)))'
}

root_of() { # SIGNET: a root file system like that of the image: no shell, the libraries that its base has, here those of this machine
  local library
  local -a loaded
  install -D "$1" "$work/image/usr/bin/signet" || return 1
  mapfile -t loaded < <(ldconfig -p | awk '/x86-64|AArch64/ && /lib(ssl|crypto)\.so\.3/ { print $NF }')
  for library in $(ldd "$1" "${loaded[@]}" | grep -oE '/[^ :]+\.so[^ :]*' | sort -u); do
    install -D "$library" "$work/image$library" || return 1
  done
  mkdir -p "$work/image/tmp" "$work/image/proc" "$work/image/dev" "$work/image/etc" "$work/image/home/app" "$work/image/var/lib/signet" "$work/volume"
  chmod 755 "$work"
  # As the Dockerfile makes it.
  chown 1654:1654 "$work/volume" && chmod 700 "$work/volume"
  # User and variables of the image; an engine takes HOME from /etc/passwd.
  local -a environment
  echo 'app:x:1654:1654::/home/app:/bin/false' >"$work/image/etc/passwd"
  mapfile -t environment < <(sed -n 's/^ENV //p' "$file")
  as_user=(env -i HOME=/home/app "${environment[@]}" /usr/sbin/chroot --userspec="$(sed -n 's/^USER //p' "$file")" --groups= "$work/image")
}

container() { # COMMAND…: as `docker run --read-only --tmpfs /tmp --volume` runs the image; the process of this function becomes that of the command
  # shellcheck disable=SC2016
  exec unshare --mount --net --propagation private /bin/sh -euc '
    image=$1 volume=$2
    shift 2
    mount --bind "$image" "$image"
    mount --bind "$volume" "$image/var/lib/signet"
    mount -t tmpfs -o mode=1777 tmpfs "$image/tmp"
    mount --rbind /proc "$image/proc"
    mount --rbind /dev "$image/dev"
    mount -o remount,bind,ro "$image"
    ip link set lo up
    exec "$@"' sh "$work/image" "$work/volume" "${as_user[@]}" "$@"
}

inside() { # COMMAND…: as `docker exec`
  nsenter --target "$server" --mount --net "${as_user[@]}" "$@"
}

start() {
  local -a entry command
  mapfile -t entry < <(array 's/^ENTRYPOINT //p')
  mapfile -t command < <(array 's/^CMD //p')
  : >"$work/serve.out"
  (container "${entry[@]}" "${command[@]}") >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  until_serves "$server" "$work/serve.out" || { cat "$work/serve.err"; return 1; }
}

health_check() { array 's/^ *CMD \(\[".*whoami.*\]\)/\1/p'; }

image() { # the command of the image on its port, a token, the health check, and a second start on the same volume
  local -a health
  local token config=(--kubeconfig /var/lib/signet/data/admin.kubeconfig)
  mapfile -t health < <(health_check)
  start && grep -q ":$(sed -n 's/^EXPOSE //p' "$file")$" "$work/serve.out" && inside "${health[@]}" | grep -q signet-admin &&
    token=$(inside /usr/bin/signet token create builder --create-account "${config[@]}" 2>/dev/null) && stop && start &&
    printf %s "$token" | inside /usr/bin/signet token review - "${config[@]}" >/dev/null || { cat "$work/serve.err"; return 1; }
}

confined() { # the running server
  ! nsenter --target "$server" --mount touch "$work/image/file" 2>"$work/touch" && grep -q 'Read-only file system' "$work/touch" &&
    grep -qP '^Uid:\t1654\t1654\t1654\t1654$' "/proc/$server/status" && grep -qP '^CapEff:\t0+$' "/proc/$server/status" &&
    [ "$(stat -c '%a %u' "$work/volume/data")" = "700 1654" ]
}

unhealthy() { # without the server the health check fails
  local -a health
  mapfile -t health < <(health_check)
  : >"$work/health"
  stop && ! (container "${health[@]}") >"$work/health" 2>&1 && grep -q 'refused' "$work/health" || { cat "$work/health"; return 1; }
}

stop() {
  [ -n "$server" ] && kill -TERM "$server" && wait "$server"
  local status=$?
  server=
  [ "$status" -eq 0 ] || { cat "$work/serve.err"; return 1; }
}

step "the linter" linter
step "lint" lint "$file"
printf 'FROM debian:12\nRUNN true\n' >"$work/Wrong"
lint_finds() { ! lint "$work/Wrong" >"$work/lint.log" && grep -q RUNN "$work/lint.log"; }
step "the linter finds a fault" lint_finds
step "the rules" rules
step "the rules find faults" finds_all
if [ $# -gt 0 ]; then
  step "a root file system like that of the image" root_of "$(realpath "$1")"
  step "command, token and health check, read-only and as the user of the image" image
  step "the restrictions are in force" confined
  step "the health check without a server" unhealthy
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
