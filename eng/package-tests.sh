#!/usr/bin/env bash
# Makes the packages for servers and tries each of them. Ends with "N passed, N failed". Needs root and what each of the scripts below names.
# Usage: eng/package-tests.sh [FOLDER]: where the packages are made (default artifacts/package).
# linux-arm64 is left out where its compiler is missing, and fails there with SIGNET_REQUIRE_ALL=1. eng/reproduce.sh is not part of it: two more builds.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
folder=${1:-artifacts/package}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

timed() { # COMMAND…
  local start=$SECONDS
  echo "-- $*"
  "$@"
  echo "-- $((SECONDS - start)) s"
}

make() { eng/package.sh all --output "$folder" >"$log" 2>&1 || { tail "$log"; return 1; }; }

sizes() { (cd "$folder" && du -b --apparent-size linux-x64/signet ./*.tar.gz ./*.deb ./*.cdx.json); }

timed step "eng/package.sh all" make
if [ "$failed" -eq 0 ]; then
  sizes
  timed part eng/tarball-install.sh "$folder"
  timed part eng/sbom.sh "$folder"
  timed part eng/docker.sh "$folder/linux-x64/signet"
  timed part eng/systemd-unit.sh "$folder/linux-x64/signet"
  timed part eng/deb-install.sh "$folder"
  if { command -v aarch64-linux-gnu-gcc && command -v qemu-aarch64-static; } >/dev/null || [ "${SIGNET_REQUIRE_ALL:-}" = 1 ]; then
    timed part eng/arm64.sh "$folder"
  else
    echo "linux-arm64 is left out: gcc-aarch64-linux-gnu or qemu-user-static is missing"
  fi
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
