"""Our planner against the real ProxLB 2.3.0, on generated clusters."""
