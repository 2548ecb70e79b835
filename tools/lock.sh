#!/bin/sh
# Resolves the four locked requirements files from pyproject.toml, for every platform and Python
# 3.11 or later. Needs uv. The files name versions and hashes only: no index, no address.
set -eu
cd "$(dirname "$0")/.."

resolve() { # resolve FILE "what it is" ARGUMENTS...
    file=$1 what=$2
    shift 2
    {
        echo "# $what"
        echo "# Locked by \`make lock\`; not edited by hand."
        uv pip compile "$@" --quiet --universal --python-version 3.11 --fork-strategy fewest \
            --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --annotation-style=line
    } > "$file.new"
    mv "$file.new" "$file"
}

resolve requirements-dev.txt "Everything: the core, all extras, and what the checks and tests use." \
    pyproject.toml --extra dev
resolve requirements.txt "The core: what \`continuum advise\` needs." \
    pyproject.toml --constraint requirements-dev.txt
printf '%s\n' hatchling editables > build.in
trap 'rm -f build.in audit.in' EXIT
resolve requirements-build.txt "The build backend: what installing the project itself needs." \
    build.in --constraint requirements-dev.txt
printf '%s\n' cyclonedx-bom pip-audit > audit.in
resolve requirements-audit.txt "What makes the bill of materials and audits the dependencies; no other requirement." \
    audit.in
