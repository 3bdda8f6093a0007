"""What a session looks like."""

from typing import Annotated, TypedDict

from proxlb_ui.entrypoints.web.kit.shapes import OneOf


class SessionShape(TypedDict):
    """Whether one is signed in, and needs to be."""

    auth: Annotated[str, OneOf("token", "none")]
    signed_in: bool
    read_only: bool
    version: str
    build: str


class SignInBodyShape(TypedDict):
    """The access token."""

    token: str
