#!/usr/bin/env bash
# Issuing and reviewing with the store in etcd and with the store of the data directory, in alternating rounds of one run; and two replicas behind one set of
# clients against one replica. Prints rates, processor time of the server for each request, the latency of one request at a time, and medians. etcd runs beside,
# on loopback: one member, with its data on disk. All share the machine's cores, so the processor time tells more than the rate on a busy machine.
# Needs etcd, h2load (Debian: etcd-server, nghttp2-client), curl and python3. Usage: bench/etcd.sh [ROUNDS] [SECONDS]; SIGNET is the executable, else the
# Release build is used; ALGORITHM is the signing algorithm (ES256).
set -euo pipefail

# A server refuses keys and tokens that others can read.
umask 077
cd "$(dirname "$0")/.."
rounds=${1:-5} seconds=${2:-4}
for tool in etcd h2load curl python3; do
  command -v "$tool" >/dev/null || { echo "bench/etcd.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/signet-bench.XXXXXX") # /tmp may be memory
pids=()
stop() {
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
if [ -z "${SIGNET:-}" ]; then
  dotnet build -c Release -v q --nologo src/Signet.Cli >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
  SIGNET=src/Signet.Cli/bin/Release/net10.0/signet
fi

port=${BENCH_PORT:-27951} # and the four ports after it
path=/api/v1/namespaces/default/serviceaccounts/default/token
auth='authorization: Bearer bench-token'
type='content-type: application/json'
echo 'bench-token,bench,u-bench,"system:masters"' >"$work/tokens.csv"
echo '{}' >"$work/request.json"
# Without tiers each method is compiled once, so that nothing has to warm up for long and nothing is compiled during a measurement.
export DOTNET_TieredCompilation=${DOTNET_TieredCompilation:-0}
etcd=http://127.0.0.1:$((port + 3))
etcd --name bench --data-dir "$work/etcd" --listen-client-urls "$etcd" --advertise-client-urls "$etcd" --listen-peer-urls "http://127.0.0.1:$((port + 4))" \
  --initial-advertise-peer-urls "http://127.0.0.1:$((port + 4))" --initial-cluster "bench=http://127.0.0.1:$((port + 4))" --logger zap --log-level error >"$work/etcd.out" 2>&1 &
pids+=($!)
"$SIGNET" keys new-encryption-key "$work/kek" >/dev/null

start() { # NAME PORT FLAG…
  "$SIGNET" serve --data-dir "$work/$1" --secure-port "$2" --signing-algorithm "${ALGORITHM:-ES256}" --service-account-issuer https://issuer.example.test \
    --token-auth-file "$work/tokens.csv" --log-level warning "${@:3}" >"$work/$1.out" 2>"$work/$1.err" &
  pids+=($!)
}
ready() { # NAME PORT: issues a token, which becomes the body of reviews
  local answer
  for _ in $(seq 600); do
    answer=$(curl -sk -A bench -X POST -H "$auth" -H "$type" -d @"$work/request.json" "https://127.0.0.1:$2$path" || true)
    if [[ $answer == *'"token"'* ]]; then
      printf '{"spec":{"token":"%s"}}' "$(sed -E 's/.*"token":"([^"]+)".*/\1/' <<<"$answer")" >"$work/review-$2.json"
      return
    fi
    sleep 0.1
  done
  echo "bench/etcd.sh: $1 issues no token" >&2
  cat "$work/$1.err" "$work/etcd.out" >&2
  exit 1
}
shared=(--etcd-servers "$etcd" --key-encryption-key-file "$work/kek")
start sqlite "$port"
ready sqlite "$port"
start one "$((port + 1))" "${shared[@]}"
ready one "$((port + 1))"
start two "$((port + 2))" "${shared[@]}"
ready two "$((port + 2))"

python3 - "$rounds" "$seconds" "$port" "$work" "$path" "${pids[@]}" <<'P'
import http.client, os, re, ssl, statistics, subprocess, sys, time, urllib.request
rounds, seconds, port, work, path = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
etcd, sqlite, one, two = map(int, sys.argv[6:10])
headers = {"authorization": "Bearer bench-token", "content-type": "application/json", "accept": "application/json"}
tick = 1e6 / os.sysconf("SC_CLK_TCK")
reviews = "/apis/authentication.k8s.io/v1/tokenreviews"


def used(pid):  # processor time in microseconds
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * tick


def begin(at, target, body, connections, streams):
    arguments = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    return subprocess.Popen(["h2load", "-D", seconds, "--warm-up-time=1", "-c", str(connections), "-m", str(streams), "-t", "1", *arguments, "-d", body,
                             f"https://127.0.0.1:{at}{target}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end(load):
    output = load.communicate()[0]
    assert re.search(r"status codes: [0-9]+ 2xx, 0 3xx, 0 4xx, 0 5xx", output), f"{load.args[-1]}: {output}"
    return float(re.search(r"finished in [^,]*, ([0-9.]+) req/s", output)[1])


def reads():  # the requests of all replicas to etcd
    metrics = urllib.request.urlopen(f"http://127.0.0.1:{port + 3}/metrics").read().decode()
    return sum(float(number) for number in re.findall(r'^grpc_server_started_total\{.*grpc_type="unary"\} (\S+)$', metrics, re.M))


def measure(servers, target, kind, connections, streams):
    """The rate of all servers together, the processor time of all servers for each request, and the requests to etcd in a second."""
    asked, start = reads(), time.perf_counter()
    before = {pid: used(pid) for _, pid in servers}
    loads = [begin(at, target, f"{work}/{'request' if kind == 'issue' else f'review-{at}'}.json", connections // len(servers), streams) for at, _ in servers]
    rate = sum(end(load) for load in loads)
    # The second of warm-up is assumed to have the same rate.
    asked = (reads() - asked) / (time.perf_counter() - start)
    return rate, sum(used(pid) - was for pid, was in before.items()) / (rate * (float(seconds) + 1)), asked


def latency(at, target, kind):  # p50 and p99 of one request at a time, in milliseconds
    connection = http.client.HTTPSConnection("127.0.0.1", at, context=ssl._create_unverified_context())
    body = open(f"{work}/{'request' if kind == 'issue' else f'review-{at}'}.json").read()
    times = []
    for _ in range(1200):
        start = time.perf_counter()
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        times.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(times[200:], n=100)
    return cuts[49], cuts[98]


own, shared, both = [(port, sqlite)], [(port + 1, one)], [(port + 1, one), (port + 2, two)]
rows = {  # name: (what is measured, against what, target, kind, connections, streams)
    "issue": (shared, own, path, "issue", 32, 1), "issue, many streams": (shared, own, path, "issue", 4, 16),
    "review": (shared, own, reviews, "review", 32, 1), "review, many streams": (shared, own, reviews, "review", 4, 16),
    "issue, two replicas / one": (both, shared, path, "issue", 32, 1), "review, two replicas / one": (both, shared, reviews, "review", 32, 1),
}
for _ in range(2):  # the JIT warms up
    for servers in (own, shared, both):
        for kind, target in (("issue", path), ("review", reviews)):
            measure(servers, target, kind, 32, 1)
            measure(servers, target, kind, 4, 16)
results, idle = {name: [] for name in rows}, []
for number in range(rounds):
    print(f"round {number + 1}, load average {os.getloadavg()[0]:.1f}")
    for name, (this, other, target, kind, connections, streams) in rows.items():
        order = (this, other) if number % 2 else (other, this)
        found = {id(servers): measure(servers, target, kind, connections, streams) for servers in order}
        (rate, cpu, asked), (base, base_cpu, _) = found[id(this)], found[id(other)]
        results[name].append((rate, base, rate / base, cpu, base_cpu, cpu / base_cpu))
        print(f"  {name:28} {rate:7.0f} / {base:7.0f} req/s = {100 * rate / base:4.0f}%   {cpu:5.1f} / {base_cpu:5.1f} µs of processor = {100 * cpu / base_cpu:4.0f}%   {asked:.0f} requests to etcd a second")
    for kind, target in (("issue", path), ("review", reviews)):
        order = ("etcd", port + 1), ("sqlite", port)
        found = {name: latency(at, target, kind) for name, at in (order if number % 2 else order[::-1])}
        results.setdefault("latency " + kind, []).append((*found["etcd"], *found["sqlite"]))
        print(f"  {kind + ', one at a time':28} p50 {found['etcd'][0]:.3f} / {found['sqlite'][0]:.3f} ms, p99 {found['etcd'][1]:.2f} / {found['sqlite'][1]:.2f} ms")
    before, start = [used(pid) for pid in (etcd, one, sqlite)], time.perf_counter()
    time.sleep(3)
    idle.append([(used(pid) - was) / (time.perf_counter() - start) / 1e4 for pid, was in zip((etcd, one, sqlite), before)])
    print(f"  idle: etcd {idle[-1][0]:.1f}%, a replica {idle[-1][1]:.1f}%, the server on SQLite {idle[-1][2]:.1f}% of a core")

print(f"\nmedians of {rounds} rounds, {os.cpu_count()} cores for servers, etcd and clients")
for name in rows:
    rate, base, ratio, cpu, base_cpu, cpu_ratio = (statistics.median(column) for column in zip(*results[name]))
    low, high = min(row[2] for row in results[name]), max(row[2] for row in results[name])
    wanted = "   (at least 95%)" if name == "issue" else ""
    print(f"  {name:28} {rate:7.0f} / {base:7.0f} req/s = {100 * ratio:4.0f}% ({100 * low:.0f} to {100 * high:.0f})   {cpu:5.1f} / {base_cpu:5.1f} µs = {100 * cpu_ratio:4.0f}%{wanted}")
for kind in ("issue", "review"):
    p50, p99, base50, base99 = (statistics.median(column) for column in zip(*results["latency " + kind]))
    print(f"  {kind + ', one at a time':28} p50 {p50:.3f} / {base50:.3f} ms = {100 * p50 / base50:.0f}%, p99 {p99:.2f} / {base99:.2f} ms{'   (p50 unchanged)' if kind == 'review' else ''}")
P
