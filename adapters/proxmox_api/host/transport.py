"""An HTTP transport that does not wait forever for an answer that trickles in, nor read one without end."""

import time
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ConnectionError, ContentDecodingError, ReadTimeout
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError, ReadTimeoutError

_LARGEST_BODY_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 256 * 1024


class BoundedAdapter(HTTPAdapter):
    """Reads the body at once, within a number of seconds and bytes."""

    def __init__(self, body_seconds: float) -> None:
        self._body_seconds = body_seconds
        super().__init__()

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """The answer with its body read."""
        options["stream"] = True
        response = super().send(request, *args, **options)
        try:
            response._content = self._body(response)
        except (ReadTimeoutError, TimeoutError) as exc:
            response.close()
            raise ReadTimeout(exc, request=request) from exc
        except ProtocolError as exc:
            response.close()
            raise ChunkedEncodingError(exc, request=request) from exc
        except DecodeError as exc:
            response.close()
            raise ContentDecodingError(exc, request=request) from exc
        except (HTTPError, OSError) as exc:
            response.close()
            raise ConnectionError(exc, request=request) from exc
        consumed: Any = response  # an attribute that requests' stubs leave out
        consumed._content_consumed = True
        return response

    def _body(self, response: Response) -> bytes:
        deadline = time.monotonic() + self._body_seconds
        pieces, size = [], 0
        while piece := response.raw.read1(_PIECE_BYTES, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST_BODY_BYTES:
                raise ProtocolError("the answer is larger than 64 MiB")
            if time.monotonic() > deadline:
                raise TimeoutError("the answer trickles in")
        return b"".join(pieces)
