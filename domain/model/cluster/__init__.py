"""The Proxmox cluster as it was last read: nodes, guests, tasks, loads and how evenly they are spread."""
