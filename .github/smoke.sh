#!/usr/bin/env bash
# Three questions to a running service: is it alive, does its database fit its code, does it answer a search.
# bash .github/smoke.sh https://service.example [SECONDS]: asks again for so long (60) before it gives up.
set -euo pipefail
url=${1:?Set SERVICE_URL, the address of the service.}
url=${url%/}
deadline=$((SECONDS + ${2:-60}))
ready="no answer"

answer() { curl --silent --fail --max-time 30 "$url$1"; }

# Where the host is still building, the code that answers is that of the former release.
fits() { answer /health/live > /dev/null && ready=$(answer /health/ready) && [[ $ready != *'"schema"'* ]]; }

until fits; do
  if ((SECONDS >= deadline)); then
    echo "smoke: $url is not ready: $ready" >&2
    exit 1
  fi
  sleep 2
done
if ! answer "/search/suggest?q=a" > /dev/null; then
  echo "smoke: $url does not answer /search/suggest" >&2
  exit 1
fi
echo "smoke: $url is alive, fits its database and answers a search: $ready"
