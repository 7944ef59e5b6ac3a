#!/usr/bin/env bash
# Checks deploy/docker/Dockerfile without an engine: a linter from npm (dockerfile-utils), the rules of eng/docker/check.py, and that both find faults.
# With a published executable also the command of the image and its health check. Ends with "N passed, N failed".
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
  for needed in eng src global.json LICENSE Directory.Build.props Directory.Packages.props; do
    ln -sfn "$PWD/$needed" "$work/tree/$needed"
  done
  cp deploy/helm/signet/templates/_helpers.tpl "$work/tree/deploy/helm/signet/templates/"
  sed "$1" "$file" >"$work/tree/deploy/docker/Dockerfile"
  ! python3 eng/docker/check.py "$work/tree/deploy/docker/Dockerfile" >"$work/faults" && grep -q "$2" "$work/faults" || { echo "$1: $(cat "$work/faults")"; return 1; }
}

finds_all() {
  finds 's/^USER .*/USER root/' 'USER root' && finds 's/-chiseled//' 'has a shell' && finds 's/--no-install-recommends//' 'lists are removed' &&
    finds '/^HEALTHCHECK/,+1d' 'HEALTHCHECK' && finds 's#/out/linux-x64/signet#/out/signet#' 'eng/package.sh' && finds 's/^EXPOSE .*/EXPOSE 443/' 'port' &&
    finds 's/sdk:10.0-noble /sdk:latest /' 'a version'
}

image() { # the command and the health check of the image, with folders of this machine
  local signet
  signet=$(realpath "$1")
  local -a command health
  mapfile -t command < <(sed -n 's/^CMD //p' "$file" | python3 -c 'import json, sys; print("\n".join(json.load(sys.stdin)))')
  mapfile -t health < <(sed -n 's/^ *CMD \(\[".*whoami.*\]\)/\1/p' "$file" | python3 -c 'import json, sys; print("\n".join(json.load(sys.stdin)))')
  "$signet" "${command[@]//\/var\/lib\/signet/$work}" --secure-port 0 >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  until_serves "$server" "$work/serve.out"
  health=("${health[@]//\/var\/lib\/signet/$work}")
  "$signet" "${health[@]:1}" | grep -q signet-admin || { cat "$work/serve.err"; return 1; }
  kill -TERM "$server" && wait "$server" || return 1
  server=
  # Without the server it fails.
  ! "$signet" "${health[@]:1}" >/dev/null 2>&1
}

step "the linter" linter
step "lint" lint "$file"
printf 'FROM debian:12\nRUNN true\n' >"$work/Wrong"
lint_finds() { ! lint "$work/Wrong" >"$work/lint.log" && grep -q RUNN "$work/lint.log"; }
step "the linter finds a fault" lint_finds
step "the rules" rules
step "the rules find faults" finds_all
[ $# -eq 0 ] || step "command and health check of the image" image "$1"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
