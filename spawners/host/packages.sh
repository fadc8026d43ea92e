#!/usr/bin/env bash
# Installs Debian packages for commands that are missing: packages.sh COMMAND=PACKAGE …
# Where it cannot (not root, or no apt-get) it says what to do, and fails.
set -euo pipefail
PATH="$PATH:/usr/sbin:/sbin"

missing=()
for pair in "$@"; do
  command=${pair%%=*}
  # PostgreSQL's server programs are in a folder of their version, not on the PATH.
  compgen -G "/usr/lib/postgresql/*/bin/$command" >/dev/null || command -v "$command" >/dev/null || missing+=("${pair#*=}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "nbacademy: please install: ${missing[*]} (on Debian or Ubuntu: sudo apt-get install ${missing[*]})" >&2
  exit 1
fi
echo "Installing Debian packages: ${missing[*]} …"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
