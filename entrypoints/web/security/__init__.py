"""What guards the application: host, origin, access token, read-only mode and headers; knows no subject."""

from proxlb_ui.entrypoints.web.security.access import Attempts
from proxlb_ui.entrypoints.web.security.install import install
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy

__all__ = ["Attempts", "SecurityPolicy", "install"]
