#!/usr/bin/env bash
# Issuing and reviewing against a bare Kestrel endpoint and against OpenSSL, in one run; prints ratios.
# Needs h2load (Debian: nghttp2-client), openssl and curl. Usage: bench/issue.sh [ROUNDS] [SECONDS] [CHECKOUT]
# With CHECKOUT, the folder of another version of Signet, each row is measured for both versions in turn, and the ratio
# this version / CHECKOUT is printed too: the median of the ratios of neighbouring measurements; and the same of the processor
# time that the server takes for one request, which a busy machine disturbs less than the rate.
set -euo pipefail

# A server refuses keys and tokens that others can read.
umask 077
other=${3:+$(realpath "$3")}
cd "$(dirname "$0")/.."
rounds=${1:-3}
seconds=${2:-4}
for tool in h2load openssl curl; do
  command -v "$tool" >/dev/null || { echo "bench/issue.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
declare -A server_pids # by port
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true # they write there until they have ended
  rm -rf "$work"
}
trap stop EXIT

build() { # PROJECT
  dotnet build -c Release -v q --nologo "$1" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
}

build src/Signet.Cli
build bench/Signet.Bench.Bare
build bench/Signet.Bench.Load
[ -z "$other" ] || build "$other/src/Signet.Cli"
echo 'bench-token,bench,u-bench,"system:masters"' >"$work/tokens.csv"
echo 'caller-token,caller,u-caller' >>"$work/tokens.csv" # no administrator: RBAC has to find its binding
echo '{}' >"$work/request.json"

start() { # CHECKOUT NAME PORT ALGORITHM [FLAG…]
  dotnet "$1/src/Signet.Cli/bin/Release/net10.0/signet.dll" serve --data-dir "$work/$2" --secure-port "$3" --signing-algorithm "$4" \
    --token-auth-file "$work/tokens.csv" --log-level warning "${@:5}" >"$work/$2.out" 2>"$work/$2.err" &
  pids+=($!)
  server_pids[$3]=$!
}

ready() { # URL
  for _ in $(seq 100); do
    curl -sk -o /dev/null "$1" && return
    sleep 0.1
  done
  echo "bench/issue.sh: $1 does not answer" >&2
  exit 1
}

start_all() { # CHECKOUT PREFIX PORT: the five servers of one version, on PORT and the four ports after it
  start "$1" "$2es256" "$3" ES256
  start "$1" "$2rs256" $(($3 + 1)) RS256
  start "$1" "$2audited" $(($3 + 2)) ES256 --audit-log-path "$work/$2audit.log" # the default policy: metadata, two events for each request
  start "$1" "$2open" $(($3 + 3)) ES256 --authorization-mode AlwaysAllow
  for offset in 0 1 2 3; do ready "https://127.0.0.1:$(($3 + offset))/readyz"; done

  # 1 % of the requests are traced; the bare endpoint, with the certificate of the first server, is the collector.
  OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:17442 OTEL_EXPORTER_OTLP_CERTIFICATE=$work/es256/ca.crt \
    OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=0.01 start "$1" "$2traced" $(($3 + 4)) ES256
  ready "https://127.0.0.1:$(($3 + 4))/readyz"
}

path=/api/v1/namespaces/default/serviceaccounts/default/token
auth='authorization: Bearer bench-token'
type='content-type: application/json'

