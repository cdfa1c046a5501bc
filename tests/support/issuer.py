"""An issuer of tokens as Supabase Auth is one: keys at an address, by real HTTP, and tokens signed by them."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "authenticated"
PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey


class OtherIssuer:
    """What it publishes, how often it was asked, and whether it is away."""

    def __init__(self, url: str = "http://127.0.0.1:1") -> None:
        self.url = url
        self.issuer = f"{url}/auth/v1"
        self.jwks_url = f"{self.issuer}/.well-known/jwks.json"
        self.keys: dict[str, PrivateKey] = {}
        self.document: bytes | None = None
        self.n_asked = 0
        self.is_away = False
        self.rotate("first")

    def rotate(self, key_id: str, key: PrivateKey | None = None) -> None:
        """Publish one key and no other, of ES256 unless another is given."""
        self.keys = {key_id: key or ec.generate_private_key(ec.SECP256R1())}

    def published(self) -> bytes:
        """The document with the public keys."""
        return self.document or json.dumps({"keys": [described(*named) for named in self.keys.items()]}).encode()

    def token(self, subject: str = "ada", *, key_id: str | None = None, **given: Any) -> str:
        """A token, in every respect good unless `given` says otherwise; None leaves a claim out."""
        named, key = next(iter(self.keys.items()))
        now = int(time.time())
        usual = {"iss": self.issuer, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + 3600}
        claims = {name: value for name, value in {**usual, **given}.items() if value is not None}
        return jwt.encode(claims, key, algorithm_of(key), headers={"kid": key_id or named})

    def session(self) -> dict[str, Any]:
        """What Supabase Auth answers to a right password, and to the token that renews a session."""
        user = {"id": "7d9f", "aud": AUDIENCE, "role": "authenticated", "email": "ada@example.com"}
        proof = [{"method": "password", "timestamp": int(time.time())}]
        token = self.token(user["id"], role="authenticated", email=user["email"], amr=proof, session_id="9b1c")
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": 3600,
            "refresh_token": f"renews {self.n_asked}",
            "user": {**user, "app_metadata": {}, "user_metadata": {}, "created_at": "2026-01-01T00:00:00Z"},
        }

    def bearer(self, subject: str = "ada", **given: Any) -> dict[str, str]:
        """The header with such a token."""
        return {"Authorization": f"Bearer {self.token(subject, **given)}"}


def algorithm_of(key: PrivateKey) -> str:
    """What a key signs by."""
    return "RS256" if isinstance(key, RSAPrivateKey) else "ES256"


def described(key_id: str, key: PrivateKey) -> dict[str, Any]:
    """A public key as a JWK."""
    made = (
        RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        if isinstance(key, RSAPrivateKey)
        else ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    )
    return {**made, "kid": key_id, "use": "sig", "alg": algorithm_of(key)}


def an_rsa_key(bits: int = 2048) -> RSAPrivateKey:
    """A key for RS256."""
    return rsa.generate_private_key(65537, bits)


@contextmanager
def serving_issuer() -> Iterator[OtherIssuer]:
    """An issuer that answers on a port of its own."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.n_asked += 1
            self.answer(issuer.published())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.answer(json.dumps(issuer.session()).encode())

        def answer(self, body: bytes) -> None:
            self.send_response(503 if issuer.is_away else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    issuer = OtherIssuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
