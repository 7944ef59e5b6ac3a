#!/usr/bin/env bash
# Packs the .NET tool, and installs it as users do, with a home and package folders of its own. Ends with "N passed, N failed".
# Usage: eng/tool-install.sh [FOLDER]: a folder with the packages of eng/pack.sh tool, instead of packing.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/steps.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
feed=$(realpath -m "${1:-$work/feed}")
other=$work/other

clean_environment() { # HOME: nothing of this machine but the SDK
  mkdir -p "$1/tmp"
  environment=(HOME="$1" TMPDIR="$1/tmp" PATH="$PATH" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false)
}

tool_home() { # HOME COMMAND…
  clean_environment "$1"
  shift
  env -i "${environment[@]}" "$@"
}

# A package is a zip file.
contents() { python3 -m zipfile -l "$1" | awk 'NR > 1 { print $1 }'; }

pack() { # in the other feed, the tool names the package for other platforms alone: it is installed here, too
  [ "$feed" != "$work/feed" ] || eng/pack.sh tool --output "$feed" >"$work/pack.log" 2>&1 || { tail -n 20 "$work/pack.log"; return 1; }
  version=$(basename "$(ls "$feed"/signet.linux-x64.*.nupkg)" .nupkg)
  version=${version#signet.linux-x64.}
  mkdir "$other" && cp "$feed/signet.any.$version.nupkg" "$other/" || return 1
  eng/pack.sh tool --rids any --pack '' --version "$version" --output "$other" >"$work/pack.log" 2>&1 || { tail -n 20 "$work/pack.log"; return 1; }
}

pointer() { # names the three others, and has no program
  local file=$feed/signet.$version.nupkg rid
  ! contents "$file" | grep -E '\.(dll|so)$' || return 1
  mkdir "$work/pointer" && python3 -m zipfile -e "$file" "$work/pointer" || return 1
  for rid in linux-x64 linux-musl-x64 any; do
    grep -rq "RuntimeIdentifier=\"$rid\" Id=\"signet.$rid\"" "$work/pointer/tools" && [ -f "$feed/signet.$rid.$version.nupkg" ] || { echo "$rid is missing"; return 1; }
  done
}

native() { # the package for linux-x64 is one native file: NativeAOT has a section __managedcode
  local files
  files=$(contents "$feed/signet.linux-x64.$version.nupkg" | grep '^tools/' | grep -v '/DotnetToolSettings.xml$')
  [ "$(wc -l <<<"$files")" -eq 1 ] && [[ $files == */signet ]] || { echo "$files"; return 1; }
  mkdir "$work/native" && python3 -m zipfile -e "$feed/signet.linux-x64.$version.nupkg" "$work/native" || return 1
  [ "$(head -c 4 "$work/native/$files" | od -An -c | tr -d ' ')" = '177ELF' ] && grep -q __managedcode "$work/native/$files"
}

portable() { # RID LIBRARY: a package for the runtime of the machine, with SQLite for the platform
  local files
  files=$(contents "$feed/signet.$1.$version.nupkg")
  grep -q '/signet\.dll$' <<<"$files" && grep -q "$2" <<<"$files" && ! grep -qE '/signet$|coreclr' <<<"$files" || { echo "$files"; return 1; }
}

tokens() { # HOME COMMAND…: a development server issues a token, and accepts it for its audience alone
  local home=$1
  shift
  cat >"$work/tokens.sh" <<'EOF'
set -eu
token=$("$@" token create builder --create-account --audience vault 2>/dev/null)
date +%s.%N >"$HOME/first-token"
printf %s "$token" | "$@" token review - --audience vault >/dev/null
status=0
printf %s "$token" | "$@" token review - --audience other >/dev/null 2>&1 || status=$?
[ "$status" -eq 4 ] && echo "tokens work"
EOF
  [ "$(tool_home "$home" "$@" dev -- sh "$work/tokens.sh" "$@")" = "tokens work" ] && [ -z "$(ls -A "$home/tmp" | grep '^signet-')" ]
}

store() { # HOME COMMAND…: a server with a store starts, so its SQLite library is found, and stops
  local home=$1 server status=0
  shift
  : >"$home/serve.log"
  (clean_environment "$home" && exec env -i "${environment[@]}" "$@" serve --secure-port 0 --data-dir "$home/data") >"$home/serve.log" 2>&1 &
  server=$!
  until_serves "$server" "$home/serve.log" || { cat "$home/serve.log"; status=1; }
  kill -TERM "$server" 2>/dev/null
  wait "$server" || { echo "its exit code is $?"; status=1; }
  [ -f "$home/data/store.db" ] || [ -n "$(find "$home/data" -name '*.db*' -print -quit)" ] || status=1
  return "$status"
}

seconds() { # NAME HOME START
  awk -v name="$1" -v start="$3" '{ printf "%s: %.1f s from the install command to the first token\n", name, $1 - start }' "$2/first-token"
}

install() { # NAME FEED COMMAND FLAGS…: installs, and runs the installed command
  local name=$1 source=$2 command=$3 home=$work/home-$1 start
  shift 3
  mkdir -p "$home"
  start=$(date +%s.%N)
  tool_home "$home" dotnet tool install signet "$@" --version "$version" --source "$source" >"$work/$name.log" 2>&1 || { cat "$work/$name.log"; return 1; }
  [ "$(tool_home "$home" "$command" version)" = "signet $version" ] && tokens "$home" "$command" && seconds "$name" "$home" "$start"
}

uninstall() { # NAME FOLDER FLAGS…: nothing stays in the folder of the tools
  local home=$work/home-$1 folder=$2 left
  shift 2
  tool_home "$home" dotnet tool uninstall signet "$@" >/dev/null || return 1
  left=$(find "$folder" -not -type d)
  [ -z "$left" ] || { echo "$left"; return 1; }
}

once() { # runs it without installing, by both commands of the SDK
  local home=$work/home-once
  [ "$(tool_home "$home" dotnet tool exec "signet@$version" --yes --source "$feed" -- version 2>&1 | tail -n 1)" = "signet $version" ] || return 1
  local dnx
  dnx=$(dirname "$(readlink -f "$(command -v dotnet)")")/dnx
  [ "$(tool_home "$home" "$dnx" "signet@$version" --yes --source "$feed" -- version 2>&1 | tail -n 1)" = "signet $version" ] && [ ! -e "$home/.dotnet/tools/signet" ]
}

step "packages" pack
if [ "$failed" -eq 0 ]; then
  step "the package that is installed names the others" pointer
  step "the package for linux-x64 is native" native
  step "the package for linux-musl-x64 runs on the runtime" portable linux-musl-x64 'libe_sqlite3\.so$'
  step "the package for other platforms has SQLite for them" portable any 'runtimes/osx-arm64/native/libe_sqlite3\.dylib$'
  step "dotnet tool install --tool-path" install path "$feed" "$work/tools/signet" --tool-path "$work/tools"
  step "its store" store "$work/home-path" "$work/tools/signet"
  step "it is the native program" test ! -e "$work/tools/.store/signet/$version/signet.any"
  step "dotnet tool uninstall --tool-path" uninstall path "$work/tools" --tool-path "$work/tools"
  step "dotnet tool install --global" install global "$feed" "$work/home-global/.dotnet/tools/signet" --global
  step "dotnet tool uninstall --global" uninstall global "$work/home-global/.dotnet/tools" --global
  step "dotnet tool exec and dnx" once
  step "the package for other platforms" install other "$other" "$work/others/signet" --tool-path "$work/others"
  step "its store" store "$work/home-other" "$work/others/signet"
  step "its uninstall" uninstall other "$work/others" --tool-path "$work/others"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
