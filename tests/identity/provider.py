"""An OpenID provider whose answers a test decides; what a well-behaved one does, the peer of test_peers.py shows."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "steelyard", "a-client-secret"


@dataclass
class Provider:
    """What it answers: `tokens` by authorization code, `people` by access token."""

    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    tokens: dict[str, str] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    when_asked: Callable[[str], None] = lambda _path: None
    """Called with every path that it is asked, before it answers."""

    def sign(self, claims: dict[str, Any], *, key: Any = None, algorithm: str = "RS256") -> str:
        """Return an ID token."""
        return jwt.encode(claims, key or self.key, algorithm=algorithm, headers={"kid": "one"})

    def answer(self, path: str, form: str, token: str) -> Any:
        if path.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/me",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path.endswith("/keys"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        if path.endswith("/token"):
            asked = dict(pair.split("=", 1) for pair in form.split("&"))
            self.asked.append(asked)
            id_token = self.tokens.pop(asked.get("code", ""), None)
            if id_token is None:
                return None
            return {"access_token": asked["code"], "token_type": "Bearer", "id_token": id_token}
        return self.people.get(token)


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider for a while."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, form: str) -> None:
            provider.when_asked(self.path)
            found = provider.answer(self.path, form, self.headers.get("Authorization", "").removeprefix("Bearer "))
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def unsigned(claims: dict[str, Any]) -> str:
    """Return an ID token that says it needs no signature."""
    parts = ({"alg": "none", "typ": "JWT", "kid": "one"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
