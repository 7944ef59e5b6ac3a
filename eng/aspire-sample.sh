#!/usr/bin/env bash
# Packs Signet.Aspire.Hosting and Signet.Client, restores samples/aspire against the packages outside of the checkout, and runs its tests: an AppHost with real
# programs. Ends with "N passed, N failed". Other packages come from the machine's package folder, else from nuget.org.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# A version of its own, in a package folder of its own: an earlier package with the same version would be used in its place.
version=0.1.0-samples.$(date +%s)
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}

pack() {
  local project
  for project in Signet.Client Signet.Aspire.Hosting; do
    dotnet pack "src/$project" -c "${CONFIGURATION:-Release}" -v q --nologo -p:RunAnalyzers=false -p:PackageVersion="$version" -o "$work/feed" || return 1
    [ -f "$work/feed/$project.$version.nupkg" ] || { echo "no package $project"; return 1; }
  done
}

build() { # a copy outside of the checkout: nothing but the packages can be found
  cp -r samples/aspire Directory.Packages.props "$work/" && find "$work/aspire" \( -name bin -o -name obj \) -prune -exec rm -rf {} + || return 1
  sed -i 's|Project="../../Directory.Packages.props"|Project="../Directory.Packages.props"|' "$work/aspire/Directory.Packages.props"
  sed -i "s|value=\"artifacts\"|value=\"$work/feed\"|" "$work/aspire/nuget.config"
  dotnet build "$work/aspire/AppHost.Tests" -v q --nologo -p:SignetVersion="$version" -p:RestorePackagesPath="$work/packages" -p:RestoreFallbackFolders="$cache"
}

run() {
  local status=0 total errors bad
  dotnet "$work/aspire/AppHost.Tests/bin/Debug/net10.0/AppHost.Tests.dll" -noColor >"$work/log" 2>&1 || status=$?
  read -r total errors bad < <(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+).*/\1 \2 \3/p' "$work/log" | tail -n 1)
  if [ "$status" -ne 0 ] || [ "${total:-0}" -eq 0 ]; then cat "$work/log"; fi
  [ "${total:-0}" -gt 0 ] || { failed=$((failed + 1)); return; }
  bad=$((bad + errors))
  [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + total - bad)) failed=$((failed + bad))
}

if pack && passed=$((passed + 1)) && build; then
  run
else
  failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
