#!/usr/bin/env bash
# kube-apiserver for eng/kube-apiserver-signer.sh on machines without one: takes the flags of that script, checks them as kube-apiserver does, and
# serves the same API by `signet serve`. SIGNET is the executable of Signet.
set -euo pipefail
declare -A flags=()
while [ $# -gt 0 ]; do
  case $1 in
    --etcd-servers | --secure-port | --bind-address | --advertise-address | --cert-dir | --token-auth-file | --authorization-mode | \
      --service-cluster-ip-range | --service-account-issuer | --api-audiences | --service-account-signing-endpoint | --feature-gates)
      [ $# -ge 2 ] || { echo "Error: flag needs an argument: $1" >&2; exit 1; }
      flags[$1]=$2
      shift 2
      ;;
    *) echo "Error: unknown flag: $1" >&2; exit 1 ;;
  esac
done

for name in --etcd-servers --service-account-issuer --service-account-signing-endpoint --service-cluster-ip-range --cert-dir; do
  [ -n "${flags[$name]:-}" ] || { echo "Error: $name is required" >&2; exit 1; }
done

[ "$(curl -s --max-time 30 "${flags[--etcd-servers]}/version" | jq -r '.etcdcluster | split(".")[0]')" = 3 ] ||
  { echo "Error: no etcd 3 at ${flags[--etcd-servers]}" >&2; exit 1; }

mkdir -p "${flags[--cert-dir]}"
exec "$SIGNET" serve --data-dir "${flags[--cert-dir]}/signet" --secure-port "${flags[--secure-port]}" --bind-address "${flags[--bind-address]}" \
  --token-auth-file "${flags[--token-auth-file]}" --authorization-mode "${flags[--authorization-mode]}" \
  --service-account-issuer "${flags[--service-account-issuer]}" --api-audiences "${flags[--api-audiences]}" \
  --service-account-signing-endpoint "${flags[--service-account-signing-endpoint]}"
