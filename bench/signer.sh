#!/usr/bin/env bash
# Issuing with local keys and with an external signer (`signet signer` on a Unix domain socket), in alternating rounds of one run. Prints the rates, the
# processor time per token of each process, and the latency of one request at a time; then medians, and the max ratio that the cryptography allows.
# Needs h2load (Debian: nghttp2-client), curl, openssl and python3. Usage: bench/signer.sh [ROUNDS] [SECONDS] [ALGORITHM…]; SIGNET is the executable, else
# the NativeAOT one is published; BENCH_SIGNER is that of the signer when it is another version.
set -euo pipefail

# A server refuses keys and tokens that others can read.
umask 077
cd "$(dirname "$0")/.."
rounds=${1:-5} seconds=${2:-4}
algorithms=("${@:3}")
[ ${#algorithms[@]} -gt 0 ] || algorithms=(RS256 ES256)
for tool in h2load curl openssl python3; do
  command -v "$tool" >/dev/null || { echo "bench/signer.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true
  pids=()
}
trap 'stop; rm -rf "$work"' EXIT
if [ -z "${SIGNET:-}" ]; then
  dotnet publish -c Release -r "linux-$([ "$(uname -m)" = aarch64 ] && echo arm64 || echo x64)" -v q --nologo -o "$work/publish" src/Signet.Cli >"$work/build.log" 2>&1 ||
    { cat "$work/build.log"; exit 1; }
  SIGNET=$work/publish/signet
fi

echo 'bench-token,bench,u-bench,"system:masters"' >"$work/tokens.csv"
echo '{}' >"$work/request.json"
port=${BENCH_PORT:-27881}
path=/api/v1/namespaces/default/serviceaccounts/default/token
auth='authorization: Bearer bench-token'
type='content-type: application/json'
start() { # EXECUTABLE NAME ARGUMENT…
  "$1" "${@:3}" --data-dir "$work/$2" --log-level warning >"$work/$2.out" 2>"$work/$2.err" &
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

for algorithm in "${algorithms[@]}"; do
  start "${BENCH_SIGNER:-$SIGNET}" "signer-$algorithm" signer --listen "unix:$work/$algorithm" --signing-algorithm "$algorithm" --signer-max-rate 1000000
  start "$SIGNET" "local-$algorithm" serve --secure-port "$port" --signing-algorithm "$algorithm" --token-auth-file "$work/tokens.csv"
  start "$SIGNET" "remote-$algorithm" serve --secure-port "$((port + 1))" --service-account-signing-endpoint "$work/$algorithm" --token-auth-file "$work/tokens.csv"
  ready "$port"
  ready "$((port + 1))"
  python3 - "$algorithm" "$rounds" "$seconds" "$port" "${pids[@]}" "$work/request.json" "https://127.0.0.1:%d$path" <<'P'
import http.client, os, re, resource, ssl, statistics, subprocess, sys, time
algorithm, rounds, seconds, port = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
signer, local, remote = map(int, sys.argv[5:8])
body, url = sys.argv[8], sys.argv[9]
headers = {"authorization": "Bearer bench-token", "content-type": "application/json"}
tick = 1e6 / os.sysconf("SC_CLK_TCK")


def used(pid):  # processor time in microseconds
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * tick


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def load(at, duration):
    arguments = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    output = subprocess.run(["h2load", "-D", duration, "-c", "4", "-m", "8", "-t", "1", *arguments, "-d", body, url % at], capture_output=True, text=True, check=True).stdout
    done, bad = map(int, re.search(r"(\d+) succeeded, (\d+) failed", output).groups())
    assert bad == 0 and "2xx, 0 3xx, 0 4xx, 0 5xx" in output, output
    return done, float(re.search(r"finished in [^,]*, ([0-9.]+) req/s", output)[1])


def measure(at, pids):
    before, loader = [used(pid) for pid in pids], children()
    done, rate = load(at, seconds)
    return rate, [(used(pid) - was) / done for pid, was in zip(pids, before)], (children() - loader) / done


def latency(at):  # p50 and p99 of one request at a time, in milliseconds
    connection = http.client.HTTPSConnection("127.0.0.1", at, context=ssl._create_unverified_context())
    times = []
    for _ in range(700):
        start = time.perf_counter()
        connection.request("POST", url.split(":%d")[1], "{}", headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        times.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(times[200:], n=100)
    return cuts[49], cuts[98]


def verification():  # microseconds of one, by OpenSSL
    name = {"RS256": "rsa2048", "ES256": "ecdsap256", "ES384": "ecdsap384", "ES512": "ecdsap521"}[algorithm]
    output = subprocess.run(["openssl", "speed", "-seconds", "2", name], capture_output=True, text=True, check=True).stdout
    return 1e6 / float(output.split()[-1])


for at in (port, port + 1):
    load(at, "3")
print(f"{algorithm}  tokens/s          ratio  processor µs/token                          p50 (p99) ms                    load")
print("       local   external         local h2load   server signer h2load ratio  local          external       average")
rows = []
for number in range(rounds):
    one, other = lambda: (measure(port, [local]), latency(port)), lambda: (measure(port + 1, [remote, signer]), latency(port + 1))
    a, b = (one(), other()) if number % 2 == 0 else (other(), one())[::-1]
    ((rate_a, cpu_a, h_a), lat_a), ((rate_b, cpu_b, h_b), lat_b) = a, b
    row = dict(ratio=rate_b / rate_a, cpu=(cpu_a[0] + h_a) / (sum(cpu_b) + h_b), p50=lat_b[0] - lat_a[0], local=cpu_a[0] + h_a, rate_a=rate_a, rate_b=rate_b, server=cpu_b[0], signer=cpu_b[1])
    rows.append(row)
    print(f"    {rate_a:8.0f}   {rate_b:8.0f}  {row['ratio']:9.2f}  {cpu_a[0]:5.0f}  {h_a:5.0f}   {cpu_b[0]:6.0f} {cpu_b[1]:6.0f}  {h_b:5.0f}  {row['cpu']:4.2f}  "
          f"{lat_a[0]:.2f} ({lat_a[1]:.2f})   {lat_b[0]:.2f} ({lat_b[1]:.2f})   {os.getloadavg()[0]:5.1f}")
median = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
verify = verification()
print(f"{algorithm} medians: {median['rate_a']:.0f} and {median['rate_b']:.0f} tokens/s, ratio {median['ratio']:.2f} (by processor time {median['cpu']:.2f}; at least 0.70), p50 +{median['p50']:.2f} ms (at most 1)")
print(f"{algorithm} max ratio with one verification of {verify:.0f} µs and nothing else: {median['local'] / (median['local'] + verify):.2f}")
P
  stop
done
