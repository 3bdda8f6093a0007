"""From a configuration to a running cockpit."""

import gc
import logging
from contextlib import AsyncExitStack

from proxlb_ui.domain.background import Work
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.entrypoints.config import VERSION, Config
from proxlb_ui.entrypoints.container import Container, build_container
from proxlb_ui.entrypoints.lifecycle import log_what_escapes
from proxlb_ui.entrypoints.logging_setup import set_up_logging
from proxlb_ui.entrypoints.runtimes import with_runtime_found
from proxlb_ui.entrypoints.server import USUAL, Patience, listen, stop_signals
from proxlb_ui.entrypoints.server import serve as serve_app
from proxlb_ui.entrypoints.state_logger import StateLogger
from proxlb_ui.entrypoints.web.app import Cockpit, create_app
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import Services, WebConfig

log = logging.getLogger(__name__)


async def serve(config: Config, patience: Patience = USUAL) -> int:
    """Serve until a signal; gives the exit code."""
    set_up_logging(config.log_format, config.log_level)
    for warning in config.warnings:
        log.warning("%s", warning)
    log_what_escapes()
    config = await with_runtime_found(config)
    container = build_container(config)
    policy = SecurityPolicy.from_config(config)
    async with AsyncExitStack() as stack:
        stopping = stack.enter_context(stop_signals())
        listener = stack.enter_context(listen(config.host, config.port))
        stack.push_async_callback(close, container)
        await _learn_secrets(container)
        background = container.background()
        stack.push_async_callback(background.close)
        web = WebConfig(config.base_path, VERSION)
        cockpit = create_app(services_of(container), policy, web, lambda: background.reports)
        for name, loop in _loops(container, cockpit).items():
            background.start(name, loop)
        log.info("proxlb-ui %s, runtime %s, settings %s", VERSION, config.runtime, config.proxlb_config)
        if config.runtime_note:
            log.info("%s", config.runtime_note)
        log.info("open %s", policy.sign_in_url())
        # What is there now stays; looked at again by every full collection it would stop everybody for a tenth of a
        # second, and with thousands of guests nearly every reading of the cluster calls for one.
        gc.freeze()
        await serve_app(cockpit.app, cockpit.sockets, listener, stopping, patience)
        log.info("stopped")
    return 0


def services_of(container: Container) -> Services:
    """What the web layer may use."""
    return Services(
        clock=container.clock(),
        cluster=container.watch_cluster(),
        service=container.control_service(),
        logs=container.follow_logs(),
        export_log=container.export_log(),
        runs=container.track_runs(),
        engine=container.run_engine(),
        setup=container.check_setup(),
        history=container.keep_migrations(),
        kept_runs=container.keep_runs(),
        progress=container.watch_progress(),
        plans=container.preview_plan(),
        best_node=container.name_best_node(),
        settings=container.edit_settings(),
        evacuations=container.preview_evacuation(),
        nodes=container.switch_nodes(),
    )


async def close(container: Container) -> None:
    """Let go of everything that holds a connection, a thread or a child."""
    await container.run_engine().close()
    await container.control_service().close()
    await container.service_control().close()
    await container.keep_runs().close()
    await container.keep_migrations().close()
    await container.cluster_reader().close()


def _loops(container: Container, cockpit: Cockpit) -> dict[str, Work]:
    return {
        "cluster": container.watch_cluster().run,
        "plan": container.preview_plan().run,
        "service": container.control_service().run,
        "runs": container.track_runs().run,
        "history": container.keep_migrations().run,
        "progress": container.watch_progress().run,
        **container.keep_runs().loops,
        **cockpit.publisher.loops,
        **StateLogger(container.watch_cluster(), container.control_service()).loops,
    }


async def _learn_secrets(container: Container) -> None:
    """Once before the engine may start, so that its first log line is already redacted."""
    try:
        await container.settings().read()
    except ProxlbUiError as problem:
        log.warning("%s %s", problem.message, problem.hint)
