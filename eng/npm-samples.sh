#!/usr/bin/env bash
# Packs the npm package with a published binary, runs its tests and the samples in samples/node-tests against the packed files, with a home of its own and outside of
# the checkout. Ends with "N passed, N failed".
# Usage: eng/npm-samples.sh BINARY: the published executable for this platform (dotnet publish src/Signet.Cli -c Release -r linux-x64 -o FOLDER).
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
binary=${1:?the path of the published executable is missing}
checkout=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
platform=$(node -p 'process.platform + "-" + process.arch')

# The settings of npm on this machine, such as its registry, hold; its caches and all else do not.
registry=$(npm config get registry)
export HOME=$work/home npm_config_registry=$registry npm_config_update_notifier=false npm_config_audit=false npm_config_fund=false npm_config_fetch_retries=5
mkdir "$HOME"
unset SIGNET_BINARY NODE_OPTIONS NODE_EXTRA_CA_CERTS

count() { # NAME PASSED FAILED STATUS LOG: adds the tests of a runner
  local bad=$3
  [ "$4" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ "$2" -gt 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ "$bad" -eq 0 ] || cat "$5"
  passed=$((passed + $2)) failed=$((failed + bad))
  echo "$1: $2 passed, $bad failed"
}

pack() {
  local built
  built=$("$binary" version) && eng/pack.sh npm --version "${built#signet }" --output "$work/packages" --binary "$platform=$binary" >"$work/pack.log" 2>&1 || { cat "$work/pack.log"; return 1; }
  main=$(ls "$work"/packages/signet-server-[0-9]*.tgz) && version=${main##*/signet-server-} && version=${version%.tgz}
  native=$work/packages/signet-server-$platform-$version.tgz
}

manifests() { # exact versions, limits of the platform, no other packages, and no files but those that are used
  mkdir "$work/main" "$work/native" && tar -xf "$main" -C "$work/main" && tar -xf "$native" -C "$work/native" || return 1
  node - "$work" "$platform" "$version" <<'EOF' || return 1
const assert = require('node:assert');
const [work, platform, version] = process.argv.slice(2);
const main = require(`${work}/main/package/package.json`);
const native = require(`${work}/native/package/package.json`);
assert.deepStrictEqual(main.optionalDependencies, { [`signet-server-${platform}`]: version });
assert.deepStrictEqual([main.version, native.version, main.dependencies, native.dependencies], [version, version, undefined, undefined]);
assert.deepStrictEqual([native.os, native.cpu, native.libc], [[process.platform], [process.arch], ['glibc']]);
EOF
  cmp "$binary" "$work/native/package/bin/signet" && [ -x "$work/native/package/bin/signet" ] || return 1
  ! tar -tf "$main" | grep -vE '^package/(package\.json|README\.md|LICENSE|index\.(cjs|mjs|d\.cts|d\.mts)|(lib|cli)/[a-z]+\.cjs)$'
}

unit() { # the tests of the package, in the installed package
  mkdir "$work/unit" && cd "$work/unit" && echo '{ "private": true }' >package.json || return 1
  npm install --silent --no-save "$main" "$native" || return 1
  cp -r "$checkout/npm/signet-server/test" node_modules/signet-server/ || return 1
  local status=0
  (cd node_modules/signet-server && node --test --test-reporter=tap test/api.test.mjs test/life.test.mjs test/binary.test.mjs test/command.test.mjs) >"$work/unit.log" 2>&1 || status=$?
  count "node --test" "$(sed -n 's/^# pass //p' "$work/unit.log" | grep . || echo 0)" "$(sed -n 's/^# fail //p' "$work/unit.log" | grep . || echo 0)" "$status" "$work/unit.log"
  cd "$checkout" || return 1
}

sample() { # NAME: a copy whose lock file decides every version but those of the packages under test
  cp -r "samples/node-tests/$1" "$work/$1" && rm -rf "$work/$1/node_modules" "$work/$1/packages" && cp -r "$work/packages" "$work/$1/packages" || return 1
  # Their versions may be later ones than when the lock file was made; their files always are.
  node - "$work/$1" "$version" <<'EOF' || return 1
const fs = require('node:fs');
const [folder, version] = process.argv.slice(2);
for (const name of ['package.json', 'package-lock.json']) {
  const text = fs.readFileSync(`${folder}/${name}`, 'utf8');
  const document = JSON.parse(text.replace(/(file:packages\/signet-server(?:-linux-x64)?-)[^"]*\.tgz/g, `$1${version}.tgz`));
  for (const [path, entry] of Object.entries(document.packages ?? {}).filter(([path]) => path.startsWith('node_modules/signet-server'))) {
    entry.version = version;
    if (path === 'node_modules/signet-server') {
      entry.optionalDependencies['signet-server-linux-x64'] = version;
    }
  }

  fs.writeFileSync(`${folder}/${name}`, JSON.stringify(document, null, 2));
}
EOF
  (cd "$work/$1" && npm ci --silent)
}

addresses() { # the lock files have no addresses of a registry but that of npm
  ! grep -h '"resolved"' samples/node-tests/*/package-lock.json | grep -vE '"(https://registry\.npmjs\.org/|file:packages/)'
}

json() { # FILE FIELD
  node -p "JSON.parse(require('node:fs').readFileSync('$1', 'utf8')).$2" 2>/dev/null || echo 0
}

vitest() {
  local status=0
  sample vitest || return 1
  (cd "$work/vitest" && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$work/vitest.json") >"$work/vitest.log" 2>&1 || status=$?
  count vitest "$(json "$work/vitest.json" numPassedTests)" "$(json "$work/vitest.json" numFailedTests)" "$status" "$work/vitest.log"
}

types() { (cd "$work/vitest" && npm run --silent check); }

jest() {
  local status=0
  sample jest || return 1
  (cd "$work/jest" && npm test --silent -- --json --outputFile="$work/jest.json") >"$work/jest.log" 2>&1 || status=$?
  count jest "$(json "$work/jest.json" numPassedTests)" "$(json "$work/jest.json" numFailedTests)" "$status" "$work/jest.log"
}

command_line() {
  [ "$(cd "$work/unit" && npx --no-install signet version)" = "signet $version" ] && [ "$(cd "$work/unit" && npx --no-install signet-server version)" = "signet $version" ]
}

omitted() { # without the binary, the package says what to do
  mkdir "$work/omitted" && cd "$work/omitted" && echo '{ "private": true }' >package.json && npm install --silent --no-save --omit=optional "$main" || return 1
  ! npx --no-install signet version >"$work/omitted.log" 2>&1 && grep -q -- '--omit=optional' "$work/omitted.log" || { cat "$work/omitted.log"; return 1; }
  cd "$checkout" || return 1
  [ "$(cd "$work/omitted" && SIGNET_BINARY=$binary npx --no-install signet version)" = "signet $version" ]
}

start_time() {
  cat >"$work/unit/start.mjs" <<'EOF'
import { startSignet } from 'signet-server';

const times = [];
for (let round = 0; round < 5; round++) {
  const begin = performance.now();
  const signet = await startSignet();
  const started = performance.now();
  await signet.issue(await signet.createAccount('builder'), { audience: 'vault' });
  times.push([started - begin, performance.now() - begin]);
  await signet.stop();
}

const [start, token] = [0, 1].map((index) => Math.round(times.map((time) => time[index]).sort((a, b) => a - b)[2]));
console.log(`startSignet: ${start} ms, to the first token ${token} ms (median of ${times.length})`);
EOF
  (cd "$work/unit" && node start.mjs)
}

ended() { # no server of these tests runs any more
  local process path
  for process in /proc/[0-9]*; do
    path=$(readlink "$process/exe" 2>/dev/null) || continue
    case $path in "$work"/*) echo "${process#/proc/} still runs: $path"; return 1 ;; esac
  done
}

step "packages" pack
if [ "$failed" -eq 0 ]; then
  step "their manifests and files" manifests
  step "lock files" addresses
  step "npm install of the packages" unit
  step "npx" command_line
  step "an installation without the binary" omitted
  step "vitest" vitest
  step "types" types
  step "jest" jest
  step "start" start_time
  step "no process is left" ended
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
