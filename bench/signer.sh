#!/usr/bin/env bash
# Issuing with local keys and with an external signer (`signet signer` on a Unix domain socket), in one run; prints rates, ratios and medians.
# Needs h2load (Debian: nghttp2-client), curl and python3. Usage: bench/signer.sh [ROUNDS] [SECONDS] [ALGORITHM]; SIGNET is the executable, else it is built.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} seconds=${2:-4} algorithm=${3:-RS256}
for tool in h2load curl python3; do
  command -v "$tool" >/dev/null || { echo "bench/signer.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
if [ -z "${SIGNET:-}" ]; then
  dotnet build -c Release -v q --nologo src/Signet.Cli >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
  SIGNET=$PWD/src/Signet.Cli/bin/Release/net10.0/signet
fi

echo 'bench-token,bench,u-bench,"system:masters"' >"$work/tokens.csv"
echo '{}' >"$work/request.json"
start() { # NAME ARGUMENT…
  "$SIGNET" "${@:2}" --data-dir "$work/$1" --log-level warning >"$work/$1.out" 2>"$work/$1.err" &
  pids+=($!)
}
ready() { # PORT
  for _ in $(seq 300); do
    answer=$(curl -sk -X POST -H "$auth" -H "$type" -d @"$work/request.json" "https://127.0.0.1:$1$path" || true)
    [[ $answer == *'"token"'* ]] && return
    sleep 0.1
  done
  echo "bench/signer.sh: port $1 issues no token" >&2
  exit 1
}

path=/api/v1/namespaces/default/serviceaccounts/default/token
auth='authorization: Bearer bench-token'
type='content-type: application/json'
start signer signer --listen "unix:$work/s" --signing-algorithm "$algorithm" --signer-max-rate 1000000
start local serve --secure-port 27881 --signing-algorithm "$algorithm" --token-auth-file "$work/tokens.csv"
start remote serve --secure-port 27882 --service-account-signing-endpoint "$work/s" --token-auth-file "$work/tokens.csv"
ready 27881
ready 27882

rate() { # PORT
  h2load -D "$seconds" --warm-up-time=1 -c 4 -m 8 -t 1 -H "$auth" -H "$type" -d "$work/request.json" "https://127.0.0.1:$1$path" 2>/dev/null |
    sed -nE 's/^finished in .*, ([0-9.]+) req\/s.*/\1/p'
}

latency() { # PORT: the median of one request at a time, in milliseconds
  python3 - "$1" "$path" <<'P'
import http.client, ssl, statistics, sys, time
context = ssl._create_unverified_context()
connection = http.client.HTTPSConnection("127.0.0.1", int(sys.argv[1]), context=context)
times = []
for i in range(400):
    start = time.perf_counter()
    connection.request("POST", sys.argv[2], "{}", {"authorization": "Bearer bench-token", "content-type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 201, answer.status
    times.append((time.perf_counter() - start) * 1000)
print(f"{statistics.median(times[100:]):.3f}")
P
}

for _ in $(seq "$rounds"); do
  echo "$(rate 27881) $(rate 27882) $(latency 27881) $(latency 27882)"
done | python3 -c '
import statistics, sys
rows = [[float(one) for one in line.split()] for line in sys.stdin]
print("'"$algorithm"'  local/s  external/s  ratio   p50 local ms  p50 external ms  difference")
for a, b, c, d in rows: print(f"       {a:8.0f}  {b:10.0f}  {b / a:5.2f}   {c:12.3f}  {d:15.3f}  {d - c:10.3f}")
print(f"median ratio {statistics.median(b / a for a, b, _, _ in rows):.2f} (at least 0.70), median difference {statistics.median(d - c for _, _, c, d in rows):.3f} ms (at most 1)")'
