#!/usr/bin/env bash
# Makes the packages for servers (docs/decisions/0042-packages.md). Those for developers are made by eng/pack.sh.
#
#   eng/package.sh binary     the executable, by NativeAOT: artifacts/package/RID/signet
#   eng/package.sh sbom       its bill of materials (CycloneDX 1.6): signet-VERSION-RID.cdx.json
#   eng/package.sh tarball    signet-VERSION-RID.tar.gz: executable, manual pages, completion, units, an example of the settings
#   eng/package.sh deb        signet_VERSION_ARCHITECTURE.deb
#   eng/package.sh checksums  SHA256SUMS of what is in the folder
#   eng/package.sh all        all of it
#
# Flags: --rid RID (default linux-x64; linux-arm64 needs gcc-aarch64-linux-gnu), --version V (default: that of Directory.Build.props),
# --output DIR (default artifacts/package). sbom, tarball and deb use the executable that binary made.
# Two runs on one commit give the same bytes: times are that of the commit (SOURCE_DATE_EPOCH), paths of the build are mapped (eng/reproduce.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C.UTF-8 TZ=UTC
umask 022

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" | grep -v '^set' >&2
  exit 64
}

kind=${1:-}
[ $# -eq 0 ] || shift
rid=linux-x64 version='' output=artifacts/package
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || usage
  case $1 in
    --rid) rid=$2 ;;
    --version) version=$2 ;;
    --output) output=$2 ;;
    *) usage ;;
  esac
  shift 2
done
case $rid in
  linux-x64) architecture=amd64 ;;
  linux-arm64) architecture=arm64 ;;
  *) echo "package.sh: $rid is neither linux-x64 nor linux-arm64" >&2; exit 64 ;;
esac
version=${version:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)}
mkdir -p "$output"
output=$(realpath "$output")
published=$output/$rid
name=signet-$version-$rid
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null) || { echo "package.sh: without git SOURCE_DATE_EPOCH has to be set" >&2; exit 1; }
fi
export SOURCE_DATE_EPOCH
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

binary() {
  local cross=()
  if [ "$rid" = linux-arm64 ] && [ "$(uname -m)" != aarch64 ]; then
    command -v aarch64-linux-gnu-gcc >/dev/null || { echo "package.sh: linux-arm64 needs the package gcc-aarch64-linux-gnu on this machine" >&2; return 1; }
    # The SDK passes --target, which is an option of clang alone.
    printf '#!/bin/sh\nfor one; do\n  shift\n  case $one in --target=*) ;; *) set -- "$@" "$one" ;; esac\ndone\nexec aarch64-linux-gnu-gcc "$@"\n' >"$staging/aarch64-linker"
    chmod 755 "$staging/aarch64-linker"
    cross=("-p:CppCompilerAndLinker=$staging/aarch64-linker" -p:ObjCopyName=aarch64-linux-gnu-objcopy -p:SysRoot=/)
  fi
  rm -rf "$published"
  # Without the commit's id, which would only be there where git is: an archive of the sources (the Dockerfile has one) gives the same bytes as a checkout.
  dotnet publish src/Signet.Cli -c Release -r "$rid" -v q --nologo -p:Version="$version" -p:RunAnalyzers=false -p:ContinuousIntegrationBuild=true "-p:PathMap=$PWD/=/_/" \
    -p:EnableSourceControlManagerQueries=false -p:EnableSourceLink=false -p:IncludeSourceRevisionInInformationalVersion=false \
    ${cross[@]+"${cross[@]}"} -o "$published"
  [ "$(ls -A "$published")" = signet ] || { echo "package.sh: published: $(ls -A "$published")" >&2; return 1; }
}

need_binary() {
  [ -x "$published/signet" ] || { echo "package.sh: $published/signet is missing; run: eng/package.sh binary --rid $rid" >&2; return 1; }
}

runnable() { # the executable for this machine, which writes the manual pages and completion scripts of any platform
  local own=linux-x64
  [ "$(uname -m)" != aarch64 ] || own=linux-arm64
  [ -x "$output/$own/signet" ] || { echo "package.sh: $output/$own/signet is missing, which writes the manual pages; run: eng/package.sh binary --rid $own" >&2; return 1; }
  echo "$output/$own/signet"
}

sbom() {
  need_binary
  python3 eng/sbom/write.py "$rid" "$version" "$published/signet" >"$staging/sbom.json"
  mv "$staging/sbom.json" "$output/$name.cdx.json"
}

