"""The Proxmox VE API, read through proxmoxer."""

from adapters.proxmox_api.reader import ProxmoxClusterReader

__all__ = ["ProxmoxClusterReader"]
