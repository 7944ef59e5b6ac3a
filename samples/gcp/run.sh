#!/usr/bin/env bash
# Runs the sample with Google's library against a stand-in for Google Cloud, and checks what is accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl faketime node npm
install_packages .

# Google refuses tokens that live for more than 24 hours.
start_signet signet --service-account-max-token-expiration 48h
kubectl create serviceaccount builder
kubectl create serviceaccount another
kubectl create namespace staging
kubectl -n staging create serviceaccount builder
sed "s|https://issuer.example.com|$ISSUER|" provider.json >"$WORK/provider.json"

gcp() { # NAME [WRAPPER]: a stand-in, and the credential configuration with its addresses
  start_stand_in "gcp-$1" "${@:2}" env SSL_CERT_FILE="$CA" "$PYTHON" gcp.py "$WORK/provider.json" policy.json
  sed "s|https://sts.googleapis.com|$URL|; s|https://iamcredentials.googleapis.com|$URL|; s|/var/run/secrets/signet/token|$WORK/token|" credentials.json >"$WORK/$1.json"
  export GOOGLE_APPLICATION_CREDENTIALS=$WORK/$1.json
}
export GOOGLE_CLOUD_PROJECT=123456789 # else the library asks Google for it
read_bucket() { node read-bucket.mjs "$URL/storage/v1/b/builds"; }
token() { token_file "$WORK/token" "$@"; }

gcp now
token builder --audience gcp --duration 1h
check "the library exchanges the token and acts as the Google service account" '"readBy":"builder@example.iam.gserviceaccount.com"' read_bucket
token another --audience gcp --duration 1h
refuse "a token of another account of the namespace: not bound to the Google service account" "getAccessToken" read_bucket
token builder --namespace staging --audience gcp --duration 1h
refuse "a token of another namespace: attribute condition" "attribute condition" read_bucket
token builder --audience another --duration 1h
refuse "a token for another audience" "audience" read_bucket
token builder --audience gcp --duration 25h
refuse "a token that lives for 25 hours" "more than 24 hours" read_bucket

token builder --audience gcp --duration 1h
jq '.audience |= sub("providers/signet"; "providers/another")' "$WORK/now.json" >"$WORK/provider-another.json"
GOOGLE_APPLICATION_CREDENTIALS=$WORK/provider-another.json refuse "another provider of the pool" "invalid_target" read_bucket
jq '.service_account_impersonation_url |= sub("builder@"; "admin@")' "$WORK/now.json" >"$WORK/admin.json"
GOOGLE_APPLICATION_CREDENTIALS=$WORK/admin.json refuse "another Google service account" "getAccessToken" read_bucket
token=$(cat "$WORK/token")
change "$token" >"$WORK/token"
refuse "a token with another signature" "Signature" read_bucket
printf %s "$token" >"$WORK/token"

kubectl delete serviceaccount builder
check "the token of a deleted account is accepted until it expires: Google reads the keys only" '"readBy"' read_bucket
gcp later later
refuse "two hours later, an expired token" "expired" read_bucket

gcp now
start_signet other
token builder --create-account --audience gcp --duration 1h
refuse "a token of another issuer" "Invalid issuer" read_bucket
