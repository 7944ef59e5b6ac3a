#!/usr/bin/env bash
# A server under ten times the load that it can take: many callers, one of which floods, and quiet callers, whose latency is compared with the one without load.
# Prints the capacity; the latencies of quiet callers and of health checks alone, under a normal load (the other callers send half of the capacity) and under the
# overload; the answers of the flood, the memory, and the rate within five seconds afterwards; then its limits, one line each with the figure and ok or FAIL. It
# fails when one of them fails. The load generator runs with a lower priority, as it shares the processors with the server; the latencies still include its work.
# "Alone" is measured before and after the load: on a machine that others use, the difference of the two tells what the ratios are worth.
# The server runs with the garbage collector's setting of the packages (deploy/systemd/signet.service).
# Needs h2load (Debian: nghttp2-client) and curl. Usage: bench/overload.sh [SECONDS] [FLAG…]; the flags go to the server. SIGNET is the executable, else the
# Release build is used; ALGORITHM is the signing algorithm (RS256); LOAD is how many times the capacity is sent (10); MEMORY the resident MiB allowed (400).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
flags=("${@:2}")
factor=${LOAD:-10} allowed=${MEMORY:-400}
callers=32 quiet=8 rate=10
for tool in h2load curl; do
  command -v "$tool" >/dev/null || { echo "bench/overload.sh: $tool is missing" >&2; exit 1; }
done

. bench/load.sh

port=${BENCH_PORT:-27981}
url=https://127.0.0.1:$port
path=/api/v1/namespaces/default/serviceaccounts/default/token
type='content-type: application/json'
admin='authorization: Bearer admin'
{
  echo 'admin,admin,u-admin,"system:masters"'
  echo 'flood,flood,u-flood,"bench"'
  for i in $(seq "$callers"); do echo "caller-$i,caller-$i,u-caller-$i,\"bench\""; done
  for i in $(seq "$quiet"); do echo "quiet-$i,quiet-$i,u-quiet-$i,\"bench\""; done
} >"$work/tokens.csv"
echo '{}' >"$work/request.json"
DOTNET_GCgen0size=${DOTNET_GCgen0size-4000000} "$SIGNET" serve --data-dir "$work/data" --secure-port "$port" --signing-algorithm "${ALGORITHM:-RS256}" --token-auth-file "$work/tokens.csv" \
  --log-level warning "${flags[@]}" >"$work/server.out" 2>"$work/server.err" &
server=$!
pids+=("$server")
until [ "$(curl -sk -o /dev/null -w '%{http_code}' "$url/readyz" || true)" = 200 ]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.err" >&2; exit 1; }
  sleep 0.1
done
rbac=$url/apis/rbac.authorization.k8s.io/v1
curl -sk --fail -o /dev/null -H "$admin" -H "$type" "$rbac/clusterroles" -d \
  '{"metadata":{"name":"issuers"},"rules":[{"apiGroups":[""],"resources":["serviceaccounts/token"],"verbs":["create"]}]}'
curl -sk --fail -o /dev/null -H "$admin" -H "$type" "$rbac/clusterrolebindings" -d \
  '{"metadata":{"name":"issuers"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"issuers"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"bench"}]}'
until curl -sk --fail -o /dev/null -H "$admin" -H "$type" -d '{}' "$url$path"; do sleep 0.1; done # the controller makes the account

send() { # TOKEN SECONDS FLAG…: h2load's output
  nice -n 10 h2load -D "$2" -t 1 -d "$work/request.json" -H "authorization: Bearer $1" -H "$type" "${@:3}" "$url$path" 2>&1 || true
}
answers() { # FILE -> successful and refused answers
  awk -F '[: ,]+' '/^status codes/ {ok += $3; refused += $7; failed += $9} END {print ok + 0, refused + 0, failed + 0}' "$@"
}
capacity() { # SECONDS -> tokens per second (of the successful answers). At the priority of the server: at a lower one a foreign load would be measured
  h2load -D "$1" -t 1 -d "$work/request.json" -H "authorization: Bearer caller-1" -H "$type" -c 4 -m 4 "$url$path" >"$work/capacity.out" 2>&1 || true
  answers "$work/capacity.out" | awk -v s="$1" '{printf "%d", $1 / s}'
}
memory() { awk -v field="$1:" '$1 == field {printf "%d", $2 / 1024}' "/proc/$server/status"; }
probe() { "$load" quiet "$url" "$1" "$quiet" "$rate" >"$work/$2.probe"; }
latencies() { # NAME
  awk -v name="$1" '$1 ~ /^(quiet|livez|readyz)$/ {printf "  %-7s %6d answers, p50 %7.2f ms, p90 %7.2f ms, p99 %7.2f ms, max %7.2f ms\n", $1, $2, $3, $4, $5, $6}
    $1 == "codes" {sub(/^codes /, ""); print "  codes " $0}' "$work/$1.probe"
}
column() { awk -v name="$2" -v column="$3" '$1 == name {print $column}' "$work/$1.probe"; } # PROBE NAME COLUMN

