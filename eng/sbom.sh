#!/usr/bin/env bash
# Checks the bill of materials: with the official schema of CycloneDX (its library for JavaScript, from npm), with the packages of the restored project
# (eng/sbom/check.py), and that both find faults. Ends with "N passed, N failed".
# Usage: eng/sbom.sh [FOLDER] [RID]: a folder of `eng/package.sh binary` and `sbom` (default artifacts/package and linux-x64), made in this checkout.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
folder=$(realpath "${1:-artifacts/package}")
rid=${2:-linux-x64}
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
file=$folder/signet-$version-$rid.cdx.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

validator() {
  cp eng/sbom/validate.js "$work/" && (cd "$work" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts \
    @cyclonedx/cyclonedx-library@10.3.0 ajv@8.17.1 ajv-formats@3.0.1 ajv-formats-draft2019@1.6.1 >/dev/null)
}

valid() { (cd "$work" && node validate.js "$1"); }

project() { python3 eng/sbom/check.py "$1" "$rid" "$folder/$rid/signet"; }

changed() { # EXPRESSION OF PYTHON: a copy with a fault
  python3 -c 'import json, sys; bom = json.load(open(sys.argv[1])); exec(sys.argv[2]); json.dump(bom, open(sys.argv[3], "w"))' "$file" "$1" "$work/changed.json"
}

finds() { # CHECK TEXT EXPRESSION
  changed "$3" || return 1
  ! "$1" "$work/changed.json" >"$work/faults" 2>&1 && grep -qi -- "$2" "$work/faults" || { echo "$3: $(cat "$work/faults")"; return 1; }
}

valid_finds() {
  finds valid bomFormat 'bom["bomFormat"] = "SPDX"' && finds valid pattern 'bom["serialNumber"] = "1"' && finds valid additional 'bom["components"][0]["purls"] = ""' &&
    finds valid enum 'bom["components"][0]["licenses"][0]["license"]["id"] = "Free"' && finds valid unique 'bom["components"].append(bom["components"][0])'
}

project_finds() {
  finds project missing 'bom["components"] = [one for one in bom["components"] if one["name"] != "YamlDotNet"]' &&
    finds project 'not in the executable' 'bom["components"].append({**bom["components"][0], "name": "xunit.core", "purl": "pkg:nuget/xunit.core@2.9.3"})' &&
    finds project 'hash is not that of the package' 'bom["components"][0]["hashes"][0]["content"] = "00"' &&
    finds project 'hash is not that of the executable' 'bom["metadata"]["component"]["hashes"][0]["content"] = "00"' &&
    finds project 'is not below' 'bom["dependencies"][0]["dependsOn"].pop()' && finds project 'copyright' 'bom["components"][0]["licenses"] = [{"license": {"id": "GPL-3.0-only"}}]'
}

again() { # the output depends on the inputs only
  python3 eng/sbom/write.py "$rid" "$version" "$folder/$rid/signet" | cmp - "$file"
}

step "the validator" validator
step "the schema of CycloneDX 1.6" valid "$file"
step "the schema finds faults" valid_finds
step "the packages of the project" project "$file"
step "a missing package, a foreign one and a wrong hash are found" project_finds
step "made again, it has the same bytes" again

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