shared_files() { # ROOT: what tarball and deb have below /usr, besides the units
  local root=$1 signet
  signet=$(runnable)
  install -D -m 755 "$published/signet" "$root/bin/signet"
  "$signet" man --to "$root/share/man/man1" >/dev/null
  gzip -9n "$root"/share/man/man1/*
  mkdir -p "$root/share/bash-completion/completions" "$root/share/zsh/vendor-completions" "$root/share/fish/vendor_completions.d"
  "$signet" completion bash >"$root/share/bash-completion/completions/signet"
  "$signet" completion zsh >"$root/share/zsh/vendor-completions/_signet"
  "$signet" completion fish >"$root/share/fish/vendor_completions.d/signet.fish"
  install -D -m 644 deploy/systemd/credentials.conf "$root/share/doc/signet/examples/credentials.conf"
  install -D -m 644 "$output/$name.cdx.json" "$root/share/doc/signet/signet.cdx.json"
}

tarball() {
  need_binary
  [ -f "$output/$name.cdx.json" ] || sbom
  local root=$staging/$name
  shared_files "$root"
  install -D -m 644 -t "$root/lib/systemd/system" deploy/systemd/*.service deploy/systemd/*.socket
  install -D -m 644 deploy/systemd/signet.sysusers "$root/lib/sysusers.d/signet.conf"
  install -D -m 644 deploy/systemd/signet.yaml "$root/share/doc/signet/examples/signet.yaml"
  sed -i 's#/usr/bin/signet#/usr/local/bin/signet#' "$root/lib/systemd/system/signet.service"
  install -m 644 LICENSE deploy/tarball/README.md "$root/"
  tar --directory "$staging" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - "$name" |
    gzip -9n >"$staging/archive"
  mv "$staging/archive" "$output/$name.tar.gz"
}

depends_of_other() { # the same for another architecture, whose packages dpkg does not know
  local newest
  newest=$(readelf --version-info --wide "$published/signet" | grep -oE 'Name: GLIBC_[0-9.]+' | sort -uV | tail -n 1)
  [ -z "$newest" ] || echo "libc6 (>= ${newest#Name: GLIBC_})"
}

depends() { # the C library by the symbols that the executable uses; OpenSSL is loaded by name
  mkdir -p "$staging/depends/debian"
  printf 'Source: signet\n\nPackage: signet\nArchitecture: any\n' >"$staging/depends/debian/control"
  (cd "$staging/depends" && dpkg-shlibdeps -O "$published/signet" 2>/dev/null) | sed -n 's/^shlibs:Depends=//p'
}

deb() {
  need_binary
  [ -f "$output/$name.cdx.json" ] || sbom
  local root=$staging/deb libraries
  shared_files "$root/usr"
  install -D -m 644 -t "$root/lib/systemd/system" deploy/systemd/*.service deploy/systemd/*.socket
  install -D -m 644 deploy/systemd/signet.yaml "$root/etc/signet/signet.yaml"
  install -D -m 644 deploy/debian/copyright "$root/usr/share/doc/signet/copyright"
  install -D -m 644 deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/signet"
  sed "s/@VERSION@/$version/; s/@DATE@/$(date -uR -d "@$SOURCE_DATE_EPOCH")/" deploy/debian/changelog >"$staging/changelog"
  gzip -9nc "$staging/changelog" >"$root/usr/share/doc/signet/changelog.gz"
  if [ "$architecture" = "$(dpkg --print-architecture)" ]; then
    libraries=$(depends)
  else
    libraries=$(depends_of_other)
  fi
  [ -n "$libraries" ] || { echo "package.sh: the libraries of the executable are unknown" >&2; return 1; }

  mkdir "$root/DEBIAN"
  (cd "$root" && find . -type f -not -path './DEBIAN/*' -printf '%P\n' | sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
  echo /etc/signet/signet.yaml >"$root/DEBIAN/conffiles"
  sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)/; s/@LIBRARIES@/$libraries/" \
    deploy/debian/control >"$root/DEBIAN/control"
  install -m 755 deploy/debian/postinst deploy/debian/prerm deploy/debian/postrm "$root/DEBIAN/"
  find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$staging/signet.deb" >/dev/null
  mv "$staging/signet.deb" "$output/signet_${version}_$architecture.deb"
}

checksums() {
  (cd "$output" && find . -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.deb' -o -name '*.cdx.json' \) -printf '%P\n' | sort | xargs -d '\n' sha256sum) >"$staging/sums"
  mv "$staging/sums" "$output/SHA256SUMS"
}

case $kind in
  binary | sbom | tarball | deb | checksums) "$kind" ;;
  all) binary && sbom && tarball && deb && checksums ;;
  *) usage ;;
esac
