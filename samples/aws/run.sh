#!/usr/bin/env bash
# Runs the sample with the AWS SDK against a stand-in for IAM and STS, and checks what is accepted and refused. SIGNET is the executable of Signet.
. "$(dirname "$0")/../lib.sh"
cd "$(dirname "$0")"
need kubectl faketime node npm openssl
install_packages .

start_signet signet
kubectl create serviceaccount builder
kubectl create serviceaccount another

# AWS takes no port in an issuer; the stand-in does.
sed "s|https://issuer.example.com|$ISSUER|" provider.json | jq --arg thumbprint "$(./thumbprint.sh "$ISSUER")" '.ThumbprintList = [$thumbprint]' >"$WORK/provider.json"
sed "s|issuer.example.com|${ISSUER#https://}|" trust.json >"$WORK/trust.json"

export AWS_ROLE_ARN=arn:aws:iam::123456789012:role/builder AWS_WEB_IDENTITY_TOKEN_FILE=$WORK/token AWS_ROLE_SESSION_NAME=build-42 AWS_REGION=eu-central-1
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

aws() { # PROVIDER: the stand-in, whose credentials are valid for four minutes: the SDK replaces them with the next request
  start_stand_in "aws-$1" env SSL_CERT_FILE="$CA" "$PYTHON" aws.py "$WORK/$1.json" "$WORK/trust.json" arn:aws:iam::123456789012:role/builder 240
  export AWS_ENDPOINT_URL_STS=$URL
}
whoami() { node whoami.mjs <<<""; }
token() { token_file "$AWS_WEB_IDENTITY_TOKEN_FILE" "$@" --duration 1h; }
id_of_token() { "$SIGNET" token inspect -o json - <"$AWS_WEB_IDENTITY_TOKEN_FILE" | jq -r .claims.jti; }

aws provider
./keep-token.sh "$AWS_WEB_IDENTITY_TOKEN_FILE"
check "the SDK assumes the role with the token file" "arn:aws:sts::123456789012:assumed-role/builder/build-42" whoami

# A program that goes on while its token file is replaced.
mkfifo "$WORK/ask"
start_program() { node whoami.mjs <"$WORK/ask" >"$WORK/program.log" 2>&1 & started+=("$!"); }
start_program
exec 3>"$WORK/ask"
ask() { # COUNT: asks once more, and waits until there are so many answers
  echo >&3
  for _ in $(seq 600); do
    [ "$(grep -c assumed-role "$WORK/program.log")" -lt "$1" ] || return 0
    sleep 0.1
  done
  return 1
}
ask 1
first=$(id_of_token)
./keep-token.sh "$AWS_WEB_IDENTITY_TOKEN_FILE"
ask 2
exec 3>&-
second=$(id_of_token)
[ "$first" != "$second" ]
check "a running program takes the new token from the replaced file" "$first
assumed by token $second" cat "$WORK/aws-provider.log"

kubectl delete serviceaccount builder
check "the token of a deleted account is accepted until it expires: AWS reads the keys only" "assumed-role/builder" whoami
refuse "but there is no new token" "there is no service account" ./keep-token.sh "$WORK/none"
kubectl create serviceaccount builder

token another --audience sts.amazonaws.com
refuse "a token of another account" "AccessDenied" whoami
token builder --audience another
refuse "a token for another audience" "Incorrect token audience" whoami
./keep-token.sh "$AWS_WEB_IDENTITY_TOKEN_FILE"
AWS_ROLE_ARN=arn:aws:iam::123456789012:role/admin refuse "another role" "AccessDenied" whoami
change "$(cat "$AWS_WEB_IDENTITY_TOKEN_FILE")" >"$WORK/changed"
AWS_WEB_IDENTITY_TOKEN_FILE=$WORK/changed refuse "a token with another signature" "Signature" whoami

start_stand_in aws-later later env SSL_CERT_FILE="$CA" "$PYTHON" aws.py "$WORK/provider.json" "$WORK/trust.json" "$AWS_ROLE_ARN" 240
AWS_ENDPOINT_URL_STS=$URL refuse "two hours later, an expired token" "ExpiredToken" whoami

jq '.ThumbprintList = ["0000000000000000000000000000000000000000"]' "$WORK/provider.json" >"$WORK/thumbprint.json"
aws thumbprint
refuse "a server of the issuer with another certificate" "thumbprint" whoami

aws provider
start_signet other
token builder --create-account --audience sts.amazonaws.com
refuse "a token of another issuer" "No OpenIDConnect provider" whoami
