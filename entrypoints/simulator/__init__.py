"""A Proxmox cluster that lives in memory and speaks the real API over HTTPS."""
