#!/usr/bin/env bash
# Keeps a token of the account builder for AWS in a file. A reader sees the old token or the new one, never a part, and no end of line: the SDK would send it.
# Usage: keep-token.sh FILE [SECONDS]; without SECONDS it writes one token and ends.
set -euo pipefail
umask 077
write() {
  local token
  token=$("${SIGNET:-signet}" token create builder --audience sts.amazonaws.com --duration 1h) && printf %s "$token" >"$1.new" && mv "$1.new" "$1"
}

write "$1"
while [ -n "${2:-}" ]; do
  sleep "$2"
  write "$1" || echo "the old token stays; the next attempt is in $2 seconds" >&2
done
