#!/usr/bin/env bash
# Keeps a token of the account builder for AWS in a file. A reader sees the old token or the new one, never a part, and no end of line: the SDK would send it.
# Usage: keep-token.sh FILE [SECONDS]; without SECONDS it writes one token and ends.
set -euo pipefail
umask 077
while true; do
  token=$("${SIGNET:-signet}" token create builder --audience sts.amazonaws.com --duration 1h)
  printf %s "$token" >"$1.new" && mv "$1.new" "$1"
  [ -n "${2:-}" ] || break
  sleep "$2"
done
