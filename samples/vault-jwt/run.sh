#!/usr/bin/env bash
# Runs the sample against a stand-in for Vault, and checks what is accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl faketime

start_signet signet
kubectl create serviceaccount builder
kubectl create serviceaccount another
kubectl create namespace staging
kubectl -n staging create serviceaccount builder
start_stand_in vault "$PYTHON" vault.py
export VAULT_ADDR=$URL

write() { curl -sS --fail-with-body -d @- "$VAULT_ADDR/v1/auth/signet/$1"; } # what `vault write auth/signet/$1 -` sends
configure() { sed "s|https://issuer.example.com|$ISSUER|" "$1" | jq --rawfile pem "$CA" "$2" | write config; }
token() { token_file "$WORK/$1" "${@:2}" --duration 1h; }

refuse "a configuration without the CA of the issuer" "error checking the issuer" configure config.json .
configure config.json '.oidc_discovery_ca_pem = $pem'
write role/builder <role.json

token builder builder --audience vault
check "a token of the account logs in and reads the secret" "the password of the build" ./login.sh "$WORK/builder"
token for-another builder --audience another
refuse "a token for another audience" "audience" ./login.sh "$WORK/for-another"
token another another --audience vault
refuse "a token of another account" "bound subject" ./login.sh "$WORK/another"
token staging builder --namespace staging --audience vault
refuse "a token of an account of the same name in another namespace" "bound subject" ./login.sh "$WORK/staging"
change "$(cat "$WORK/builder")" >"$WORK/changed"
refuse "a token with another signature" "Signature" ./login.sh "$WORK/changed"

jq 'del(.bound_subject)' role.json | write role/builder
check "without bound_subject any account of the namespace" "the password of the build" ./login.sh "$WORK/another"
refuse "but not of another namespace: bound_claims" "/kubernetes.io/namespace" ./login.sh "$WORK/staging"
write role/builder <role.json

configure config-jwks.json '.jwks_ca_pem = $pem'
check "the same by jwks_url" "the password of the build" ./login.sh "$WORK/builder"

kubectl delete serviceaccount builder
refuse "a deleted account gets no new token" "there is no service account" token none builder --audience vault
check "its last token is accepted until it expires: Vault reads the keys only" "the password of the build" ./login.sh "$WORK/builder"

start_stand_in vault-later later "$PYTHON" vault.py
VAULT_ADDR=$URL
configure config.json '.oidc_discovery_ca_pem = $pem'
write role/builder <role.json
refuse "two hours later, an expired token" "expired" ./login.sh "$WORK/builder"

start_signet other
kubectl create serviceaccount builder
token foreign builder --audience vault
refuse "a token of another issuer" "Invalid issuer" ./login.sh "$WORK/foreign"
