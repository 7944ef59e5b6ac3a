#!/usr/bin/env bash
# Runs the samples with stand-ins (samples/NAME/run.sh), all of them or those that are named. Ends with "N passed, N failed": the checks of all samples.
# SIGNET is the executable of Signet, by default signet on the PATH. Needs what samples/README.md names.
set -uo pipefail
[[ ${SIGNET:-signet} != */* ]] || SIGNET=$(realpath "$SIGNET")
cd "$(dirname "$0")/../samples" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() { # SAMPLE
  local status=0 checks
  echo "-- $1"
  timeout -k 30 900 "$1/run.sh" 2>&1 | tee "$log" || status=$?
  checks=$(grep -c '^ok: ' "$log")
  passed=$((passed + checks))
  if [ "$status" -ne 0 ] || [ "$checks" -eq 0 ]; then
    failed=$((failed + 1))
    echo "FAILED: $1 (exit code $status)"
  fi
}

samples=("$@")
[ $# -gt 0 ] || for script in */run.sh; do samples+=("${script%/run.sh}"); done
for sample in "${samples[@]}"; do run "$sample"; done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
