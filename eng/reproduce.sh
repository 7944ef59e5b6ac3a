#!/usr/bin/env bash
# Builds the packages of HEAD in two folders and compares the files. Takes two builds by NativeAOT. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

build() { # FOLDER
  mkdir -p "$work/$1" && git archive HEAD | tar -x -C "$work/$1" && "$work/$1/eng/package.sh" all --output "$work/$1.out" >"$work/build.log" 2>&1 || { tail "$work/build.log"; return 1; }
}

same() { # FILE
  cmp "$work/one.out/$1" "$work/a-folder-with-a-longer-name.out/$1"
}

step "a build" build one
step "a build in another folder" build a-folder-with-a-longer-name
if [ "$failed" -eq 0 ]; then
  step "the executable" same linux-x64/signet
  while read -r _ file; do
    step "$file" same "$file"
  done <"$work/one.out/SHA256SUMS"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
