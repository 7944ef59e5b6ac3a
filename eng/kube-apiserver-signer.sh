#!/usr/bin/env bash
# A real kube-apiserver with Signet as its external signer: issues, reviews, rotates the key, restarts the signer, and checks that nothing was refused.
#
#   KUBE_APISERVER     the executable of kube-apiserver, 1.34 or newer; without it nothing is done. For 1.32 and 1.33 set
#   KUBE_FEATURE_GATES ExternalServiceAccountTokenSigner=true
#   ETCD               the executable of etcd (Debian: etcd-server); by default the one on the PATH. Kubernetes supports 3.5 and newer.
#   SIGNET             the executable of Signet; built if it is not given.
#   KEYS               files: `signet signer` with key files that are exchanged. managed: `signet serve --signer-listen` with managed keys; the next one is
#                      published, and activated when kube-apiserver has it, because the planned switch takes more than an hour (the max-age of the JWKS).
#                      Both, one after the other, without it.
#   PORT               the first of three free ports; chosen by the script if it is not given.
#   ROUND              how many tokens are issued before and after each step; 20 by default.
#
# Needs openssl, curl and jq. Takes about a minute for each kind of keys.
set -euo pipefail

# A server refuses keys and tokens that others can read.
umask 077
if [ -z "${KUBE_APISERVER:-}" ]; then
  echo "skipped: KUBE_APISERVER is not set"
  exit 0
fi

program() { # NAME OR PATH: the absolute path
  realpath -s "$(command -v "$1" || { echo "$0: $1 is missing, or cannot be executed" >&2; exit 1; })"
}

kube_apiserver=$(program "$KUBE_APISERVER")
etcd=$(program "${ETCD:-etcd}")
for tool in openssl curl jq; do program "$tool" >/dev/null; done
[ -z "${SIGNET:-}" ] || SIGNET=$(program "$SIGNET")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -z "${SIGNET:-}" ]; then
  dotnet build -c Release -v q --nologo src/Signet.Cli || { echo "$0: Signet does not build" >&2; exit 1; }
  SIGNET=$PWD/src/Signet.Cli/bin/Release/net10.0/signet
fi

case ${KEYS:-} in
  files | managed) ;;
  '')
    for keys in files managed; do
      KEYS=$keys KUBE_APISERVER=$kube_apiserver ETCD=$etcd SIGNET=$SIGNET "$BASH" eng/kube-apiserver-signer.sh
    done
    exit 0
    ;;
  *) echo "$0: KEYS is files or managed" >&2; exit 1 ;;
esac

# A short path: that of a socket has at most 107 bytes.
work=$(mktemp -d /tmp/signet-kube.XXXXXX)
declare -A pids=()

end() { # NAME: ends a process, by force after 15 s
  local pid=${pids[$1]:-}
  [ -n "$pid" ] || return 0
  unset "pids[$1]"
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 150); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null
}

