#!/usr/bin/env bash
# Runs the three services with their tokens, and checks which calls are accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl faketime node npm dotnet
install_packages stock
dotnet build orders -c Release -v q --nologo -p:RunAnalyzers=false

start_signet signet
kubectl apply -f rbac.yaml
kubectl create serviceaccount stranger

# The tokens in files: for the API server, and those of billing for the other services.
mkdir "$WORK/orders" "$WORK/stock" "$WORK/billing"
for account in orders stock billing; do token_file "$WORK/$account/api" "$account"; done
for audience in orders stock; do token_file "$WORK/billing/$audience" billing --audience "$audience" --duration 10m; done

export API_SERVER=$ISSUER SSL_CERT_FILE=$CA NODE_EXTRA_CA_CERTS=$CA
orders=$(free_port) stock=$(free_port) billing=$(free_port)
export ORDERS_URL=http://127.0.0.1:$orders STOCK_URL=http://127.0.0.1:$stock BILLING_URL=http://127.0.0.1:$billing
API_TOKEN_FILE=$WORK/orders/api start orders ' *Now listening on: ' dotnet orders/bin/Release/net10.0/Orders.dll --urls "$ORDERS_URL"
API_TOKEN_FILE=$WORK/stock/api PORT=$stock start stock 'listening on ' node stock/stock.mjs
TOKEN_DIRECTORY=$WORK/billing PORT=$billing start billing 'listening on ' "$PYTHON" billing/billing.py

url_of() { case $1 in orders) echo "$ORDERS_URL" ;; stock) echo "$STOCK_URL" ;; billing) echo "$BILLING_URL" ;; esac; }
call() { curl -sS --fail-with-body "$(url_of "$1")/call/$2"; }                                                      # CALLER CALLEE
hello() { sed 's/^/Authorization: Bearer /' "$WORK/$2" | curl -sS --fail-with-body -H @- "$(url_of "$1")/hello"; } # CALLEE TOKEN-FILE

for caller in orders stock billing; do
  for callee in orders stock billing; do
    [ "$caller" = "$callee" ] ||
      check "$caller calls $callee" "$callee: hello system:serviceaccount:default:$caller" call "$caller" "$callee"
  done
done

: >"$WORK/none"
token_file "$WORK/elsewhere" orders --audience elsewhere
for callee in orders stock billing; do
  caller=$([ "$callee" = orders ] && echo stock || echo orders)
  token_file "$WORK/good" "$caller" --audience "$callee"
  change "$(cat "$WORK/good")" >"$WORK/changed"
  token_file "$WORK/stranger" stranger --audience "$callee"
  check "$callee: a token for it" "hello" hello "$callee" good
  refuse "$callee: no token" "error: 401" hello "$callee" none
  refuse "$callee: a token for another service" "error: 401" hello "$callee" elsewhere
  refuse "$callee: a token for the API server" "error: 401" hello "$callee" "$caller/api"
  refuse "$callee: a token with another signature" "error: 401" hello "$callee" changed
  refuse "$callee: an account that may not call it" "error: 403" hello "$callee" stranger
done

token_file "$WORK/good" orders --audience stock
API_TOKEN_FILE=$WORK/stock/api PORT=0 start stock-later 'listening on ' later node stock/stock.mjs
STOCK_URL=$URL refuse "stock: two hours later, an expired token" "error: 401" hello stock good
check "stock says why" "refused: ERR_JWT_EXPIRED" cat "$WORK/stock-later.log"

# stock has kept tokens for both; the account is deleted.
kubectl delete serviceaccount stock
refuse "billing refuses the deleted account at once: it asks for a review" "error: 401" call stock billing
check "orders accepts its last token until it expires: it reads the keys only" "orders: hello" call stock orders
refuse "and there are no new tokens" "there is no service account" token_file "$WORK/none" stock --audience orders

start_signet other
for callee in orders stock billing; do
  caller=$([ "$callee" = orders ] && echo billing || echo orders)
  token_file "$WORK/foreign" "$caller" --create-account --audience "$callee"
  refuse "$callee: a token of another issuer" "error: 401" hello "$callee" foreign
done
