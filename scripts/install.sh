#!/bin/sh
# Installs a lock file into an environment. Usage: install.sh VENV LOCK
set -u
"$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2" || {
  echo "The dependencies in $2 could not be installed: is there a way to a package index?" >&2
  exit 1
}
