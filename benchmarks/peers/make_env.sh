#!/bin/sh
# Make the environment of a peer: benchmarks/peers/make_env.sh NAME
# NAME is the name of a requirements file beside this script; the environment is .peers/NAME.
# constraints.txt matters only to a peer that needs torch: unpinned, torch installs 3 GB of CUDA.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=${1:?name a peer: $(cd "$here" && ls ./*.txt | sed 's|./||; s|.txt||' | grep -v constraints | tr '\n' ' ')}
env="$here/../../.peers/$name"
"${PYTHON:-python3.11}" -m venv "$env"
"$env/bin/python" -m pip install --quiet -c "$here/constraints.txt" -r "$here/$name.txt"
echo "$name is in .peers/$name"
