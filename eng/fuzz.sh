#!/usr/bin/env bash
# Fuzzes the targets of tests/Signet.Fuzz with libFuzzer: eng/fuzz.sh [SECONDS [TARGET…]]. See docs/security/fuzzing.md. Needs g++, python3 and
# Debian's libclang-rt-14-dev; installs nothing.
# FUZZ_JOBS is the number of targets that run at the same time (2), FUZZ_WORK where findings and found inputs are kept. Ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
jobs=${FUZZ_JOBS:-2} work=$(realpath -m "${FUZZ_WORK:-artifacts/fuzz}") bin=$(realpath -m artifacts/fuzz/bin)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0 DOTNET_DbgEnableMiniDump=0

runtime=$(compgen -G '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-x86_64.a' | sort -V | tail -n 1 || true)
[ -n "$runtime" ] || { echo "libFuzzer is missing: apt-get install libclang-rt-14-dev" >&2; exit 1; }

if [ -z "${FUZZ_SKIP_BUILD:-}" ]; then
  # The product is optimized in every configuration; this one is built already where tests run.
  # shellcheck disable=SC2086
  dotnet build -v q --nologo ${FUZZ_BUILD_FLAGS:-} tests/Signet.Fuzz
  rm -rf "$bin" && mkdir -p "$bin" && cp -r tests/Signet.Fuzz/bin/Debug/net10.0/. "$bin"
  tests/Signet.Fuzz/bin/Debug/net10.0/Signet.Fuzz instrument "$bin" >/dev/null
  gcc -O2 -fPIC -c tests/Signet.Fuzz/Native/driver.c -o "$bin/driver.o"
  g++ -shared -o "$bin/libdriver.so" "$bin/driver.o" "$runtime" -lpthread -lm
fi

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <("$bin/Signet.Fuzz" list)

fuzz() { # TARGET: its result is in $work/TARGET/status
  local folder=$work/$1 status=0
  mkdir -p "$folder" && rm -rf "$folder/findings" "$folder/status"
  "$bin/Signet.Fuzz" run "$1" "$seconds" "$bin/libdriver.so" "tests/Signet.Fuzz/Corpus/$1" "$folder" >"$folder/result" 2>"$folder/log" || status=$?
  if [ "$status" -gt 1 ] || [ ! -s "$folder/result" ]; then
    # The process has died: of a stack overflow, for example. The input is in the file of the current one, after its length.
    mkdir -p "$folder/findings"
    python3 -c 'import sys; data = open(sys.argv[1], "rb").read(); open(sys.argv[2], "wb").write(data[4:4 + int.from_bytes(data[:4], "little")])' \
      "$folder/current" "$folder/findings/died"
    tail -n 20 "$folder/log" >"$folder/findings/died.txt"
    echo "$1: the process has died" >>"$folder/result"
    status=2
  fi
  cat "$folder/result"
  ls "$folder"/findings/* 2>/dev/null || true
  echo "$status" >"$folder/status"
}

passed=0 failed=0
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
    wait -n
  done
  fuzz "$target" &
done
wait
for target in "${targets[@]}"; do
  if [ "$(cat "$work/$target/status" 2>/dev/null)" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
