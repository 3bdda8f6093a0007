"""The journal of ProxLB's unit, through systemd's library or journalctl; does not know the service."""
