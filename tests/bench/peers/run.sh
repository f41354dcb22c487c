#!/bin/sh
# Pipecat, LiveKit Agents and ours in one run: run.sh EDGE_PYTHON [FOLDER_OF_RECORDINGS]
# The environments are kept under .bench/; a changed requirements file makes its own anew.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
bench="$root/.bench"
edge=${1:?"name the python that edge is installed in, such as .venv/bin/python"}
recordings=${2:-}
mkdir -p "$bench"

environment() {
    wanted="$here/requirements-$1.txt"
    cmp -s "$wanted" "$bench/$1/installed.txt" && return
    rm -rf "${bench:?}/$1"
    "$edge" -m venv "$bench/$1"
    "$bench/$1/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$bench/$1/installed.txt"
}

environment pipecat
environment livekit
status=0
"$edge" "$here/compare.py" --pipecat "$bench/pipecat/bin/python" \
    --livekit "$bench/livekit/bin/python" --edge "$edge" --json "$bench/peers.json" || status=$?

if [ -n "$recordings" ]; then
    "$edge" "$here/turns.py" "$bench/turns" --speech "$recordings"
    for peer in pipecat livekit; do
        "$bench/$peer/bin/python" "$here/endpoint_curve.py" "$peer" "$bench/turns" \
            > "$bench/endpointing-$peer.json"
    done
    echo "endpointing curves: $bench/endpointing-pipecat.json, $bench/endpointing-livekit.json"
fi
exit "$status"
