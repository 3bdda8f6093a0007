"""What stands in when no ProxLB service was found: it explains itself and lets every other page work."""

from proxlb_ui.adapters.no_runtime.runtime import absent_runtime

__all__ = ["absent_runtime"]
