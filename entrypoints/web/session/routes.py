"""Signing in and out."""

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.body import json_body
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.refusals import SignInRequired, TooManyAttempts
from proxlb_ui.entrypoints.web.security.access import Attempts, cookie_name, cookie_value, signed_in, token_matches
from proxlb_ui.entrypoints.web.security.peer import Peer, peer_of
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy
from proxlb_ui.entrypoints.web.session.shapes import SessionShape, SignInBodyShape
from quart import Blueprint, Response, request

LASTS_SECONDS = 30 * 24 * 3600


def session_blueprint(policy: SecurityPolicy, attempts: Attempts, version: str, build: str) -> Blueprint:
    """Routes that anybody may call: they are how one gets in."""
    routes = Blueprint("session", __name__)

    def described(inside: bool) -> dict[str, object]:
        auth = "token" if policy.token else "none"
        shown = {"version": version} if inside else {"version": ""}
        return {"auth": auth, "signed_in": inside, "read_only": policy.read_only, **shown, "build": build}

    @routes.get("/session")
    @describes(SessionShape)
    async def session() -> Response:
        """Whether one is signed in, and needs to be."""
        return computed(described(signed_in(request, peer_of(request, policy), policy)))

    @routes.post("/session")
    @describes(SessionShape, body=SignInBodyShape, errors=(SignInRequired, TooManyAttempts))
    async def sign_in() -> Response:
        """Exchange the access token for a cookie."""
        peer = peer_of(request, policy)
        if policy.token is None:
            return computed(described(True))
        attempts.check(peer.address)
        body = await json_body()
        if not isinstance(body.get("token"), str):
            raise Invalid('Send {"token": "..."}.')
        if not token_matches(body["token"].strip(), policy):
            attempts.failed(peer.address)
            raise SignInRequired("This is not the access token.", "Copy the whole token from the cockpit's log.")
        return _with_cookie(computed(described(True)), peer, cookie_value(policy.token), LASTS_SECONDS)

    @routes.delete("/session")
    @describes(SessionShape)
    async def sign_out() -> Response:
        """Forget the cookie."""
        return _with_cookie(computed(described(policy.token is None)), peer_of(request, policy), "", 0)

    def _with_cookie(response: Response, peer: Peer, value: str, max_age: int) -> Response:
        response.set_cookie(
            cookie_name(peer, policy),
            value,
            max_age=max_age,
            path=policy.base_path or "/",
            secure=peer.https,
            httponly=True,
            samesite="Strict",
        )
        return response

    return routes
