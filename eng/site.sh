#!/usr/bin/env bash
# The documentation as a static site: the pages of docs/, the top-level pages, and the API of the .NET packages. Fails on a warning, a broken link or a broken anchor.
# Usage: eng/site.sh [--to DIR] [--repository URL]
#   --to DIR           where the site goes (artifacts/site); the folder is replaced
#   --repository URL   where links to source files lead, such as https://git.example.com/signet/blob/main; without it they are plain text
set -euo pipefail
cd "$(dirname "$0")/.."
to=artifacts/site repository=
while [ $# -gt 0 ]; do
  case $1 in
    --to) to=${2:?--to needs a folder} ;;
    --repository) repository=${2:?--repository needs a URL} ;;
    *) echo "eng/site.sh: unknown argument $1" >&2; exit 2 ;;
  esac
  shift 2
done
if [ -e "$to" ] && [ -n "$(ls -A "$to")" ] && [ ! -f "$to/xrefmap.yml" ]; then
  echo "eng/site.sh: $to is not empty, and is no site" >&2
  exit 2
fi

work=artifacts/site-source
rm -rf "$work" "$to"
mkdir -p "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet tool restore >/dev/null
for project in Signet.Client Signet.TestHost; do
  # What the tests have built is used, when it is newer than the sources.
  built=src/$project/bin/Debug/net10.0/$project.dll
  if [ ! -f "$built" ] || [ -n "$(find "src/$project" -name '*.cs' -newer "$built" -not -path '*/obj/*' | head -n 1)" ]; then
    dotnet build -v q --nologo -p:RunAnalyzers=false "src/$project"
  fi
done
python3 eng/site/pages.py "$work" "$repository"
cp eng/site/docfx.json "$work/"
cp -r eng/site/template eng/site/logo.svg "$work/"
dotnet docfx metadata "$work/docfx.json" --logLevel warning --warningsAsErrors
dotnet docfx build "$work/docfx.json" --output "$(realpath -m "$to")" --logLevel warning --warningsAsErrors
python3 eng/site/links.py "$to"
