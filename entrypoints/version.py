"""The version of this program."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("proxlb-ui")
except PackageNotFoundError:  # run from a source tree that was never installed
    VERSION = "0.0.0+source"
