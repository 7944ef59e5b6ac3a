#!/usr/bin/env bash
# Prints the SHA-1 thumbprint of the last certificate that the server of an issuer sends, as IAM compares it. Usage: thumbprint.sh https://HOST[:PORT][/PATH]
set -euo pipefail
host=${1#https://}
host=${host%%/*}
[[ $host == *:* ]] || host=$host:443
openssl s_client -showcerts -servername "${host%:*}" -connect "$host" </dev/null 2>/dev/null |
  awk '/BEGIN CERT/ {pem = ""} {pem = pem $0 "\n"} /END CERT/ {last = pem} END {printf "%s", last}' |
  openssl x509 -noout -fingerprint -sha1 | sed 's/.*=//; s/://g'
