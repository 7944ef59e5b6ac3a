#!/usr/bin/env bash
# Replaces two replicas of another version on one etcd, one by one, by this version and back, under load; fails when a request fails or a token is refused.
# Then serves the data directory of the other version by this one, and back: objects, tokens and keys must stay.
# Usage: eng/upgrade.sh [OLD]. OLD is the other version: an executable, or a commit of this repository, which is built; without it the commit in eng/last-release,
# the version before this one. Needs etcd (Debian: etcd-server).
# The procedures are the tests UpgradeTests and DirectoryUpgradeTests of tests/Signet.SystemTests, which `dotnet test` runs with this version in both roles;
# CI also runs this script.
set -euo pipefail
[ $# -le 1 ] || { sed -n '2,8s/^# //p' "$0" >&2; exit 78; }
if [ $# -eq 1 ] && [ -x "$1" ] && [ ! -d "$1" ]; then
  old=$(realpath "$1")
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -eq 1 ] || set -- "$(cat eng/last-release)"
work=$(mktemp -d)
finish() {
  [ ! -e "$work/old" ] || git worktree remove --force "$work/old"
  rm -rf "$work"
}
trap finish EXIT
if [ -z "${old:-}" ]; then
  git worktree add --quiet --detach "$work/old" "$1"
  dotnet build -c Release -v q --nologo -p:RunAnalyzers=false "$work/old/src/Signet.Cli"
  old=$work/old/src/Signet.Cli/bin/Release/net10.0/signet
fi
dotnet build -v q --nologo tests/Signet.SystemTests
SIGNET_REQUIRE_ALL=1 SIGNET_OLD_BINARY=$old tests/Signet.SystemTests/bin/Debug/net10.0/Signet.SystemTests -class '*.Replicas.UpgradeTests' -class '*.DirectoryUpgradeTests' -showLiveOutput
