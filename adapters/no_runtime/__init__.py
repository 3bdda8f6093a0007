"""What stands in when no ProxLB service was found: it explains itself and lets every other page work."""

from proxlb_ui.adapters.no_runtime.absent import AbsentEngineRunner, AbsentLogSource, AbsentServiceControl

__all__ = ["AbsentEngineRunner", "AbsentLogSource", "AbsentServiceControl"]
