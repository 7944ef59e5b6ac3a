#!/usr/bin/env bash
# Unpacks the tarball into an empty folder, runs its executable with an empty environment and without root's rights, and installs it below a root directory
# by the commands of its README. Ends with "N passed, N failed".
# Usage: eng/tarball-install.sh [FOLDER]: a folder of `eng/package.sh all` (default artifacts/package). Needs root, systemd (it need not run) and man-db.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
folder=$(realpath "${1:-artifacts/package}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
archive=signet-$version-linux-x64
work=$(mktemp -d)
chmod 755 "$work"
server=
root=$work/root
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

checksums() { # all packages of the folder, and nothing else
  (cd "$folder" && sha256sum --check --strict --quiet SHA256SUMS) || return 1
  diff <(cut -c67- "$folder/SHA256SUMS") <(cd "$folder" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%P\n' | sort)
}

checksums_find() { # a changed byte
  mkdir "$work/changed" && cp "$folder/$archive.tar.gz" "$work/changed/" && printf x | dd of="$work/changed/$archive.tar.gz" bs=1 seek=4096 conv=notrunc status=none &&
    grep " $archive.tar.gz$" "$folder/SHA256SUMS" >"$work/changed/SHA256SUMS" && ! (cd "$work/changed" && sha256sum --check --status SHA256SUMS)
}

contents() { # one folder with files and directories of root, which all can read, only the executable can be run, and all have one time
  tar --numeric-owner --full-time -tvzf "$folder/$archive.tar.gz" >"$work/contents" || return 1
  ! awk '$2 != "0/0" { print "owner: " $0 }
    $1 !~ /^(drwxr-xr-x|-rw-r--r--)$/ && !($1 == "-rwxr-xr-x" && $6 ~ /\/bin\/signet$/) { print "mode: " $0 }
    times[$4 " " $5]++ == 0 && NR > 1 { print "time: " $0 }' "$work/contents" | grep . && ! awk '{ print $6 }' "$work/contents" | grep -v "^$archive/"
}

unpack() { # by the unprivileged user of this machine
  install -d -o nobody "$work/unpacked"
  # shellcheck disable=SC2024
  as_nobody tar -xzf - -C "$work/unpacked" <"$folder/$archive.tar.gz" && [ "$(ls -A "$work/unpacked")" = "$archive" ] && cmp "$work/unpacked/$archive/bin/signet" "$folder/linux-x64/signet"
}

as_nobody() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }

signet() { as_nobody env -i "$work/unpacked/$archive/bin/signet" "$@"; }

commands() { [ "$(signet version)" = "signet $version" ] && signet help serve | grep -q -- --data-dir; }

development() { # issues a token, and accepts it for its audience alone
  cat >"$work/tokens.sh" <<'END'
set -eu
token=$("$1" token create builder --create-account --audience vault 2>/dev/null)
printf %s "$token" | "$1" token review - --audience vault >/dev/null
status=0
printf %s "$token" | "$1" token review - --audience other >/dev/null 2>&1 || status=$?
[ "$status" -eq 4 ] && echo "tokens work"
END
  [ "$(signet dev -- /bin/sh "$work/tokens.sh" "$work/unpacked/$archive/bin/signet")" = "tokens work" ]
}

serve() {
  : >"$work/serve.out"
  setpriv --reuid=nobody --regid=nogroup --clear-groups env -i "$work/unpacked/$archive/bin/signet" serve --secure-port 0 --data-dir "$work/unpacked/data" \
    >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  until_serves "$server" "$work/serve.out" || { cat "$work/serve.err"; return 1; }
}

stop() {
  kill -TERM "$server" && wait "$server"
  local status=$?
  server=
  return "$status"
}

store() { # after a restart a token is still accepted
  local token config=(--kubeconfig "$work/unpacked/data/admin.kubeconfig")
  serve && token=$(signet token create builder --create-account "${config[@]}" 2>/dev/null) && stop && serve &&
    printf %s "$token" | signet token review - "${config[@]}" >/dev/null && stop && [ "$(ls -A "$work/unpacked")" = "data
$archive" ]
}

table() { # of the README: each path is there, and each folder is named
  local paths path
  paths=$(sed -nE 's/^\| (`[^|]*`) \|.*/\1/p' "$work/unpacked/$archive/README.md" | tr -d '`,')
  [ -n "$paths" ] || return 1
  for path in $paths; do
    [ -e "$work/unpacked/$archive/$path" ] || { echo "$path is not there"; return 1; }
  done
  (cd "$work/unpacked/$archive" && find . -type f -printf '%P\n') | grep -vE "^($(tr '\n' ' ' <<<"$paths" | sed 's/ *$//; s/ /|/g'))" >"$work/unnamed"
  [ "$(sort "$work/unnamed" | tr '\n' ' ')" = "LICENSE README.md " ] || { cat "$work/unnamed"; return 1; }
}

readme() { # the commands of the README that need no running systemd, with the root directory before their paths
  mkdir -p "$root/usr/local" "$root/etc"
  sed -n '/^```sh$/,/^```$/p' "$work/unpacked/$archive/README.md" | sed '/^```/d' >"$work/commands"
  [ "$(grep -cE '^(cp|systemd-sysusers|install|systemctl|signet) ' "$work/commands")" = "$(wc -l <"$work/commands")" ] || { cat "$work/commands"; return 1; }
  grep -vE '^(systemctl|signet) ' "$work/commands" | sed -E "s# (/usr/local/|/etc/)# $root\1#; s#^systemd-sysusers #systemd-sysusers --root=$root #" >"$work/install.sh"
  [ "$(wc -l <"$work/install.sh")" -ge 3 ] && (cd "$work/unpacked/$archive" && sh -eu "$work/install.sh") 2>"$work/install.log" || { cat "$work/install.log"; return 1; }
  grep -q '^signet:.*:/var/lib/signet:' "$root/etc/passwd" && [ -f "$root/etc/signet/signet.yaml" ]
}

units() { # those of deploy/systemd, with the path of the installed executable
  local output installed=$root/usr/local/lib/systemd/system
  diff -x '*.conf' -x '*.sysusers' -x '*.yaml' deploy/systemd "$installed" >"$work/units.diff"
  [ "$(grep -c '^[<>]' "$work/units.diff")" -eq 2 ] && grep -q '^> ExecStart=/usr/local/bin/signet serve ' "$work/units.diff" || { cat "$work/units.diff"; return 1; }
  cp -r "$installed" "$work/units" && sed -i "s#/usr/local/bin/signet#$root/usr/local/bin/signet#" "$work/units/signet.service" || return 1
  output=$(systemd-analyze verify --man=no "$work"/units/* 2>&1)
  [ -z "$output" ] || { echo "$output"; return 1; }
}

manual() { [ "$(man -M "$root/usr/local/share/man" -w signet-serve)" = "$root/usr/local/share/man/man1/signet-serve.1.gz" ] && man -M "$root/usr/local/share/man" signet-serve | grep -q -- --data-dir; }

completion() { bash -n "$root/usr/local/share/bash-completion/completions/signet" && grep -q signet "$root/usr/local/share/zsh/vendor-completions/_signet" "$root/usr/local/share/fish/vendor_completions.d/signet.fish"; }

remove() { # the files of the folder
  (cd "$work/unpacked/$archive" && find bin share lib -type f -print0) | (cd "$root/usr/local" && xargs -0 rm) && [ -z "$(find "$root/usr/local" -type f)" ]
}

[ "$(id -u)" -eq 0 ] || { echo "tarball-install.sh needs root" >&2; exit 1; }
step "checksums" checksums
step "the checksums find a change" checksums_find
step "owners, modes and times in the archive" contents
step "unpacked by an unprivileged user" unpack
step "commands without an environment" commands
step "a development server without an environment" development
step "a server with a store" store
step "the table of the README" table
step "installation by the README" readme
step "the units" units
step "the manual" manual
step "completion" completion
step "removal" remove

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
