#!/bin/sh
# Leave out of a Python environment what a running program never reads.
set -eu
cd "$1"
find . -name '*.so*' -type f -exec strip --strip-unneeded {} +
find . -depth -type d \( -name __pycache__ -o -name tests -o -name test \) -exec rm -rf {} +
find . -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' -o -name '*.c' -o -name '*.h' -o -name '*.cpp' \) -delete
find . -depth -type d -name '*.dist-info' -exec sh -c 'rm -rf "$1"/licenses/AUTHORS* "$1"/sboms' _ {} \;
