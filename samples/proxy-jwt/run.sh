#!/usr/bin/env bash
# Runs the sample with nginx and a stand-in for Envoy, and checks what is accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl faketime node npm nginx
install_packages .

start_signet signet
SERVER=$PID
kubectl create serviceaccount client
token_file "$WORK/token" client --audience shop --duration 1h
token_file "$WORK/another" client --audience another --duration 1h
change "$(cat "$WORK/token")" >"$WORK/changed"
: >"$WORK/none"
start_stand_in service "$PYTHON" service.py
service=$URL

call() { # TOKEN-FILE [PATH] [HEADER]: the service by the proxy
  sed 's/^/Authorization: Bearer /' "$WORK/$1" | curl -sS --fail-with-body -H @- -H "${3:-Accept: */*}" "$proxy${2:-/}"
}

verifier() { # NAME [WRAPPER]
  start_stand_in "verifier-$1" "${@:2}" env NODE_EXTRA_CA_CERTS="$CA" node verifier.mjs "$ISSUER" shop 0
}

nginx_with() { # NAME VERIFIER: nginx on a free port
  local port
  port=$(free_port)
  mkdir -p "$WORK/$1"
  sed "s|listen 8080|listen 127.0.0.1:$port|; s|http://127.0.0.1:8000|$service|; s|http://127.0.0.1:9000|$2|" nginx.conf >"$WORK/$1/server.conf"
  cat >"$WORK/$1/nginx.conf" <<EOT
daemon off;
pid $WORK/$1/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path $WORK/$1/body;
  proxy_temp_path $WORK/$1/proxy;
  fastcgi_temp_path $WORK/$1/fastcgi;
  uwsgi_temp_path $WORK/$1/uwsgi;
  scgi_temp_path $WORK/$1/scgi;
  include $WORK/$1/server.conf;
}
EOT
  nginx -p "$WORK/$1" -c "$WORK/$1/nginx.conf" -e stderr >"$WORK/$1.log" 2>&1 &
  started+=("$!")
  proxy=http://127.0.0.1:$port
  curl -sS --retry 60 --retry-connrefused --retry-delay 1 -o "$WORK/first" "$proxy/"
}

verifier now
nginx_with nginx "$URL"
check "nginx: a token passes, and the service knows the account" "hello system:serviceaccount:default:client, token not seen" call token
check "nginx: a header X-Account of the caller is replaced" "hello system:serviceaccount:default:client" call token / "X-Account: admin"
refuse "nginx: no token" "error: 401" call none
refuse "nginx: a token for another audience" "error: 403" call another
refuse "nginx: a token with another signature" "error: 401" call changed
refuse "nginx: the path of the subrequest from outside" "error: 404" call token /_verify

nginx=$proxy
verifier later later
nginx_with nginx-later "$URL"
refuse "nginx: two hours later, an expired token" "error: 401" call token
check "nginx: the verifier says why" "refused: ERR_JWT_EXPIRED" cat "$WORK/verifier-later.log"
proxy=$nginx

sed "s|https://issuer.example.com|$ISSUER|; s|issuer.example.com|127.0.0.1|; s|/etc/envoy/signet-ca.crt|$CA|; s|port_value: 8000|port_value: ${service##*:}|
  s|san_type: DNS|san_type: IP_ADDRESS|" envoy.yaml >"$WORK/envoy.yaml"
start_stand_in envoy "$PYTHON" envoy.py "$WORK/envoy.yaml"
proxy=$URL
check "Envoy: a token passes, and the service knows the account" "hello system:serviceaccount:default:client, token not seen" call token
check "Envoy: a path without a requirement" "hello None" call none /healthz
refuse "Envoy: no token" "Jwt is missing" call none
refuse "Envoy: a token for another audience" "Audiences in Jwt are not allowed" call another
refuse "Envoy: a token with another signature" "Jwt verification fails" call changed
sed 's/require_expiration/requires_expiration/' "$WORK/envoy.yaml" >"$WORK/misspelt.yaml"
refuse "Envoy: a field that it does not have" "no field requires_expiration" "$PYTHON" envoy.py "$WORK/misspelt.yaml"
start_stand_in envoy-later later "$PYTHON" envoy.py "$WORK/envoy.yaml"
envoy=$proxy proxy=$URL
refuse "Envoy: two hours later, an expired token" "Jwt is expired" call token

start_signet other
token_file "$WORK/foreign" client --create-account --audience shop --duration 1h
proxy=$nginx
refuse "nginx: a token of another issuer" "error: 401" call foreign
proxy=$envoy
refuse "Envoy: a token of another issuer" "Jwt issuer is not configured" call foreign

stop "$SERVER"
proxy=$nginx
check "nginx: the keys are cached: tokens pass while Signet is away" "hello system:serviceaccount:default:client" call token
