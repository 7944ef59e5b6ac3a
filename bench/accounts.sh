#!/usr/bin/env bash
# Many service accounts (200,000) in the store of a data directory and in etcd: the time from the start of a server to its readiness, and its memory.
# The accounts are created through the API, then copied into an empty etcd with `signet store copy`. etcd runs beside, on loopback: one member, with its data
# on disk. Needs etcd, h2load (Debian: etcd-server, nghttp2-client) and curl. Usage: bench/accounts.sh [ACCOUNTS] [STARTS]; SIGNET is the executable, else the
# Release build is used.
set -euo pipefail

# A server refuses keys and tokens that others can read.
umask 077
cd "$(dirname "$0")/.."
accounts=${1:-200000} starts=${2:-3}
for tool in etcd h2load curl; do
  command -v "$tool" >/dev/null || { echo "bench/accounts.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/signet-bench.XXXXXX") # /tmp may be memory
declare -A running=() # process ids by name
finish() {
  for name in "${!running[@]}"; do [ "$name" = etcd ] || kill "${running[$name]}" 2>/dev/null || true; done
  [ -z "${running[etcd]:-}" ] || kill "${running[etcd]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
if [ -z "${SIGNET:-}" ]; then
  dotnet build -c Release -v q --nologo src/Signet.Cli >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
  SIGNET=src/Signet.Cli/bin/Release/net10.0/signet
fi

port=${BENCH_PORT:-27961} # and the three ports after it
auth='authorization: Bearer bench-token'
type='content-type: application/json'
echo 'bench-token,bench,u-bench,"system:masters"' >"$work/tokens.csv"

now() { date +%s%N; }
memory() { # FIELD PID -> MiB
  awk -v field="$1:" '$1 == field {printf "%d", $2 / 1024}' "/proc/$2/status"
}
processor() { # PID -> milliseconds
  awk -v tick="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); printf "%d", ($12 + $13) * 1000 / tick}' "/proc/$1/stat"
}
start() { # NAME PORT FLAG…: starts a server, and prints when it is ready
  local name=$1 at=$2 began pid ready used
  began=$(now)
  "$SIGNET" serve --data-dir "$work/$name" --secure-port "$at" --service-account-issuer https://issuer.example.test --token-auth-file "$work/tokens.csv" \
    --log-level warning "${@:3}" >"$work/$name.out" 2>"$work/$name.err" &
  pid=$!
  running[$name]=$pid
  until [ "$(curl -sk -o /dev/null -w '%{http_code}' "https://127.0.0.1:$at/readyz" || true)" = 200 ]; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/$name.err" >&2; exit 1; }
    sleep 0.02
  done
  ready=$(now) used=$(processor "$pid")
  sleep 5 # it has settled
  printf '  %-10s %6d ms to ready (%6d ms of processor), resident %4d MiB after 5 s, at most %4d MiB\n' "$name" $(((ready - began) / 1000000)) "$used" "$(memory VmRSS "$pid")" "$(memory VmHWM "$pid")"
}
stop() { # NAME
  kill -TERM "${running[$1]}"
  wait "${running[$1]}"
  unset "running[$1]"
}

echo "load average $(cut -d ' ' -f 1-3 /proc/loadavg); empty:"
start sqlite "$port"
for i in $(seq 0 9); do
  curl -sk -o /dev/null --fail -H "$auth" -H "$type" -d "{\"metadata\":{\"name\":\"ns$i\"}}" "https://127.0.0.1:$port/api/v1/namespaces"
  echo "https://127.0.0.1:$port/api/v1/namespaces/ns$i/serviceaccounts" >>"$work/uris"
done
echo '{"metadata":{"generateName":"account-","labels":{"app.kubernetes.io/name":"bench","app.kubernetes.io/part-of":"accounts"}}}' >"$work/account.json"
began=$(now)
h2load -n "$accounts" -c 8 -m 32 -t 1 -d "$work/account.json" -H "$auth" -H "$type" -i "$work/uris" >"$work/h2load.out" 2>&1
grep -q "status codes: $accounts 2xx, 0 3xx, 0 4xx, 0 5xx" "$work/h2load.out" || { cat "$work/h2load.out" >&2; exit 1; }
took=$((($(now) - began) / 1000000))
echo "$accounts service accounts in 10 namespaces, created in $((took / 1000)) s ($((accounts * 1000 / took)) a second):"
stop sqlite
for _ in $(seq "$starts"); do
  start sqlite "$port"
  stop sqlite
done
printf '  store.db: %s MiB\n' "$(du -m "$work/sqlite/store.db" | cut -f 1)"

etcd=http://127.0.0.1:$((port + 2)) peer=http://127.0.0.1:$((port + 3))
etcd --name bench --data-dir "$work/etcd" --listen-client-urls "$etcd" --advertise-client-urls "$etcd" --listen-peer-urls "$peer" \
  --initial-advertise-peer-urls "$peer" --initial-cluster "bench=$peer" --logger zap --log-level error >"$work/etcd.out" 2>&1 &
running[etcd]=$!
until curl -s -o /dev/null --fail "$etcd/health"; do sleep 0.1; done
began=$(now)
"$SIGNET" store copy --from "$work/sqlite" --to etcd --etcd-servers "$etcd" --allow-lower-revisions >"$work/copy.out" 2>&1 || { cat "$work/copy.out" >&2; exit 1; }
echo "copied into etcd and compared in $((($(now) - began) / 1000000000)) s:"
shared=(--etcd-servers "$etcd" --key-encryption-key-file "$work/sqlite/key-encryption.key")
for _ in $(seq "$starts"); do
  start etcd-one "$port" "${shared[@]}"
  stop etcd-one
done
start etcd-one "$port" "${shared[@]}"
start etcd-two "$((port + 1))" "${shared[@]}"
printf '  etcd: database %s MiB, resident %s MiB\n' \
  "$(curl -s "$etcd/metrics" | awk '$1 == "etcd_mvcc_db_total_size_in_bytes" {printf "%d", $2 / 1048576}')" "$(memory VmRSS "${running[etcd]}")"
