"""The sections about Proxmox: how ProxLB reaches the cluster, and which nodes it empties or leaves out."""

from typing import Annotated

from proxlb_ui.domain.model.settings.values.setting import Section, Setting
from pydantic import Field, SecretStr


class ProxmoxApi(Section):
    """Where the cluster is and who we are there."""

    hosts: Annotated[
        list[str],
        Setting("Hosts", "Names or addresses of Proxmox nodes; the first that answers is asked."),
    ]
    user: Annotated[str, Setting("User", "The Proxmox user with its realm, such as proxlb@pve.")]
    password: Annotated[
        SecretStr | None,
        Setting("Password", "The user's password; an API token is better."),
    ] = Field(None, alias="pass")
    token_id: Annotated[
        str | None,
        Setting("Token name", "The API token's bare name, without the user and the exclamation mark."),
    ] = None
    token_secret: Annotated[
        SecretStr | None,
        Setting("Token secret", "The API token's secret; excludes a password."),
    ] = None
    ssl_verification: Annotated[
        bool,
        Setting("Verify certificates", "Refuse a Proxmox API whose certificate is not trusted."),
    ] = True
    timeout: Annotated[
        int,
        Setting(
            "Timeout",
            "How long a request to Proxmox may take; 10 suits most clusters.",
            unit="s",
            minimum=1,
        ),
    ] = 1
    retries: Annotated[
        int,
        Setting("Tries", "How often each host is tried at the start.", minimum=1, since="1.1.2"),
    ] = 1
    wait_time: Annotated[
        int,
        Setting(
            "Pause between tries",
            "The pause after each failed try.",
            unit="s",
            minimum=0,
            outside="ProxLB ends when the first host does not answer",
            since="1.1.2",
        ),
    ] = 1


class MaintenanceSchedule(Section):
    """Weekly maintenance windows."""

    duration: Annotated[
        int,
        Setting(
            "Length of a window",
            "How long each scheduled window lasts.",
            unit="hours",
            minimum=0,
            maximum=7 * 24,
            outside="windows longer than a week never end",
            planned=True,
        ),
    ] = Field(0, ge=0)
    pre_migration: Annotated[
        int,
        Setting(
            "Lead time",
            "How long before its window a node is emptied.",
            unit="minutes",
            minimum=0,
            maximum=7 * 24 * 60,
            outside="a node that is emptied more than a week ahead is never free",
            planned=True,
        ),
    ] = Field(0, ge=0, alias="pre-migration")
    schedules: Annotated[
        dict[str, list[str]],
        Setting("Weekly windows", "For each node its weekly windows, such as Monday, 8:00.", planned=True),
    ] = Field(default_factory=dict)


class ProxmoxCluster(Section):
    """Nodes that are emptied or not considered."""

    maintenance_nodes: Annotated[
        list[str],
        Setting("Nodes in maintenance", "Nodes that are emptied and receive nothing.", planned=True),
    ] = Field(default_factory=list)
    maintenance_nodes_schedule: Annotated[
        MaintenanceSchedule,
        Setting("Scheduled maintenance", "Weekly windows in which nodes are emptied.", since="2.1.0"),
    ] = MaintenanceSchedule()
    ignore_nodes: Annotated[
        list[str],
        Setting("Ignored nodes", "Nodes that ProxLB leaves out together with their guests.", planned=True),
    ] = Field(default_factory=list)
    overprovisioning: Annotated[bool, Setting("Overprovisioning", "Read by no version of ProxLB.")] = False
