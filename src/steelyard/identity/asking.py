"""Asking identity providers: at the very address that was checked, within seconds, to a length, following nothing.

An administrator names the provider, and its own document names the addresses behind it: none of them may lead into a network that
only this server reaches, unless the operator has said that providers stand there.
"""

import io
import time
from typing import Any

import httpcore
import requests
import structlog
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.utils import get_encoding_from_headers, select_proxy

from steelyard.platform.outgoing.addresses import Address, is_public
from steelyard.platform.outgoing.connecting import AddressRefused, CheckedBackend, NotResolved, trust

TIMEOUT_SECONDS = 5.0
MAX_ANSWER_BYTES = 1024 * 1024

_log = structlog.get_logger("steelyard.identity")


class ProviderSession(requests.Session):
    """What the sign-in package asks providers by."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _CheckedAdapter())

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs |= {"timeout": TIMEOUT_SECONDS, "allow_redirects": False}
        return super().request(*args, **kwargs)


class _CheckedAdapter(HTTPAdapter):
    """Sends a request by a connection to a checked address; through a proxy, which resolves names itself, as always."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url = request.url or ""
        if select_proxy(url, kwargs.get("proxies")):
            return super().send(request, *args, **kwargs)
        backend = CheckedBackend(until=time.monotonic() + TIMEOUT_SECONDS, is_allowed=_may_be_a_providers)
        try:
            with (
                httpcore.ConnectionPool(network_backend=backend, ssl_context=trust()) as pool,
                pool.stream(
                    request.method or "GET", url, headers=_headers_of(request), content=_body_of(request)
                ) as said,
            ):
                return _answer(request, said)
        except (AddressRefused, NotResolved) as error:
            _log.warning("provider_not_asked", url=url, because=type(error).__name__)
            raise requests.ConnectionError(request=request) from error
        except httpcore.TimeoutException as error:
            raise requests.Timeout(request=request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise requests.ConnectionError(request=request) from error


def _may_be_a_providers(address: Address) -> bool:
    return is_public(address) or any(address in block for block in settings.PROVIDER_NETWORKS)


def _headers_of(request: requests.PreparedRequest) -> list[tuple[bytes | str, bytes | str]]:
    # Compressed, an answer could unpack to any length.
    return list({**request.headers, "Accept-Encoding": "identity", "Connection": "close"}.items())


def _body_of(request: requests.PreparedRequest) -> bytes:
    body = request.body or b""
    assert isinstance(body, str | bytes)  # forms, not files
    return body.encode() if isinstance(body, str) else body


def _answer(request: requests.PreparedRequest, said: httpcore.Response) -> requests.Response:
    """Return the answer, whole. Raises: ConnectionError, where it is longer than a document or a set of keys is."""
    content = b""
    for part in said.iter_stream():
        content += part
        if len(content) > MAX_ANSWER_BYTES:
            raise requests.ConnectionError(request=request)
    response = requests.Response()
    response.status_code = said.status
    response.headers.update({name.decode("latin-1"): value.decode("latin-1") for name, value in said.headers})
    response.encoding = get_encoding_from_headers(response.headers)
    response.url, response.request = request.url or "", request
    response.raw = io.BytesIO(content)
    return response
