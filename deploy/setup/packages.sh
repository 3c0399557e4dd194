#!/bin/sh
# Install the Debian packages that a command needs: packages.sh test
# As root unless NO_APT=1; otherwise prints the one line to run and goes on: what needs them is skipped visibly.
set -eu
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin:/sbin

install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null; }

missing=""
while read -r command _name package check; do
    [ "$command" = "$1" ] || continue
    sh -c "$check" </dev/null >/dev/null 2>&1 || missing="$missing $package"
done <packages.txt
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && [ -z "${NO_APT:-}" ] && command -v apt-get >/dev/null; then
    echo "setup: installing for make $1:$missing" >&2
    apt-get -qq update >/dev/null || true
    # One that cannot be had must not keep the others out.
    install $missing || for package in $missing; do
        install "$package" || echo "setup: apt-get could not install $package" >&2
    done
else
    echo "setup: make $1 skips what needs these; as root run: apt-get install --no-install-recommends$missing" >&2
fi