prepare() { # PREFIX PORT: the body of a review, and the binding that lets the caller issue; sets answer
  for _ in $(seq 50); do # the controller makes the account
    answer=$(curl -sk -A bench -X POST -H "$auth" -H "$type" -d @"$work/request.json" "https://127.0.0.1:$2$path")
    [[ $answer == *'"token"'* ]] && break
    sleep 0.1
  done
  printf '{"spec":{"token":"%s"}}' "$(sed -E 's/.*"token":"([^"]+)".*/\1/' <<<"$answer")" >"$work/$1review.json"
  local rbac=https://127.0.0.1:$2/apis/rbac.authorization.k8s.io/v1
  curl -sk -A bench -o /dev/null -H "$auth" -H "$type" "$rbac/clusterroles" -d \
    '{"metadata":{"name":"issuers"},"rules":[{"apiGroups":[""],"resources":["serviceaccounts/token"],"verbs":["create"]}]}'
  curl -sk -A bench -o /dev/null -H "$auth" -H "$type" "$rbac/namespaces/default/rolebindings" -d \
    '{"metadata":{"name":"issuers"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"issuers"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"caller"}]}'
}

versions=('17443 ') # PORT PREFIX
start_all . "" 17443
mode_offset=5
for mode in blocking blocking-strict; do # the modes in which answers wait for the audit log; only of this version
  start . "$mode" $((17443 + mode_offset)) ES256 --audit-log-path "$work/$mode.log" --audit-log-mode "$mode"
  ready "https://127.0.0.1:$((17443 + mode_offset))/readyz"
  mode_offset=$((mode_offset + 1))
done
prepare "" 17443
if [ -n "$other" ]; then
  versions+=('17453 other-')
  start_all "$other" other- 17453
  prepare other- 17453
fi

dotnet bench/Signet.Bench.Bare/bin/Release/net10.0/signet-bench-bare.dll 17442 "$work/es256/serving.crt" "$work/es256/serving.key" "${#answer}" >"$work/bare.out" 2>&1 &
pids+=($!)
bare=https://localhost:17442/
ready "$bare"

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

# ROW CONNECTIONS STREAMS PORT-OFFSET TOKEN PATH BODY. 32 connections with one request at a time each: the load of kubelets and
# kubectl. 4 connections with 16 streams each: the load of a busy gateway.
reviews=/apis/authentication.k8s.io/v1/tokenreviews
rows=(
  "es256       32  1 0 bench-token  $path    request"
  "rs256       32  1 1 bench-token  $path    request"
  "audited     32  1 2 bench-token  $path    request"
  "traced      32  1 4 bench-token  $path    request"
  "rbac        32  1 0 caller-token $path    request"
  "open        32  1 3 caller-token $path    request"
  "review      32  1 0 bench-token  $reviews review"
  "es256-many   4 16 0 bench-token  $path    request"
  "review-many  4 16 0 bench-token  $reviews review"
)
mode_rows=(
  "blocking        32  1 5 bench-token $path request"
  "blocking-strict 32  1 6 bench-token $path request"
)

processor_ticks() { # PID
  awk '{sub(/.*\) /, ""); print $12 + $13}' "/proc/$1/stat"
}

measure() { # ROW VERSION -> requests per second of a row, and processor ticks of the server for a million requests
  local row connections streams offset token target body port prefix
  read -r row connections streams offset token target body <<<"$1"
  read -r port prefix <<<"$2"
  [ "$body" = request ] || body=$prefix$body
  local pid=${server_pids[$((port + offset))]} before rate
  before=$(processor_ticks "$pid")
  rate=$(auth="authorization: Bearer $token" load "$connections" "$streams" "$work/$body.json" "https://127.0.0.1:$((port + offset))$target")
  # Includes the second of warm-up, which is assumed to have the same rate.
  awk -v rate="$rate" -v ticks="$(($(processor_ticks "$pid") - before))" -v s="$((seconds + 1))" 'BEGIN {print rate, 1e6 * ticks / (rate * s)}'
}

load 32 1 "$work/request.json" "$bare" >/dev/null
for _ in 1 2; do # the JIT warms up
  for row in "${rows[@]}"; do
    for version in "${versions[@]}"; do measure "$row" "$version" >/dev/null; done
  done
  for row in "${mode_rows[@]}"; do measure "$row" "${versions[0]}" >/dev/null; done
done
for round in $(seq "$rounds"); do # interleaved, so that a noisy neighbour hits all alike
  load 32 1 "$work/request.json" "$bare" >>"$work/bare.rates"
  load 4 16 "$work/request.json" "$bare" >>"$work/bare-many.rates"
  for row in "${rows[@]}"; do
    # Every second round starts with the other version.
    order=("${versions[@]}")
    ((round % 2)) || order=("${versions[@]: -1}" "${versions[@]::${#versions[@]}-1}")
    for version in "${order[@]}"; do
      measure "$row" "$version" >>"$work/${version#* }${row%% *}.rates"
    done
  done
  for row in "${mode_rows[@]}"; do measure "$row" "${versions[0]}" >>"$work/${row%% *}.rates"; done
done

median() { sort -g "$work/$1.rates" | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
cores=$(nproc)
rsa=$(openssl speed -seconds 2 rsa2048 2>/dev/null | awk '/^rsa +2048/ {print $(NF-1)}')
row() { awk -v name="$1" -v part="$2" -v whole="$3" -v wanted="$4" 'BEGIN {
  printf "%-52s %8.0f of %8.0f req/s  %4.0f%%  %s\n", name, part, whole, 100 * part / whole, wanted }'; }
echo "32 connections, one request at a time on each:"
row "  TokenRequest ES256 / bare Kestrel, same answer size" "$(median es256)" "$(median bare)" "(at least 40%)"
row "  TokenRequest ES256 with audit / without" "$(median audited)" "$(median es256)" ""
row "  TokenRequest ES256 with audit, blocking / without" "$(median blocking)" "$(median es256)" ""
row "  TokenRequest ES256 with audit, strict / without" "$(median blocking-strict)" "$(median es256)" "(fsync)"
row "  TokenRequest ES256 with traces of 1% / without" "$(median traced)" "$(median es256)" ""
row "  TokenRequest ES256 with RBAC / AlwaysAllow" "$(median rbac)" "$(median open)" "(at least 95%)"
row "  TokenRequest RS256 / openssl rsa2048 x $cores cores" "$(median rs256)" "$(awk -v r="$rsa" -v c="$cores" 'BEGIN {print r * c}')" "(at least 55%)"
row "  TokenReview / bare Kestrel" "$(median review)" "$(median bare)" ""
metrics=$(dotnet bench/Signet.Bench.Load/bin/Release/net10.0/signet-bench-load.dll metrics)
processor=$(awk '{print $2 / 100}' "$work/es256.rates" | sort -g | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}') # a tick is 10 ms
awk -v m="$metrics" -v p="$processor" 'BEGIN {
  printf "%-52s %8.0f ns of %6.0f us processor time  %.2f%%  (at most 2%%)\n", "  metrics of a TokenRequest ES256 / all of it", m, p, m / p / 10 }'
echo "4 connections with 16 streams each:"
row "  TokenRequest ES256 / bare Kestrel, same answer size" "$(median es256-many)" "$(median bare-many)" ""
row "  TokenReview / bare Kestrel" "$(median review-many)" "$(median bare-many)" ""
if [ -n "$other" ]; then
  ratios() { # COLUMN: this version's value / the other's, for each row
    for row in "${rows[@]}"; do
      name=${row%% *}
      paste "$work/$name.rates" "$work/other-$name.rates" | awk -v c="$1" '{print $c / $(c + 2)}' | sort -g |
        awk -v name="$name" '{v[NR]=$1} END {printf "  %-50s %4.0f%%  (%.0f%% to %.0f%%)\n", name, 100 * v[int((NR+1)/2)], 100 * v[1], 100 * v[NR]}'
    done
  }
  echo "requests per second, this version / $other (median of the rounds' ratios, smallest, largest):"
  ratios 1
  echo "processor time of the server for one request, this version / $other:"
  ratios 2
fi
