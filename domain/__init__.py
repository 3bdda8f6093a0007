"""What ProxLB and a Proxmox cluster are, and what the cockpit can do with them; no I/O."""
