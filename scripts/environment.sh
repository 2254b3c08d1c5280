#!/bin/sh
# Makes the virtual environment, or says in one line what is missing. Usage: environment.sh PYTHON VENV
set -u
python=$1
venv=$2
fail() { echo "$1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 ||
  fail "Python is missing: install Python 3.11 or newer, or say where it is: make run PYTHON=/path/to/python3"
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
  fail "$python does not start: install Python 3.11 or newer, or say where it is: make run PYTHON=python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "Python $found is too old: install 3.11 or newer, then: make run PYTHON=python3.11"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  fail "Python $found has no venv module: on Debian and Ubuntu, apt install python$found-venv"
echo "Making the environment in $venv (once; a minute or so)."
"$python" -m venv "$venv" || fail "The environment could not be made in $venv: is the folder writable?"
