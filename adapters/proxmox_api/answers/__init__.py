"""What Proxmox' answers mean; asks nothing."""
