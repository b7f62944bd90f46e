# Sourced by the commands in bin/: sets PYTHON to an interpreter that is new enough, or says what is missing.
PYTHON=
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    PYTHON=$candidate
    break
  fi
done
if [ -z "$PYTHON" ]; then
  echo "FlowChat needs Python 3.11 or newer. On Debian and Ubuntu: apt-get install python3 python3-venv" >&2
  exit 1
fi
