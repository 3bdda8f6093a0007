"""Tests in an order drawn by a seed, so that one which leans on another is found; `--seed 0` keeps the written order.

Whole files are shuffled, and the tests inside each: what a file starts for all its tests is still started once. A file
of tests/e2e is a story told on one running cockpit, each test a chapter of it; its chapters stay in their order.
"""

import os
import random

import pytest

SEED = pytest.StashKey[int]()
STORIES = "tests/e2e"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seed", type=int, help="the order of the tests; printed at the start of every run, 0: as written"
    )


def pytest_configure(config: pytest.Config) -> None:
    given = config.getoption("--seed")
    config.stash[SEED] = int.from_bytes(os.urandom(2)) + 1 if given is None else given


def pytest_report_header(config: pytest.Config) -> str:
    return f"order: --seed {config.stash[SEED]}"


@pytest.hookimpl(tryfirst=True)  # before pytest itself puts together what shares a fixture of a wider scope
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    seed = config.stash[SEED]
    if not seed:
        return
    keys: dict[str, float] = {}
    stories = config.rootpath / STORIES
    for chapter, item in enumerate(items):
        # Each name draws for itself: a choice of tests runs in the order it has in the whole.
        for name in (str(item.path), item.nodeid):
            keys[name] = random.Random(f"{seed} {name.removeprefix(str(config.rootpath))}").random()
        if item.path.is_relative_to(stories):
            keys[item.nodeid] = chapter
    items.sort(key=lambda item: (keys[str(item.path)], str(item.path), keys[item.nodeid]))
