#!/usr/bin/env bash
# Builds the packages of HEAD twice, in a clone and in a folder with a longer path that has only what the Dockerfile copies and deploy/, and compares the files.
# Takes two builds by NativeAOT.
# Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git rev-parse HEAD)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

clone() { git clone -q --no-hardlinks . "$work/clone" && git -C "$work/clone" checkout -q --detach "$commit"; }

archive() {
  local -a copied
  # COPY of the last stage has a flag.
  read -ra copied < <(sed -nE 's/^COPY ([^-].*) [^ ]+$/\1/p' deploy/docker/Dockerfile | tr '\n' ' ')
  [ "${#copied[@]}" -gt 2 ] && mkdir "$work/sources-in-a-longer-path" && git archive "$commit" "${copied[@]}" deploy | tar -x -C "$work/sources-in-a-longer-path"
}

build() { # FOLDER OUTPUT
  "$work/$1/eng/package.sh" all --output "$work/$2" >"$work/build.log" 2>&1 || { tail "$work/build.log"; return 1; }
}

same() { # FILE
  sha256sum "$work/one/$1" "$work/two/$1" | sed "s#$work/##"
  cmp "$work/one/$1" "$work/two/$1"
}

no_paths() { # of the machine that built it are in the executable
  ! grep -aoE "${work}[ -~]*|$HOME/[ -~]*" "$work/two/linux-x64/signet"
}

step "a clone" clone
step "its packages" build clone one
step "the sources that the Dockerfile copies" archive
step "its packages" build sources-in-a-longer-path two
if [ "$failed" -eq 0 ]; then
  step "the executable" same linux-x64/signet
  step "no paths in it" no_paths
  while read -r _ file; do
    step "$file" same "$file"
  done <"$work/one/SHA256SUMS"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
