#!/usr/bin/env bash
# Packs packages, restores the samples of a folder against them outside of the checkout, and runs the samples' tests. Ends with "N passed, N failed".
# Other packages come from the machine's package folder, else from nuget.org. eng/test-host-samples.sh and eng/aspire-sample.sh call it.
# Usage: eng/package-samples.sh FOLDER "PACKAGE…" SAMPLE…: a folder of samples/, the packages to make, and the samples, whose tests are the projects SAMPLE.Tests.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
folder=$1
read -ra packages <<<"$2"
samples=("${@:3}")
copy=$work/$folder

# A version of its own, in a package folder of its own: an earlier package with the same version would be used in its place.
version=0.1.0-samples.$(date +%s)
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}

pack() {
  local package
  for package in "${packages[@]}"; do
    dotnet pack "src/$package" -c "${CONFIGURATION:-Release}" -v q --nologo -p:RunAnalyzers=false -p:PackageVersion="$version" -o "$work/feed" || return 1
    [ -f "$work/feed/$package.$version.nupkg" ] || { echo "no package $package"; return 1; }
  done
}

build() { # a copy outside of the checkout: nothing but the packages can be found
  cp -r "samples/$folder" Directory.Packages.props "$work/" && find "$copy" \( -name bin -o -name obj \) -prune -exec rm -rf {} + || return 1
  sed -i 's|Project="../../Directory.Packages.props"|Project="../Directory.Packages.props"|' "$copy/Directory.Packages.props"
  sed -i "s|value=\"artifacts\"|value=\"$work/feed\"|" "$copy/nuget.config"
  local sample
  {
    echo '<Solution>'
    for sample in "${samples[@]}"; do echo "<Project Path=\"$sample.Tests/$sample.Tests.csproj\" />"; done
    echo '</Solution>'
  } >"$copy/Samples.slnx"
  dotnet build "$copy/Samples.slnx" -v q --nologo -p:SignetVersion="$version" -p:RestorePackagesPath="$work/packages" -p:RestoreFallbackFolders="$cache"
}

run() { # SAMPLE: an executable that runs its tests; xunit and Microsoft.Testing.Platform (NUnit, MSTest) print their sums differently
  local status=0
  dotnet "$copy/$1.Tests/bin/Debug/net10.0/$1.Tests.dll" >"$work/colored.log" 2>&1 || status=$?
  sed -E 's/\x1b\[[0-9;]*m//g' "$work/colored.log" >"$work/$1.log" # Microsoft.Testing.Platform colors its text where it finds a CI system
  local total bad
  if grep -q "^Test run summary:" "$work/$1.log"; then
    total=$(sed -nE 's/^ +total: ([0-9]+).*/\1/p' "$work/$1.log" | tail -n 1)
    bad=$(sed -nE 's/^ +failed: ([0-9]+).*/\1/p' "$work/$1.log" | tail -n 1)
  else
    read -r total bad < <(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+).*/\1 \2+\3/p' "$work/$1.log" | tail -n 1)
  fi
  bad=$((bad))
  if [ "$status" -ne 0 ] || [ "${total:-0}" -eq 0 ]; then cat "$work/$1.log"; fi
  [ "${total:-0}" -gt 0 ] || { failed=$((failed + 1)); return; }
  [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + total - bad)) failed=$((failed + bad))
  echo "$1: $((total - bad)) passed, $bad failed"
}

if pack && passed=$((passed + 1)) && build; then
  for sample in "${samples[@]}"; do run "$sample"; done
else
  failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
