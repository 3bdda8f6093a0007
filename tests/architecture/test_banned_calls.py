"""Calls that a layer must not make, which import contracts cannot see."""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, Module, dotted, modules

IN_DOMAIN = {
    "open", "print", "input", "exec", "eval", "os.getenv", "os.environ.get", "time.time", "time.monotonic",
    "time.perf_counter",
    "time.sleep", "datetime.now", "datetime.utcnow", "datetime.datetime.now", "date.today", "asyncio.sleep",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", "asyncio.to_thread", "logging.basicConfig",
}  # fmt: skip
IN_DOMAIN_IMPORTS = {
    "asyncio.subprocess",
    "time",
    "subprocess",
    "socket",
    "os",
    "pathlib",
    "logging",
    "threading",
    "sqlite3",
    "urllib.request",
}
ANYWHERE = {"os.system", "os.popen", "asyncio.create_subprocess_shell", "pickle.loads", "yaml.unsafe_load"}
IN_PAGE = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment|DOMParser)\b"
    r"|\beval\s*\(|\bnew Function\b|\bset(Timeout|Interval)\(\s*[\"'`]|setAttribute\(\s*[\"'`]on"
)


def _calls(module: Module) -> set[str]:
    return {dotted(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}


def _imports(module: Module) -> set[str]:
    names = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("module", modules("domain"), ids=lambda module: module.path)
def test_the_domain_does_no_input_or_output(module: Module) -> None:
    assert not _calls(module) & IN_DOMAIN
    assert not _imports(module) & IN_DOMAIN_IMPORTS


def test_nothing_reaches_a_shell_or_unsafe_loader() -> None:
    assert not {module.path: _calls(module) & ANYWHERE for module in modules() if _calls(module) & ANYWHERE}
    assert not [module.path for module in modules() if "shell=True" in module.text]
    loads = [line for module in modules() for line in module.text.splitlines() if "yaml.load(" in line]
    assert loads
    assert not [line for line in loads if "SafeLoader" not in line and "_Loader" not in line]


def test_only_the_configuration_reads_the_environment() -> None:
    readers = [module.path for module in modules() if re.search(r"os\.environ|os\.getenv", module.text)]
    assert readers == ["entrypoints/config.py"]


def test_only_the_web_errors_know_status_codes() -> None:
    tables = [module.path for module in modules() if re.search(r"\bTABLE: dict\[type\[Exception\]", module.text)]
    assert tables == ["entrypoints/web/kit/errors.py"]
    domain = [
        module.path for module in modules("domain", "adapters") if re.search(r"HTTPStatus|status_code=", module.text)
    ]
    assert not [path for path in domain if not path.startswith("adapters/proxmox_api/")]


def test_use_cases_do_not_swallow_everything() -> None:
    for module in modules("domain"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler):
                caught = dotted(node.type) if node.type else "everything"
                assert caught not in ("Exception", "BaseException", "everything"), module.path


def test_nothing_sleeps_in_the_event_loop() -> None:
    for module in modules():
        for function in module.functions():
            if isinstance(function, ast.AsyncFunctionDef):
                called = {dotted(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
                assert "time.sleep" not in called, f"{module.path}:{function.name}"


def test_adapters_cross_into_threads_in_one_place() -> None:
    starting = {"threading.Thread", "asyncio.to_thread", "ThreadPoolExecutor", "concurrent.futures.ThreadPoolExecutor"}
    found = [
        module.path
        for module in modules("adapters")
        if _calls(module) & starting or any(call.endswith(".run_in_executor") for call in _calls(module))
    ]
    assert found == ["adapters/shared/threads.py"]


def test_tests_do_not_patch_our_own_code() -> None:
    word = "mock" + ".patch"
    assert not [str(path) for path in (ROOT / "tests").rglob("*.py") if word in path.read_text()]


def test_the_page_builds_no_markup_from_text() -> None:
    for path in (ROOT / "web_assets").rglob("*.js"):
        assert not IN_PAGE.search(path.read_text()), path.name
    index = (ROOT / "web_assets" / "index.html").read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son\w+=|<style", index)
    assert "//" not in re.sub(r"<!--.*?-->", "", index, flags=re.DOTALL).replace("http://www.w3.org/2000/svg", "")
