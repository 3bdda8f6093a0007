#!/bin/sh
# Leave out of a Python environment what a running program never reads, and compile the rest: it runs where nothing can
# be written, and compiling at every start would take a second.
set -eu
cd "$1"
find . -name '*.so*' -type f -exec strip --strip-unneeded {} +
find . -depth -type d \( -name __pycache__ -o -name tests -o -name test \) -exec rm -rf {} +
find . -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' -o -name '*.c' -o -name '*.h' -o -name '*.cpp' \) -delete
find . -depth -type d -path '*.dist-info/sboms' -exec rm -rf {} +
python3 -m compileall -q --invalidation-mode unchecked-hash lib
