#!/usr/bin/env bash
# A real kube-apiserver with `signet signer`: issues, reviews, rotates the key, restarts the signer, and checks that nothing was refused.
# KUBE_APISERVER is the executable (1.34 or newer; for 1.32 and 1.33 set KUBE_FEATURE_GATES=ExternalServiceAccountTokenSigner=true). Needs etcd
# (Debian: etcd-server), openssl, curl and jq. SIGNET is the executable of Signet, built by this script if it is not given.
# The rotation uses key files: managed keys are published for more than an hour before they sign.
set -euo pipefail
if [ -z "${KUBE_APISERVER:-}" ]; then
  echo "skipped: KUBE_APISERVER is not set"
  exit 0
fi

cd "$(dirname "$0")/.."
for tool in etcd openssl curl jq; do
  command -v "$tool" >/dev/null || { echo "$0: $tool is missing" >&2; exit 1; }
done

[ -x "$KUBE_APISERVER" ] || { echo "$0: $KUBE_APISERVER cannot be executed" >&2; exit 1; }
work=$(mktemp -d)
declare -A pids=()
stop() {
  local status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$status" != 0 ]; then tail -n 30 "$work"/*.log >&2 || true; fi
  rm -rf "$work"
}
trap stop EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

if [ -z "${SIGNET:-}" ]; then
  dotnet build -c Release -v q --nologo src/Signet.Cli >"$work/build.log" 2>&1 || fail "Signet does not build"
  SIGNET=$PWD/src/Signet.Cli/bin/Release/net10.0/signet
fi

port=${PORT:-27890} etcd_port=$((${PORT:-27890} + 1)) peer_port=$((${PORT:-27890} + 2))
api=https://127.0.0.1:$port socket=$work/signer.sock hint=2

# Two keys: the first one signs, and the second one is published beside it until the files are exchanged.
for name in first second; do
  openssl ecparam -genkey -name prime256v1 -noout | openssl pkcs8 -topk8 -nocrypt -out "$work/$name.pem"
  openssl pkey -in "$work/$name.pem" -pubout -out "$work/$name.pub"
done
cat "$work/first.pub" "$work/second.pub" >"$work/published.pem"
cp "$work/first.pem" "$work/signing.pem"

start_signer() {
  : >"$work/signer.out"
  "$SIGNET" signer --listen "unix:$socket" --data-dir "$work/signer" --service-account-signing-key-file "$work/signing.pem" \
    --retired-key-file "$work/published.pem" --signer-refresh-hint "${hint}s" --signer-audit-log-path "$work/audit.jsonl" \
    >"$work/signer.out" 2>>"$work/signer.log" &
  pids[signer]=$!
  for _ in $(seq 300); do
    grep -q '^Signet signs' "$work/signer.out" && return
    kill -0 "${pids[signer]}" 2>/dev/null || fail "the signer has ended"
    sleep 0.1
  done
  fail "the signer does not start"
}

start_signer
etcd --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
  --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
  --initial-cluster "default=http://127.0.0.1:$peer_port" >"$work/etcd.log" 2>&1 &
pids[etcd]=$!
echo 'administrator,admin,1,"system:masters"' >"$work/tokens.csv"
gates=()
[ -z "${KUBE_FEATURE_GATES:-}" ] || gates=(--feature-gates "$KUBE_FEATURE_GATES")
"$KUBE_APISERVER" --etcd-servers "http://127.0.0.1:$etcd_port" --secure-port "$port" --bind-address 127.0.0.1 --cert-dir "$work/certs" \
  --token-auth-file "$work/tokens.csv" --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/24 --service-account-issuer https://issuer.example.test \
  --api-audiences https://issuer.example.test --service-account-signing-endpoint "$socket" "${gates[@]}" >"$work/kube-apiserver.log" 2>&1 &
pids[kube]=$!

call() { # METHOD PATH [BODY]: the answer of a request that must succeed
  local body=()
  [ -z "${3:-}" ] || body=(-H 'content-type: application/json' -d "$3")
  curl -sSk --fail-with-body --max-time 30 -X "$1" -H 'authorization: Bearer administrator' "${body[@]}" "$api$2"
}

for i in $(seq 600); do
  [ "$(curl -sk "$api/readyz" || true)" = ok ] && break
  kill -0 "${pids[kube]}" 2>/dev/null || fail "kube-apiserver has ended"
  [ "$i" -lt 600 ] || fail "kube-apiserver is not ready"
  sleep 0.2
done
call POST /api/v1/namespaces/default/serviceaccounts '{"metadata":{"name":"app"}}' >/dev/null

issue() { call POST /api/v1/namespaces/default/serviceaccounts/app/token '{"spec":{"expirationSeconds":3600}}' | jq -er .status.token; }

review() { # TOKEN: fails unless it is accepted
  local answer
  answer=$(call POST /apis/authentication.k8s.io/v1/tokenreviews "$(jq -cn --arg token "$1" '{kind:"TokenReview",apiVersion:"authentication.k8s.io/v1",spec:{token:$token}}')")
  [ "$(jq -r .status.authenticated <<<"$answer")" = true ] || fail "a token was refused: $(jq -c .status <<<"$answer")"
}

kid() { # TOKEN
  local header=${1%%.*}
  header=${header//-/+} header=${header//_//}
  while [ $((${#header} % 4)) != 0 ]; do header+='='; done
  base64 -d <<<"$header" | jq -r .kid
}

issued=()
round() { # COUNT: issues and reviews
  local token
  for _ in $(seq "$1"); do
    token=$(issue) || fail "no token was issued"
    issued+=("$token")
    review "$token"
  done
}

round 20
before=$(kid "${issued[-1]}")

# Both keys are published since the start, for longer than the hint.
sleep $((hint + 1))
cp "$work/second.pem" "$work/signing.new" && mv "$work/signing.new" "$work/signing.pem"
kill -HUP "${pids[signer]}"
for i in $(seq 200); do
  round 1
  [ "$(kid "${issued[-1]}")" != "$before" ] && break
  [ "$i" -lt 200 ] || fail "the second key does not sign"
done
round 20
echo "rotated from $before to $(kid "${issued[-1]}")"

# Restarted while no request runs: issuing has to go on at once, and reviews during the restart, too.
kill "${pids[signer]}"
wait "${pids[signer]}" || fail "the signer did not end with 0"
review "${issued[0]}"
start_signer
round 20
for token in "${issued[@]}"; do review "$token"; done

keys=$(call GET /openid/v1/jwks | jq '.keys | length')
[ "$keys" = 2 ] || fail "the JWKS has $keys keys"
lines=$(wc -l <"$work/audit.jsonl")
[ "$lines" -ge "${#issued[@]}" ] || fail "the signer's audit log has $lines lines for ${#issued[@]} tokens"
echo "passed: ${#issued[@]} tokens issued, each reviewed twice, none refused"
