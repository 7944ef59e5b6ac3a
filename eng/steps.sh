# Sourced by the scripts that end with "N passed, N failed".
passed=0 failed=0

step() { # NAME COMMAND…: one check, counted
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); echo "ok: $name"; else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

until_serves() { # PID OUTPUT: waits at most a minute until a server says that it serves, or has ended
  local waited
  for waited in $(seq 600); do
    grep -qs '^Signet serves ' "$2" && return 0
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  return 1
}

part() { # COMMAND…: a script that sources this file; its checks are counted as checks of this one
  local log status=0 sums
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" || status=$?
  sums=$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log" | tail -n 1)
  rm -f "$log"
  # A script that ended early has no sums, or an exit code without a failed check.
  [ -n "$sums" ] && { [ "$status" -eq 0 ] || [ "${sums#* }" -gt 0 ]; } || { echo "FAILED: $1 ended with exit code $status"; failed=$((failed + 1)); }
  sums=${sums:-0 0}
  passed=$((passed + ${sums% *})) failed=$((failed + ${sums#* }))
}
