"""The Proxmox VE API, read through proxmoxer."""

from proxlb_ui.adapters.proxmox_api.reader import ProxmoxClusterReader

__all__ = ["ProxmoxClusterReader"]
