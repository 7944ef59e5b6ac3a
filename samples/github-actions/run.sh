#!/usr/bin/env bash
# Runs the sample with a stand-in for GitHub, and checks what is accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl openssl

make_certificate "$WORK/github"
start_stand_in github "$PYTHON" github.py "$WORK/github.crt" "$WORK/github.key"
export ACTIONS_ID_TOKEN_REQUEST_URL="$URL/token?api-version=2.0"

# The stand-in has an address and a CA of its own.
awk -v url="$URL" -v pem="$(sed 's/^/      /' "$WORK/github.crt")" '
  {sub("https://token.actions.githubusercontent.com", url); print}
  /audiences:/ {print "    certificateAuthority: |\n" pem}' authn.yaml >"$WORK/authn.yaml"
start_signet signet --authentication-config "$WORK/authn.yaml"
kubectl apply -f rbac.yaml
kubectl create serviceaccount another
export SIGNET_URL=$ISSUER SIGNET_CA_FILE=$CA

job() { # JSON [ACCOUNT]: what a job with these properties gets
  ACTIONS_ID_TOKEN_REQUEST_TOKEN=$1 CURL_CA_BUNDLE=$WORK/github.crt ./get-token.sh "${2:-deployer}" shop
}
review() { "$SIGNET" token review - --audience shop <"$WORK/token"; }

main='{"repository": "example/shop", "ref": "refs/heads/main", "event_name": "push"}'
job "$main" >"$WORK/token"
check "a job of the branch main of example/shop gets a token of deployer" "system:serviceaccount:default:deployer" review

refuse "the same job, for another account" "error: 403" job "$main" another
refuse "a job of another branch" "error: 403" job '{"repository": "example/shop", "ref": "refs/heads/feature", "event_name": "push"}'
refuse "a branch whose name goes on after main" "error: 403" job '{"repository": "example/shop", "ref": "refs/heads/main2", "event_name": "push"}'
refuse "a job of a tag with the name main" "error: 403" job '{"repository": "example/shop", "ref": "refs/tags/main", "event_name": "push"}'
refuse "a pull request" "error: 403" job '{"repository": "example/shop", "ref": "refs/pull/7/merge", "event_name": "pull_request"}'
refuse "a job in an environment: its subject names the environment" "error: 403" \
  job '{"repository": "example/shop", "ref": "refs/heads/main", "event_name": "push", "environment": "production"}'
refuse "another repository of the organization" "error: 403" job '{"repository": "example/blog", "ref": "refs/heads/main", "event_name": "push"}'
refuse "a repository of another organization: no user at all" "error: 401" job '{"repository": "other/shop", "ref": "refs/heads/main", "event_name": "push"}'
refuse "a runner of one's own" "error: 401" job "${main%\}}, \"runner_environment\": \"self-hosted\"}"
refuse "a token with the signature of another key" "error: 401" job "${main%\}}, \"key\": \"forged\"}"
SIGNET_AUDIENCE=https://other.example.com refuse "a token for another audience" "error: 401" job "$main"

# Another issuer that is not in authn.yaml, with the same claims.
trusted=$ACTIONS_ID_TOKEN_REQUEST_URL
start_stand_in other-issuer "$PYTHON" github.py "$WORK/github.crt" "$WORK/github.key"
ACTIONS_ID_TOKEN_REQUEST_URL="$URL/token?api-version=2.0" refuse "a token of another issuer" "error: 401" job "$main"
ACTIONS_ID_TOKEN_REQUEST_URL=$trusted check "and the first one again" "" job "$main"

kubectl delete serviceaccount deployer
refuse "once the account is deleted, its tokens" "Refused" review
refuse "and new ones" "error: 404" job "$main"
