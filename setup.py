"""The packages of this project, which all live below one importable name: proxlb_ui.

The folders at the top (domain, adapters, entrypoints, web_assets) are its sub-packages. pyproject.toml cannot say so
for packages that are found rather than listed; everything else stands there.
"""

from setuptools import find_packages, setup

FOLDERS = ("domain", "adapters", "entrypoints", "web_assets")

setup(
    packages=[
        f"proxlb_ui.{name}" for name in find_packages(include=[*FOLDERS, *(f"{folder}.*" for folder in FOLDERS)])
    ],
    package_dir={f"proxlb_ui.{folder}": folder for folder in FOLDERS},
)
