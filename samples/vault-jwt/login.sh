#!/usr/bin/env bash
# Logs in to Vault or OpenBao at $VAULT_ADDR with a token of the account builder, and reads a secret. Usage: login.sh TOKEN-FILE
set -euo pipefail
login=$(jq -n --rawfile jwt "$1" '{role: "builder", jwt: ($jwt | rtrimstr("\n"))}' |
  curl -sS --fail-with-body -d @- "$VAULT_ADDR/v1/auth/signet/login") || { echo "$login" >&2; exit 1; }
jq -r '"X-Vault-Token: \(.auth.client_token)"' <<<"$login" |
  curl -sS --fail-with-body -H @- "$VAULT_ADDR/v1/secret/data/builder" | jq -r '.data.data.password'
