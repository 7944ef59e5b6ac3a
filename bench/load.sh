# Sourced by the scripts that put a server under load: a folder and the processes to end (work, pids), the load generator (load) and the server (SIGNET).
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/signet-bench.XXXXXX")
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
load=${BENCH_LOAD:-bench/Signet.Bench.Load/bin/Release/net10.0/signet-bench-load}
if [ -z "${BENCH_LOAD:-}" ]; then
  dotnet build -c Release -v q --nologo bench/Signet.Bench.Load >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
fi
SIGNET=${SIGNET:-bench/Signet.Bench.Load/bin/Release/net10.0/signet}