capacity 3 >/dev/null # warm-up
limit=$(capacity 5)
echo "load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) processors; capacity with ${ALGORITHM:-RS256}: $limit tokens per second, resident $(memory VmRSS) MiB"
probe 5 warm
probe "$((seconds < 20 ? seconds : 20))" alone
echo "$quiet quiet callers alone, $rate requests per second each:"
latencies alone

per_connection() { awk -v total="$limit" -v part="$1" -v connections="$2" 'BEGIN {r = int(total * part / connections); print (r > 0 ? r : 1)}'; }
send_all() { # PART SECONDS: the callers send a part of the capacity
  local i
  for i in $(seq "$callers"); do
    send "caller-$i" "$2" -c 1 -m 20 --rps "$(per_connection "$1" "$callers")" >"$work/caller-$i.out" &
    pids+=($!)
  done
}
join() { # waits for the load generators
  wait "${pids[@]:1}" 2>/dev/null || true
  pids=("$server")
}

normal=$((seconds < 30 ? seconds : 30))
send_all 0.5 "$normal"
sleep 3 # the generators have connected
probe "$((normal - 8))" normal
join
echo "$callers other callers send half of the capacity:"
latencies normal

# Most of the load comes from one caller on 10 connections.
send flood "$seconds" -c 10 -m 100 --rps "$(per_connection "$(awk -v f="$factor" 'BEGIN {print f - 2}')" 10)" >"$work/flood.out" &
pids+=($!)
send_all 2 "$seconds"
sleep 3
probe "$((seconds - 8))" loaded &
probing=$!
pids+=("$probing")
sleep "$((seconds / 2 - 3))"
half=$(memory VmRSS)
wait "$probing"
join
echo "$factor times the capacity for $seconds s from one flooding caller and $callers others:"
latencies loaded
read -r floodOk floodRefused floodFailed < <(answers "$work/flood.out")
((floodOk + floodRefused > 0)) || { cat "$work/flood.out" "$work/server.err" >&2; exit 1; }
echo "  flood: $floodOk tokens, $floodRefused refused, $floodFailed failed ($(((floodOk + floodRefused) / seconds)) answers per second)"
read -r ok refused failed < <(answers "$work"/caller-*.out)
echo "  other callers: $ok tokens, $refused refused, $failed failed"
highest=$(memory VmHWM)
echo "  resident $half MiB after half of the time, $(memory VmRSS) MiB at the end, at most $highest MiB"
after=$(capacity 5)
probe "$((seconds < 20 ? seconds : 20))" again
echo "$quiet quiet callers alone, afterwards:"
latencies again

status=0
check() { # TEXT FIGURE OPERATOR LIMIT UNIT
  local verdict=ok
  awk -v a="$2" -v b="$4" -v o="$3" 'BEGIN {exit !(a != "" && (o == "<=" ? a + 0 <= b + 0 : a + 0 >= b + 0))}' || { verdict=FAIL; status=1; }
  printf '%-4s %s: %s%s (%s %s%s)\n' "$verdict" "$1" "$2" "$5" "$3" "$4" "$5"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }
echo "p99 of the quiet callers, overload / alone: $(ratio "$(column loaded quiet 5)" "$(column alone quiet 5)") before, $(ratio "$(column loaded quiet 5)" "$(column again quiet 5)") afterwards"
echo "limits, for $seconds s of $factor times the capacity:"
check "slowest answer of /livez" "$(column loaded livez 6)" "<=" 100 " ms"
check "slowest answer of /readyz" "$(column loaded readyz 6)" "<=" 100 " ms"
check "highest resident memory" "$highest" "<=" "$allowed" " MiB"
check "growth of the resident memory in the second half" "$(($(memory VmRSS) - half))" "<=" 64 " MiB"
check "p99 of the quiet callers, overload / normal load" "$(ratio "$(column loaded quiet 5)" "$(column normal quiet 5)")" "<=" 2 ""
check "answers to the flood that are 429" "$(ratio "$((floodRefused * 100))" "$((floodOk + floodRefused))")" ">=" 50 " %"
check "rate within 5 s afterwards / before" "$(ratio "$after" "$limit")" ">=" 0.9 ""
exit "$status"
