#!/bin/sh
# Make .venv and install what the named files pin: venv.sh requirements.txt requirements-test.txt
# Costs nothing when nothing changed. PYTHON= chooses the interpreter, NO_APT=1 forbids apt-get.
set -eu
cd "$(dirname "$0")/../.."

say() { echo "setup: $*" >&2; }
fits() { "$1" -c "import sys$2; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" 2>/dev/null; }

# Prints the first Python in range, before all one that can make environments; $1 is ", ensurepip" or nothing.
find_python() {
    for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if fits "$python" "$1"; then command -v "$python"; return; fi
    done
    return 1
}

have_python() {
    find_python ", ensurepip" && return
    if [ -n "${PYTHON:-}" ] && ! find_python "" >/dev/null; then
        say "PYTHON=$PYTHON is no Python 3.11, 3.12 or 3.13"
        return 1
    fi
    if python=$(find_python ""); then
        package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
        lack="$python cannot make environments (no ensurepip)"
    else
        package="python3 python3-venv" lack="no Python 3.11, 3.12 or 3.13"
    fi
    if [ "$(id -u)" = 0 ] && [ -z "${NO_APT:-}${PYTHON:-}" ] && command -v apt-get >/dev/null; then
        say "$lack: installing $package"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y $package; } >/dev/null || true
        find_python ", ensurepip" && return
    fi
    say "$lack: run 'apt-get install $package' as root, or give PYTHON=/path/to/python"
    return 1
}

exec 9<.
flock 9 # two commands at once build one environment

# Scripts of an environment hold its path, so a moved clone needs a new one.
good() {
    version=$(.venv/bin/python --version 2>/dev/null) && [ "$(cat .venv/.made 2>/dev/null)" = "$PWD" ] &&
        { [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" --version 2>/dev/null)" = "$version" ]; }
}
if ! good; then
    python=$(have_python)
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    echo "$PWD" >.venv/.made
fi

for file in "$@"; do
    if ! cmp -s "$file" ".venv/$file"; then
        say "installing $file"
        .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$file" || {
            say "cannot install $file: PyPI is needed, or a mirror (PIP_INDEX_URL) or a folder of wheels (PIP_FIND_LINKS)"
            exit 1
        }
        cp "$file" ".venv/$file"
    fi
done
