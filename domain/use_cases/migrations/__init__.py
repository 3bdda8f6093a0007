"""Following migrations and remembering them beyond what Proxmox lists."""
