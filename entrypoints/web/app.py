"""Putting the application together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from proxlb_ui.domain.background import TaskReport
from proxlb_ui.entrypoints.web.assets.files import Assets
from proxlb_ui.entrypoints.web.assets.routes import asset_blueprint
from proxlb_ui.entrypoints.web.guests.routes import guest_blueprint
from proxlb_ui.entrypoints.web.health.routes import health_blueprint, setup_blueprint
from proxlb_ui.entrypoints.web.kit.errors import install_error_handlers
from proxlb_ui.entrypoints.web.kit.sockets import Sockets
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from proxlb_ui.entrypoints.web.live.publisher import Publisher
from proxlb_ui.entrypoints.web.live.socket import event_blueprint
from proxlb_ui.entrypoints.web.log.routes import log_blueprint
from proxlb_ui.entrypoints.web.log.socket import log_socket_blueprint
from proxlb_ui.entrypoints.web.migrations.routes import migration_blueprint
from proxlb_ui.entrypoints.web.nodes.routes import node_blueprint, switch_blueprint
from proxlb_ui.entrypoints.web.openapi import openapi_blueprint
from proxlb_ui.entrypoints.web.overview.routes import overview_blueprint
from proxlb_ui.entrypoints.web.plan.routes import plan_blueprint
from proxlb_ui.entrypoints.web.rules.routes import rule_blueprint
from proxlb_ui.entrypoints.web.runs.routes import run_blueprint
from proxlb_ui.entrypoints.web.security import Attempts, SecurityPolicy, install
from proxlb_ui.entrypoints.web.service.routes import service_blueprint
from proxlb_ui.entrypoints.web.services import Services, WebConfig
from proxlb_ui.entrypoints.web.session.routes import session_blueprint
from proxlb_ui.entrypoints.web.settings.payload import ERROR_DETAILS
from proxlb_ui.entrypoints.web.settings.routes import settings_blueprint
from quart import Blueprint, Quart

LARGEST_BODY_BYTES = 256 * 1024
BODY_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Cockpit:
    """The application and the parts of it that somebody else starts and stops."""

    app: Quart
    publisher: Publisher
    sockets: Sockets


def create_app(
    services: Services, policy: SecurityPolicy, config: WebConfig, tasks: Callable[[], Mapping[str, TaskReport]] = dict
) -> Cockpit:
    """The whole web application over the given use cases; tasks tells how those in the background are."""
    app = Quart("proxlb-ui", static_folder=None, template_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY_BYTES, BODY_TIMEOUT=BODY_SECONDS, PROVIDE_AUTOMATIC_OPTIONS=False)
    assets, publisher, sockets, attempts = Assets(), Publisher(services), Sockets(), Attempts()
    install_error_handlers(app, ERROR_DETAILS)
    install(app, policy, attempts)
    for blueprint in (
        session_blueprint(policy, attempts, config.version, assets.build),
        *_subjects(services, publisher, sockets),
        event_blueprint(services, publisher, sockets, assets.build),
    ):
        app.register_blueprint(blueprint, url_prefix=config.api_path)
    base = config.base_path
    app.register_blueprint(asset_blueprint(assets), url_prefix=base or None)
    app.register_blueprint(openapi_blueprint(app, config), url_prefix=base or None)
    app.register_blueprint(health_blueprint(tasks))
    if base:
        app.register_blueprint(health_blueprint(tasks, "health_below_base"), url_prefix=base)
    return Cockpit(app, publisher, sockets)


def _subjects(services: Services, topics: Publisher, sockets: Sockets) -> tuple[Blueprint, ...]:
    """Each with the topics it answers from."""
    answers = TopicAnswers(services.cluster, services.clock)
    return (
        overview_blueprint(answers, topics.overview),
        node_blueprint(services, answers, topics.nodes),
        switch_blueprint(services),
        guest_blueprint(services, answers, topics.guests),
        rule_blueprint(answers, topics.rules),
        migration_blueprint(services, answers, topics.migrations),
        plan_blueprint(services),
        service_blueprint(services, topics.service),
        run_blueprint(services, topics.runs),
        settings_blueprint(services),
        log_blueprint(services),
        log_socket_blueprint(services, sockets),
        setup_blueprint(services),
    )
