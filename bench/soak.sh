#!/usr/bin/env bash
# A server under mixed load: issuing, reviews, writes, watches, reads and bad requests at fixed rates (some 400 a second), on connections that are replaced all the
# time. Prints the server's resident memory and the counts every ten seconds, then what the memory did after the first ten minutes; fails when it grew by more
# than 3 %, or when an answer was not as expected.
# Usage: bench/soak.sh [MINUTES] [FLAG…] (60, at least 20); the flags go to the server. SIGNET is the executable, else the Release build is used.
# The picture of the documentation: bench/soak.sh > docs/pictures/soak.txt; eng/pictures/soak.py docs/pictures/soak.txt docs/pictures/soak.svg
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-60}
flags=("${@:2}")
. bench/load.sh

for i in $(seq 8); do echo "load-$i,load-$i,u-load-$i,\"load\""; done >"$work/tokens.csv"
echo 'admin,admin,u-admin,"system:masters"' >>"$work/tokens.csv"
chmod 600 "$work/tokens.csv"
: >"$work/server.out"
"$SIGNET" serve --data-dir "$work/data" --secure-port 0 --token-auth-file "$work/tokens.csv" --log-level warning "${flags[@]}" >"$work/server.out" 2>"$work/server.err" &
server=$!
pids+=("$server")
until url=$(sed -n 's/^Signet serves //p' "$work/server.out") && [ -n "$url" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.err" >&2; exit 1; }
  sleep 0.1
done
curl -sk --fail -o /dev/null --retry 60 --retry-delay 1 --retry-all-errors "$url/readyz"
curl -sk --fail -o /dev/null -H 'authorization: Bearer admin' -H 'content-type: application/json' "$url/apis/rbac.authorization.k8s.io/v1/clusterrolebindings" -d \
  '{"metadata":{"name":"load"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"load"}]}'

echo "$("$SIGNET" version), $(nproc) processors, $minutes minutes"
"$load" soak "$url" $((minutes * 60)) "$server" | tee "$work/rows"
awk -v minutes="$minutes" '
  $1 ~ /^[0-9]+$/ && $1 > 600 && $1 <= 1200 { early += $2; earlies++ }
  $1 ~ /^[0-9]+$/ && $1 > minutes * 60 - 600 { late += $2; lates++ }
  END {
    if (!earlies || !lates) { print "too short to compare"; exit 1 }
    growth = (late / lates) / (early / earlies) * 100 - 100
    printf "mean of minutes 10 to 20: %.1f MiB; of the last 10 minutes: %.1f MiB (%+.1f %%)\n", early / earlies / 1024, late / lates / 1024, growth
    exit growth > 3
  }' "$work/rows"
