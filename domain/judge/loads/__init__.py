"""What the nodes' loads really are after a list of moves; what Proxmox does not tell stays unknown."""
