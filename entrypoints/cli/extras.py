"""What only the demo and the simulator need, and the cockpit itself does not."""

from importlib.util import find_spec

from proxlb_ui.domain.errors import NotFound

SIMULATOR = ("cryptography",)
DEMO = (*SIMULATOR, "proxlb")


def require(packages: tuple[str, ...]) -> None:
    """Raise NotFound when a package is not installed."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise NotFound(
            f"{' and '.join(missing)} is not installed.", "Install the demo's packages: pip install 'proxlb-ui[demo]'."
        )
