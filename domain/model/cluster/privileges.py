"""What ProxLB and the cockpit need in Proxmox, and the commands that grant it; nothing here runs them."""

ROLE = "proxlb"
USER = "proxlb@pve"
TOKEN = "proxlb"  # noqa: S105 - the name of a token, not its secret
# In the order in which a person meets them: to see guests, nodes and storages, and to move.
NEEDED = ("VM.Audit", "Sys.Audit", "Datastore.Audit", "VM.Migrate")


def role_command() -> str:
    """Makes the role that holds every privilege needed."""
    return f"pveum role add {ROLE} --privs {','.join(sorted(NEEDED))}"


def grant_command(user: str, token_id: str | None = None) -> str:
    """Gives the role to a user on the whole cluster, and to its token, which has privileges of its own."""
    grant = f"pveum acl modify / --roles {ROLE} --users {user}"
    return f"{grant}; pveum acl modify / --roles {ROLE} --tokens '{user}!{token_id}'" if token_id else grant


def token_command(user: str, token_id: str | None = None) -> str:
    """Makes a token that may do what its user may; Proxmox prints its secret once."""
    return f"pveum user token add {user} {token_id or TOKEN} --privsep 0"
