#!/usr/bin/env bash
# Makes the packages by which signet is distributed (docs/decisions/0040-distribution.md).
#
#   eng/pack.sh all [--version V] [--output DIR]
#       All of it on this machine: the executable (artifacts/linux-x64/signet, from dotnet publish), and from it the packages below.
#   eng/pack.sh tool [--version V] [--output DIR] [--rids "RID…"] [--pack "RID…"]
#       The .NET tool: the package that names the others, and one for each platform. --rids are the platforms that it names (default: those of
#       Signet.Cli.csproj). --pack are those whose packages are made here (default: all; "" makes none besides the first one),
#       for a release that is built on several machines.
#   eng/pack.sh npm [--version V] [--output DIR] --binary PLATFORM=PATH…
#       The npm package signet-server, and one package for each published binary: --binary linux-x64=out/signet.
#   eng/pack.sh libraries [--version V] [--output DIR]
#       The NuGet packages for programs and tests: Signet.TestHost, Signet.Client, Signet.Client.KubernetesClient, Signet.Aspire.Hosting.
#
# The default version is that of Directory.Build.props, the default folder is artifacts/packages.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" | grep -v '^set' >&2
  exit 64
}

property() { # NAME: the value of a property of Signet.Cli.csproj
  dotnet msbuild src/Signet.Cli -nologo "-getProperty:$1"
}

kind=${1:-}
[ $# -eq 0 ] || shift
version='' output=artifacts/packages rids='' binaries=()
unset pack
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || usage
  case $1 in
    --version) version=$2 ;;
    --output) output=$2 ;;
    --rids) rids=$2 ;;
    --pack) pack=$2 ;;
    --binary) binaries+=("$2") ;;
    *) usage ;;
  esac
  shift 2
done
version=${version:-$(property Version)}
mkdir -p "$output"
output=$(realpath "$output")

is_native() { # RID: whether its package has a native program; the others run on the runtime of the machine
  case $1 in
    any | linux-musl-*) return 1 ;;
    *) return 0 ;;
  esac
}

dotnet_pack() { # FLAGS…
  dotnet pack src/Signet.Cli -c Release -v q --nologo -p:Version="$version" "-p:ToolPackageRuntimeIdentifiers=\"${rids// /;}\"" -o "$output" "$@"
}

tool() {
  rids=${rids:-$(property ToolPackageRuntimeIdentifiers | tr ';' ' ')}
  local rid
  for rid in ${pack-$rids}; do
    # ILCompiler has no cross-compilation between systems, and needs the linker of the target: a package that cannot be made here fails.
    if is_native "$rid"; then
      dotnet_pack -r "$rid"
    else
      dotnet_pack -r "$rid" -p:RunsOnSharedRuntime=true
    fi
  done

  # Without a RID only the package that names the others is made.
  dotnet_pack
}

npm_platform() { # PLATFORM PATH: a package whose only content is the binary
  local platform=$1 path=$2 folder
  [ -x "$path" ] || { echo "$path is no executable" >&2; return 1; }
  folder=$staging/signet-server-$platform
  mkdir -p "$folder/bin"
  install -m 755 "$path" "$folder/bin/signet"
  cp LICENSE "$folder/"
  node npm/platform.cjs "$platform" "$version" >"$folder/package.json"
  printf '# signet-server-%s\n\nThe executable of [signet-server](https://www.npmjs.com/package/signet-server) for %s. It is installed with that package.\n' \
    "$platform" "$platform" >"$folder/README.md"
  npm pack --silent --pack-destination "$output" "$folder"
}

npm_packages() {
  [ "${#binaries[@]}" -gt 0 ] || usage
  staging=$(mktemp -d)
  trap 'rm -rf "$staging"' EXIT
  local each platforms=()
  for each in "${binaries[@]}"; do
    platforms+=("${each%%=*}")
    npm_platform "${each%%=*}" "${each#*=}"
  done

  cp -r npm/signet-server "$staging/signet-server"
  cp LICENSE "$staging/signet-server/"
  node npm/main.cjs "$version" "${platforms[@]}" >"$staging/signet-server/package.json"
  npm pack --silent --pack-destination "$output" "$staging/signet-server"
}

libraries() {
  local library
  for library in Signet.TestHost Signet.Client Signet.Client.KubernetesClient Signet.Aspire.Hosting; do
    dotnet pack "src/$library" -c Release -v q --nologo -p:Version="$version" -o "$output"
  done
}

all() {
  local platform=linux-x64
  dotnet publish src/Signet.Cli -c Release -r "$platform" -p:Version="$version" -o "artifacts/$platform"
  binaries=("$platform=artifacts/$platform/signet")
  tool
  npm_packages
  libraries
}

case $kind in
  all) all ;;
  tool) tool ;;
  libraries) libraries ;;
  npm) npm_packages ;;
  *) usage ;;
esac
