#!/usr/bin/env bash
# Runs the sample with the Azure SDK against a stand-in for Entra, and checks what is accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl faketime node npm openssl
install_packages .

start_signet signet
kubectl create serviceaccount builder
kubectl create serviceaccount another
sed "s|https://issuer.example.com|$ISSUER|" federated-credential.json >"$WORK/credential.json"

# The SDK takes no authority without https.
make_certificate "$WORK/azure"
export AZURE_CLIENT_ID=11111111-2222-3333-4444-555555555555 AZURE_TENANT_ID=66666666-7777-8888-9999-000000000000 AZURE_FEDERATED_TOKEN_FILE=$WORK/token
export NODE_EXTRA_CA_CERTS=$WORK/azure.crt
azure() { # NAME [WRAPPER]
  start_stand_in "azure-$1" "${@:2}" env SSL_CERT_FILE="$CA" "$PYTHON" azure.py "$WORK/credential.json" "$AZURE_TENANT_ID" 11111111-2222-3333-4444-555555555555 \
    "$WORK/azure.crt" "$WORK/azure.key"
  export AZURE_AUTHORITY_HOST=$URL
}
read_secret() { node read-secret.mjs "$AZURE_AUTHORITY_HOST/secrets/password"; }
token() { token_file "$AZURE_FEDERATED_TOKEN_FILE" "$@" --duration 1h; }

azure now
token builder --audience api://AzureADTokenExchange
check "the SDK exchanges the token and reads the secret" "the password of the build" read_secret
token another --audience api://AzureADTokenExchange
refuse "a token of another account" "AADSTS700213" read_secret
token builder --audience another
refuse "a token for another audience" "AADSTS700212" read_secret
token builder --audience api://azureadtokenexchange
refuse "a token for the audience in lower case" "AADSTS700212" read_secret

token builder --audience api://AzureADTokenExchange
AZURE_CLIENT_ID=99999999-2222-3333-4444-555555555555 refuse "another application" "AADSTS700016" read_secret
token=$(cat "$WORK/token")
change "$token" >"$WORK/token"
refuse "a token with another signature" "AADSTS5000611" read_secret
printf %s "$token" >"$WORK/token"

kubectl delete serviceaccount builder
check "the token of a deleted account is accepted until it expires: Entra reads the keys only" "the password of the build" read_secret
azure later later
refuse "two hours later, an expired token" "AADSTS700024" read_secret

azure now
start_signet other
token builder --create-account --audience api://AzureADTokenExchange
refuse "a token of another issuer" "AADSTS700211" read_secret

start_signet es256 --signing-algorithm ES256
sed "s|https://issuer.example.com|$ISSUER|" federated-credential.json >"$WORK/credential.json"
azure now
token builder --create-account --audience api://AzureADTokenExchange
refuse "a token that is signed with ES256" "AADSTS5000611" read_secret
