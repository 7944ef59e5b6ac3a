#!/usr/bin/env bash
# Line and branch coverage of the product by tests/Signet.Tests. Prints a row for each project and each room; the report (Cobertura) is artifacts/coverage.
# Usage: eng/coverage.sh [ARGUMENT…]   more arguments go to the tests, such as: eng/coverage.sh --filter-class '*TokenVerifierTests'
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf artifacts/coverage
dotnet build -v q --nologo -p:RunAnalyzers=false tests/Signet.Tests
status=0
dotnet test --no-build --project tests/Signet.Tests --results-directory artifacts/coverage \
  --coverlet --coverlet-output-format cobertura --coverlet-include '[Signet.*]*' --coverlet-include '[signet]*' \
  --coverlet-exclude '[Signet.Tests]*' --coverlet-exclude '[Signet.Testing]*' --coverlet-exclude-by-file '**/*.g.cs' "$@" || status=$?
report=$(find artifacts/coverage -name '*cobertura*.xml' | head -n 1)
[ -n "$report" ] || { echo "eng/coverage.sh: no report was written" >&2; exit 1; }
python3 eng/coverage.py "$report"
exit "$status"
