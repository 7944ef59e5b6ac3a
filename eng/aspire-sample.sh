#!/usr/bin/env bash
# Packs Signet.Aspire.Hosting and Signet.Client, and runs the tests of samples/aspire against the packages: an AppHost with real programs. Ends with "N passed, N failed".
exec "$(dirname "$0")/package-samples.sh" aspire "Signet.Client Signet.Aspire.Hosting" AppHost
