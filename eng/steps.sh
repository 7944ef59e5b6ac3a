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