finish() {
  local status=$?
  trap - EXIT
  if [ "$status" != 0 ]; then tail -n 30 "$work"/*.log >&2 || true; fi
  for name in kube-apiserver signer etcd; do end "$name" || true; done
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

await() { # SECONDS WHAT COMMAND…: repeats the command until it succeeds
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    for name in "${!pids[@]}"; do kill -0 "${pids[$name]}" 2>/dev/null || fail "$name has ended, before $what"; done
    [ "$SECONDS" -lt "$limit" ] || fail "it takes too long until $what"
    sleep 0.2
  done
}

is_free() { ! (: </dev/tcp/127.0.0.1/"$1") 2>/dev/null; }

# Below the ports that the kernel gives to clients.
port=${PORT:-$((20000 + $$ % 4000 * 3))}
while [ -z "${PORT:-}" ] && ! { is_free "$port" && is_free $((port + 1)) && is_free $((port + 2)); }; do port=$((port + 3)); done
etcd_port=$((port + 1)) peer_port=$((port + 2))
api=https://127.0.0.1:$port socket=$work/signer.sock hint=2

if [ "$KEYS" = files ]; then
  # The first key signs; the second one is published beside it until the files are exchanged, and then signs at once.
  for name in first second; do
    openssl ecparam -genkey -name prime256v1 -noout | openssl pkcs8 -topk8 -nocrypt -out "$work/$name.pem"
    openssl pkey -in "$work/$name.pem" -pubout -out "$work/$name.pub"
  done
  cat "$work/first.pub" "$work/second.pub" >"$work/published.pem"
  cp "$work/first.pem" "$work/signing.pem"
  command=(signer --listen "unix:$socket" --service-account-signing-key-file "$work/signing.pem" --retired-key-file "$work/published.pem"
    --signing-key-activation Immediate)
else
  command=(serve --signer-listen "unix:$socket" --secure-port 0 --signing-algorithm ES256)
fi

says_ready() { grep -qE '^Signet (signs|serves) ' "$work/signer.out"; }

start_signer() {
  : >"$work/signer.out"
  "$SIGNET" "${command[@]}" --data-dir "$work/signer" --signer-refresh-hint "${hint}s" --signer-audit-log-path "$work/audit.jsonl" \
    >"$work/signer.out" 2>>"$work/signer.log" &
  pids[signer]=$!
  await 60 "the signer is ready" says_ready
}

start_signer
"$etcd" --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
  --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
  --initial-cluster "default=http://127.0.0.1:$peer_port" >"$work/etcd.log" 2>&1 &
pids[etcd]=$!
has_etcd() { [ "$(curl -s --max-time 5 "http://127.0.0.1:$etcd_port/health" | jq -r .health 2>/dev/null || true)" = true ]; }
await 60 "etcd is healthy" has_etcd

# The address that kube-apiserver advertises is only needed because it would look for a default route otherwise.
echo 'administrator,admin,1,"system:masters"' >"$work/tokens.csv"
gates=()
[ -z "${KUBE_FEATURE_GATES:-}" ] || gates=(--feature-gates "$KUBE_FEATURE_GATES")
"$kube_apiserver" --etcd-servers "http://127.0.0.1:$etcd_port" --secure-port "$port" --bind-address 127.0.0.1 --advertise-address 127.0.0.1 \
  --cert-dir "$work/certs" --token-auth-file "$work/tokens.csv" --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/24 \
  --service-account-issuer https://issuer.example.test --api-audiences https://issuer.example.test --service-account-signing-endpoint "$socket" \
  "${gates[@]}" >"$work/kube-apiserver.log" 2>&1 &
pids[kube-apiserver]=$!

call() { # METHOD PATH [BODY]: the answer of a request that must succeed
  local body=()
  [ -z "${3:-}" ] || body=(-H 'content-type: application/json' -d "$3")
  curl -sSk --fail-with-body --max-time 60 -X "$1" -H 'authorization: Bearer administrator' "${body[@]}" "$api$2"
}

# The namespace is created by a controller, which readiness does not wait for.
is_ready() { [ "$(call GET /readyz 2>/dev/null || true)" = ok ] && call GET /api/v1/namespaces/default >/dev/null 2>&1; }
await 180 "kube-apiserver is ready, and has the namespace default" is_ready
call POST /api/v1/namespaces/default/serviceaccounts '{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"app"}}' >/dev/null

request='{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","spec":{"audiences":["https://issuer.example.test"],"expirationSeconds":3600}}'
issue() { call POST /api/v1/namespaces/default/serviceaccounts/app/token "$request" | jq -er .status.token; }

review() { # TOKEN: fails unless it is accepted
  local answer
  answer=$(call POST /apis/authentication.k8s.io/v1/tokenreviews \
    "$(jq -cn --arg token "$1" '{kind:"TokenReview",apiVersion:"authentication.k8s.io/v1",spec:{token:$token}}')") || fail "no answer to a review: $answer"
  [ "$(jq -r .status.authenticated <<<"$answer")" = true ] || fail "a token was refused: $(jq -c .status <<<"$answer")"
}

kid() { # TOKEN
  local header=${1%%.*}
  header=${header//-/+} header=${header//_//}
  while [ $((${#header} % 4)) != 0 ]; do header+='='; done
  base64 -d <<<"$header" | jq -r .kid
}

issued=() size=${ROUND:-20}
round() { # COUNT: issues and reviews
  local token
  for _ in $(seq "$1"); do
    token=$(issue) || fail "no token was issued: $token"
    issued+=("$token")
    review "$token"
  done
}

review_all() { # kube-apiserver remembers accepted tokens for 10 s; after that it verifies each one anew
  sleep 11
  for token in "${issued[@]}"; do review "$token"; done
}

published() { call GET /openid/v1/jwks | jq -r '.keys[].kid'; }
publishes_two() { [ "$(published | wc -l)" = 2 ]; }
signs_with_another() { round 1; [ "$(kid "${issued[-1]}")" != "$before" ]; }

round "$size"
before=$(kid "${issued[-1]}")
[ "$KEYS" = files ] || "$SIGNET" keys prepare --data-dir "$work/signer" >>"$work/keys.log"
await 60 "kube-apiserver has both keys" publishes_two

if [ "$KEYS" = files ]; then
  cp "$work/second.pem" "$work/signing.new" && mv "$work/signing.new" "$work/signing.pem"
  kill -HUP "${pids[signer]}"
else
  next=$("$SIGNET" keys list -o json --data-dir "$work/signer" | jq -er '.status.keys[] | select(.state == "Next") | .keyID')
  "$SIGNET" keys activate --yes --data-dir "$work/signer" -- "$next" >>"$work/keys.log" 2>&1
fi

await 60 "the second key signs" signs_with_another
round "$size"
after=$(kid "${issued[-1]}")
grep -qxF -e "$after" <<<"$(published)" || fail "kube-apiserver does not publish the key $after"
review_all
echo "rotated from $before to $after"

# Reviews go on while the signer is away, and issuing when it has returned.
signer=${pids[signer]}
unset 'pids[signer]'
kill "$signer"
wait "$signer" || fail "the signer did not end with 0"
review_all
start_signer
round "$size"
review_all
publishes_two || fail "the JWKS has other keys after the restart"

has_records() { [ "$(wc -l <"$work/audit.jsonl")" -ge "${#issued[@]}" ]; }
await 30 "the signer's audit log has a line for each token" has_records
echo "passed with keys=$KEYS: ${#issued[@]} tokens issued, each reviewed again and again, none refused"
