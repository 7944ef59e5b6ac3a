#!/usr/bin/env bash
# Issuing and reviewing against a bare Kestrel endpoint and against OpenSSL, in one run; prints ratios.
# Needs h2load (Debian: nghttp2-client), openssl and curl. Usage: bench/issue.sh [ROUNDS] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
seconds=${2:-4}
for tool in h2load openssl curl; do
  command -v "$tool" >/dev/null || { echo "bench/issue.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

dotnet build -c Release -v q --nologo src/Signet.Cli >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
dotnet build -c Release -v q --nologo bench/Signet.Bench.Bare >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
echo 'bench-token,bench,u-bench,"system:masters"' >"$work/tokens.csv"
echo 'caller-token,caller,u-caller' >>"$work/tokens.csv" # no administrator: RBAC has to find its binding
echo '{}' >"$work/request.json"

start() { # NAME PORT ALGORITHM [FLAG…]
  dotnet src/Signet.Cli/bin/Release/net10.0/signet.dll serve --data-dir "$work/$1" --secure-port "$2" --signing-algorithm "$3" \
    --token-auth-file "$work/tokens.csv" --log-level warning "${@:4}" >"$work/$1.out" 2>"$work/$1.err" &
  pids+=($!)
}

ready() { # URL
  for _ in $(seq 100); do
    curl -sk -o /dev/null "$1" && return
    sleep 0.1
  done
  echo "bench/issue.sh: $1 does not answer" >&2
  exit 1
}

start es256 17443 ES256
start rs256 17444 RS256
start open 17447 ES256 --authorization-mode AlwaysAllow
start audited 17446 ES256 --audit-log-path "$work/audit.log" # the default policy: metadata, two events for each request
ready https://127.0.0.1:17443/readyz
ready https://127.0.0.1:17444/readyz
ready https://127.0.0.1:17446/readyz
ready https://127.0.0.1:17447/readyz
path=/api/v1/namespaces/default/serviceaccounts/default/token
auth='authorization: Bearer bench-token'
type='content-type: application/json'
for _ in $(seq 50); do # the controller makes the account
  answer=$(curl -sk -A bench -X POST -H "$auth" -H "$type" -d @"$work/request.json" "https://127.0.0.1:17443$path")
  [[ $answer == *'"token"'* ]] && break
  sleep 0.1
done
token=$(sed -E 's/.*"token":"([^"]+)".*/\1/' <<<"$answer")
printf '{"spec":{"token":"%s"}}' "$token" >"$work/review.json"
dotnet bench/Signet.Bench.Bare/bin/Release/net10.0/signet-bench-bare.dll 17445 "$work/es256/serving.crt" "$work/es256/serving.key" "${#answer}" >"$work/bare.out" 2>&1 &
pids+=($!)
ready https://localhost:17445/

load() { # CONNECTIONS STREAMS BODY URL -> requests per second; every answer has to be a 2xx
  local out
  out=$(h2load -D "$seconds" --warm-up-time=1 -c "$1" -m "$2" -t 1 -d "$3" -H "$auth" -H "$type" -H 'accept: application/json' "$4" 2>&1)
  if ! grep -Eq 'status codes: [0-9]+ 2xx, 0 3xx, 0 4xx, 0 5xx' <<<"$out"; then
    echo "bench/issue.sh: $4 answered with something else than 2xx" >&2
    grep 'status codes' <<<"$out" >&2
    exit 1
  fi
  sed -nE 's/^finished in [^,]+, ([0-9.]+) req\/s.*/\1/p' <<<"$out"
}

median() { sort -g "$work/$1.rates" | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

rbac=https://127.0.0.1:17443/apis/rbac.authorization.k8s.io/v1
curl -sk -A bench -o /dev/null -H "$auth" -H "$type" "$rbac/clusterroles" -d \
  '{"metadata":{"name":"issuers"},"rules":[{"apiGroups":[""],"resources":["serviceaccounts/token"],"verbs":["create"]}]}'
curl -sk -A bench -o /dev/null -H "$auth" -H "$type" "$rbac/namespaces/default/rolebindings" -d \
  '{"metadata":{"name":"issuers"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"issuers"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"caller"}]}'

bare=https://localhost:17445/
es256=https://127.0.0.1:17443$path
rs256=https://127.0.0.1:17444$path
reviews=https://127.0.0.1:17443/apis/authentication.k8s.io/v1/tokenreviews
audited=https://127.0.0.1:17446$path
open=https://127.0.0.1:17447$path
for target in "$bare" "$es256" "$rs256" "$audited" "$open" "$rs256" "$audited" "$open"; do
  load 32 1 "$work/request.json" "$target" >/dev/null # the JIT warms up: twice for those that get one kind of load below
done
load 32 1 "$work/review.json" "$reviews" >/dev/null
for _ in $(seq "$rounds"); do # interleaved, so that a noisy neighbour hits all alike
  # 32 connections with one request at a time each: how kubelets and kubectl ask.
  load 32 1 "$work/request.json" "$bare" >>"$work/bare.rates"
  load 32 1 "$work/request.json" "$es256" >>"$work/es256.rates"
  load 32 1 "$work/request.json" "$rs256" >>"$work/rs256.rates"
  load 32 1 "$work/request.json" "$audited" >>"$work/audited.rates"
  auth='authorization: Bearer caller-token'
  load 32 1 "$work/request.json" "$es256" >>"$work/rbac.rates"
  load 32 1 "$work/request.json" "$open" >>"$work/open.rates"
  auth='authorization: Bearer bench-token'
  load 32 1 "$work/review.json" "$reviews" >>"$work/review.rates"
  # 4 connections with 16 streams each: how a busy gateway asks.
  load 4 16 "$work/request.json" "$bare" >>"$work/bare-many.rates"
  load 4 16 "$work/request.json" "$es256" >>"$work/es256-many.rates"
  load 4 16 "$work/review.json" "$reviews" >>"$work/review-many.rates"
done

cores=$(nproc)
rsa=$(openssl speed -seconds 2 rsa2048 2>/dev/null | awk '/^rsa +2048/ {print $(NF-1)}')
row() { awk -v name="$1" -v part="$2" -v whole="$3" -v wanted="$4" 'BEGIN {
  printf "%-52s %8.0f of %8.0f req/s  %4.0f%%  %s\n", name, part, whole, 100 * part / whole, wanted }'; }
echo "32 connections, one request at a time on each:"
row "  TokenRequest ES256 / bare Kestrel, same answer size" "$(median es256)" "$(median bare)" "(at least 40%)"
row "  TokenRequest ES256 with audit / without" "$(median audited)" "$(median es256)" ""
row "  TokenRequest ES256 with RBAC / AlwaysAllow" "$(median rbac)" "$(median open)" "(at least 95%)"
row "  TokenRequest RS256 / openssl rsa2048 x $cores cores" "$(median rs256)" "$(awk -v r="$rsa" -v c="$cores" 'BEGIN {print r * c}')" "(at least 55%)"
row "  TokenReview / bare Kestrel" "$(median review)" "$(median bare)" ""
echo "4 connections with 16 streams each:"
row "  TokenRequest ES256 / bare Kestrel, same answer size" "$(median es256-many)" "$(median bare-many)" ""
row "  TokenReview / bare Kestrel" "$(median review-many)" "$(median bare-many)" ""
