# shellcheck shell=bash
# What the samples share: starting and stopping programs, and checks. Each run.sh sources it from its own folder.
set -euo pipefail
SIGNET=${SIGNET:-signet}
[[ $SIGNET != */* ]] || SIGNET=$(realpath "$SIGNET") # a sample changes to its folder
export SIGNET
SAMPLES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=$(mktemp -d)
started=()

# Python with the modules of Debian's python3-jwt, python3-cryptography and python3-yaml: a python3 of another origin on the PATH may lack them.
PYTHON=${PYTHON:-$(for python in python3 /usr/bin/python3; do "$python" -c 'import jwt, cryptography, yaml' 2>/dev/null && echo "$python" && break; done || true)}
export PYTHONPATH=$SAMPLES PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

need() { # PROGRAM…: what the sample runs
  local program
  [ -n "$PYTHON" ] || { echo "FAILED: no python3 with python3-jwt, python3-cryptography and python3-yaml"; exit 1; }
  for program in "$SIGNET" curl jq "$@"; do
    command -v "$program" >/dev/null || { echo "FAILED: $program is not there"; exit 1; }
  done
}

finish() { # at every end: stops what start has started, the last one first
  local status=$? index
  for ((index = ${#started[@]} - 1; index >= 0; index--)); do
    kill "${started[index]}" 2>/dev/null || true
    wait "${started[index]}" 2>/dev/null || true
  done
  if [ "$status" -ne 0 ]; then tail -n 10 "$WORK"/*.log 2>/dev/null | hide_tokens || true; fi # the reader of a pipe may be gone
  rm -rf "$WORK"
}
trap finish EXIT

hide_tokens() { sed -E 's/eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+/TOKEN/g'; }

start() { # NAME LINE COMMAND…: runs a server in the background; sets URL to what follows LINE in its output, and PID
  local name=$1 line=$2
  shift 2
  rm -f "$WORK/$name.log" # of an earlier server of that name
  : >"$WORK/$name.log"
  "$@" >>"$WORK/$name.log" 2>&1 &
  PID=$!
  started+=("$PID")
  for _ in $(seq 600); do
    URL=$(sed -n "s|^$line||p" "$WORK/$name.log" | head -n 1)
    [ -z "$URL" ] || return 0
    kill -0 "$PID" 2>/dev/null || break
    sleep 0.1
  done
  echo "FAILED: $name does not start"
  exit 1
}

stop() { # PID
  kill "$1"
  wait "$1" 2>/dev/null || true
}

start_signet() { # NAME FLAGS…: a new Signet on a free port; sets ISSUER, CA and KUBECONFIG
  start "$1" 'Signet serves ' "$SIGNET" serve --data-dir "$WORK/$1" --secure-port 0 "${@:2}"
  export ISSUER=$URL CA=$WORK/$1/ca.crt KUBECONFIG=$WORK/$1/admin.kubeconfig
}

start_stand_in() { # NAME COMMAND…: a program that prints "listening on URL"
  start "$1" 'listening on ' "${@:2}"
}

install_packages() { # FOLDER: those of its package-lock.json
  npm ci --prefix "$1" --silent --no-audit --no-fund --prefer-offline --fetch-retries=5
}

token_file() { # FILE ACCOUNT FLAGS…: a token in a file, without an end of line: libraries send what the file holds
  local token
  token=$("$SIGNET" token create "${@:2}") && printf %s "$token" >"$1"
}

later() { # COMMAND…: runs a command with a clock that is two hours ahead: a token of one hour has expired there
  # Not by faketime itself: it would be the parent of the command, which outlived it.
  exec env LD_PRELOAD="$(faketime -f +2h printenv LD_PRELOAD)" FAKETIME=+2h "$@"
}

free_port() { # below the ports that connections get
  "$PYTHON" -c 'import random, socket
for port in random.sample(range(20000, 30000), 100):
    with socket.socket() as one:
        if one.connect_ex(("127.0.0.1", port)) != 0:
            print(port); break'
}

ok() { echo "ok: $1"; }

failed() { # WHAT OUTPUT
  echo "FAILED: $1"
  hide_tokens <<<"$2" | head -n 30
  exit 1
}

check() { # WHAT TEXT COMMAND…: the command succeeds, and its output has the text
  local what=$1 text=$2 output
  shift 2
  output=$("$@" 2>&1) || failed "$what" "$output"
  [[ $output == *"$text"* ]] || failed "$what" "$output"
  ok "$what"
}

refuse() { # WHAT TEXT COMMAND…: the command fails, and its output has the text
  local what=$1 text=$2 output
  shift 2
  output=$("$@" 2>&1) && failed "$what" "$output"
  [[ $output == *"$text"* ]] || failed "$what" "$output"
  ok "$what"
}

change() { # TOKEN: the token with another signature
  local head=${1%.*} signature=${1##*.}
  case $signature in A*) signature=B${signature:1} ;; *) signature=A${signature:1} ;; esac
  printf %s "$head.$signature"
}

make_certificate() { # NAME: NAME.crt and NAME.key of a server on loopback, signed by itself
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -addext basicConstraints=critical,CA:TRUE -keyout "$1.key" -out "$1.crt" 2>/dev/null
}
