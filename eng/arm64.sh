#!/usr/bin/env bash
# Makes the packages for linux-arm64 on an x64 machine, and runs the executable with QEMU on Debian's libraries for arm64. Ends with "N passed, N failed".
# Usage: eng/arm64.sh [FOLDER] (default artifacts/package): a folder with the executable for this machine, which writes the manual pages.
# Needs gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user-static. The libraries come from Debian by lists of packages of this script's own: apt and dpkg of the
# machine do not get to know the architecture.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
folder=$(realpath "${1:-artifacts/package}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
work=$(mktemp -d)
root=$work/root
executable=$folder/linux-arm64/signet
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

packages() {
  eng/package.sh all --rid linux-arm64 --output "$folder" >"$work/package.log" 2>&1 || { tail "$work/package.log"; return 1; }
  (cd "$folder" && sha256sum --check --strict --quiet SHA256SUMS && [ "$(grep -c 'arm64' SHA256SUMS)" -eq 3 ])
}

machine() { # of the executable, in both archives
  aarch64-linux-gnu-readelf --wide --file-header --program-headers "$executable" >"$work/elf"
  grep -q 'Machine: *AArch64' "$work/elf" && grep -q 'interpreter: /lib/ld-linux-aarch64.so.1' "$work/elf" || { cat "$work/elf"; return 1; }
  tar -xzOf "$folder/signet-$version-linux-arm64.tar.gz" "signet-$version-linux-arm64/bin/signet" | cmp - "$executable" &&
    dpkg-deb --fsys-tarfile "$folder/signet_${version}_arm64.deb" | tar -xO ./usr/bin/signet | cmp - "$executable"
}

package() { # the same as for amd64 but architecture, size and executable
  [ "$(dpkg-deb -f "$folder/signet_${version}_arm64.deb" Architecture)" = arm64 ] && dpkg-deb -f "$folder/signet_${version}_arm64.deb" Depends | grep -q '^libc6 (>= 2\.[0-9]*), ' || return 1
  local one
  for one in amd64 arm64; do
    dpkg-deb -c "$folder/signet_${version}_$one.deb" | awk '{ print $1, $2, $6 }' >"$work/$one"
  done
  diff "$work/amd64" "$work/arm64"
}

libraries() { # what the package depends on, of Debian for arm64
  local apt=$work/apt one
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$root/tmp"
  : >"$apt/status"
  echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main' >"$apt/sources.list"
  chmod -R a+rX "$work"
  (cd "$apt" && set -- -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
    -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User=root &&
    apt-get "$@" update && apt-get "$@" download libc6 libgcc-s1 libssl3) >"$work/apt.log" 2>&1 || { cat "$work/apt.log"; return 1; }
  for one in "$apt"/*.deb; do
    dpkg-deb -x "$one" "$root" || return 1
  done
}

signet() { qemu-aarch64-static -L "$root" "$executable" "$@"; }

commands() { # the output of those that do not depend on the machine is that of the executable for this one
  [ "$(signet version)" = "signet $version" ] && signet help | cmp - <("$folder/linux-x64/signet" help) && signet completion bash | cmp - <("$folder/linux-x64/signet" completion bash)
}

serve() {
  : >"$work/serve.out"
  qemu-aarch64-static -L "$root" "$executable" serve --secure-port 0 --data-dir "$work/data" >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  until_serves "$server" "$work/serve.out" || { cat "$work/serve.err"; return 1; }
}

tokens() { # both executables issue, and accept the token of the other
  local one config=(--kubeconfig "$work/data/admin.kubeconfig") token
  serve || return 1
  token=$(signet token create builder --create-account "${config[@]}" 2>/dev/null) && printf %s "$token" | "$folder/linux-x64/signet" token review - "${config[@]}" >/dev/null &&
    token=$("$folder/linux-x64/signet" token create builder "${config[@]}" 2>/dev/null) && printf %s "$token" | signet token review - "${config[@]}" >/dev/null ||
    { cat "$work/serve.err"; return 1; }
  kill -TERM "$server" && wait "$server" || { cat "$work/serve.err"; return 1; }
  server=
}

step "packages for linux-arm64" packages
if [ "$failed" -eq 0 ]; then
  step "the machine of the executable" machine
  step "the Debian package" package
  part eng/sbom.sh "$folder" linux-arm64
  step "libraries for arm64" libraries
  step "commands with QEMU" commands
  step "a server with QEMU" tokens
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
