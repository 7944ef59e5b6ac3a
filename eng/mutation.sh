#!/usr/bin/env bash
# Mutation score of rooms of src/Signet.Core by their direct tests (tests/Signet.Mutation). Usage: eng/mutation.sh [ROOM…]   default: Tokens Signing
# Changes one expression at a time and runs the tests; a change that no test notices survives. The report is artifacts/mutation.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- Tokens Signing
rooms=()
for room in "$@"; do
  [ -d "src/Signet.Core/$room" ] || { echo "eng/mutation.sh: src/Signet.Core/$room does not exist" >&2; exit 1; }
  rooms+=(--mutate "**/$room/**/*.cs")
done
dotnet tool restore
cd tests/Signet.Mutation
export RunAnalyzers=false # the build of Stryker.NET takes properties from here; what it generates is not meant for analyzers
exec dotnet stryker --test-runner mtp --project Signet.Core.csproj "${rooms[@]}" --concurrency "${SIGNET_MUTATION_RUNNERS:-1}" \
  --reporter cleartext --reporter json --output ../../artifacts/mutation
