#!/usr/bin/env bash
# In a job of GitHub Actions with the permission id-token: write: prints a token of a service account. Usage: get-token.sh ACCOUNT AUDIENCE
# SIGNET_URL and SIGNET_CA_FILE are the server; SIGNET_AUDIENCE is its audience in authn.yaml. Tokens are sent on standard input, not as arguments.
set -euo pipefail

# 1. The runner gives the job a token of GitHub for this audience.
answer=$(curl -fsS -H @- "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${SIGNET_AUDIENCE:-https://signet.example.com}" \
  <<<"Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN")

# 2. Signet takes it as a credential, and issues the token if the user may create it.
answer=$(jq -r '"Authorization: Bearer \(.value)"' <<<"$answer" |
  curl -sS --fail-with-body --cacert "$SIGNET_CA_FILE" -H @- -H 'Content-Type: application/json' \
    -d "{\"spec\": {\"audiences\": [\"$2\"], \"expirationSeconds\": 900}}" \
    "$SIGNET_URL/api/v1/namespaces/default/serviceaccounts/$1/token") || { echo "$answer" >&2; exit 1; }
jq -r .status.token <<<"$answer"
