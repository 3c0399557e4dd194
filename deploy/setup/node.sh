#!/bin/sh
# Install the SOAP client of node that make test drives, as tests/soap/clients/package-lock.json pins it, into .venv/node.
# Costs nothing when nothing changed. What cannot be had is told in one line, and its tests are skipped visibly.
set -eu
cd "$(dirname "$0")/../.."
from=tests/soap/clients into=.venv/node

say() { echo "setup: $*" >&2; }
cmp -s $from/package-lock.json $into/installed && exit 0
command -v npm >/dev/null || { say "no npm: the tests of node's SOAP client are skipped"; exit 0; }

mkdir -p $into
exec 9<$into
flock 9 # two commands at once install once
cmp -s $from/package-lock.json $into/installed && exit 0
cp $from/package.json $from/package-lock.json $into
say "installing node soap"
if npm ci --prefix $into --silent --ignore-scripts --fetch-retries=1 --fetch-retry-mintimeout=1000 >/dev/null; then
    cp $from/package-lock.json $into/installed
else
    say "npm cannot install node soap (the npm registry is needed, or a mirror): its tests are skipped"
fi
