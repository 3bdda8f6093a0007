"""The Proxmox VE API through proxmoxer, in threads of its own."""
