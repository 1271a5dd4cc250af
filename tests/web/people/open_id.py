"""A small OpenID provider on this machine: discovery, keys, token and userinfo in the shape that the standard gives."""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "potensi-test", "rahasia-penyedia", "kunci-1"


@dataclass
class Provider:
    """What the provider knows: who signs in there, and the codes it has given out with their challenge (PKCE)."""

    person: dict[str, object] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    url: str = ""

    def start(self) -> ThreadingHTTPServer:
        """Serve until the server is shut down."""
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                self._answer(*provider.get(urlsplit(self.path).path, self.headers))

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(*provider.token(form, self.headers.get("Authorization", "")))

            def _answer(self, status: int, body: dict[str, object]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def authorise(self, address: str) -> tuple[str, str]:
        """Do what the provider's own page does once the person has signed in there: return code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/authorise?")
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert "openid" in asked["scope"].split()
        code = f"kode-{len(self.codes)}"
        self.codes[code] = asked["code_challenge"]
        return code, asked["state"]

    def get(self, path: str, headers: object) -> tuple[int, dict[str, object]]:
        """Answer discovery, keys and userinfo."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorise",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}
        if path == "/userinfo" and headers["Authorization"] == "Bearer pembawa-1":
            return 200, self.person
        return 401, {"error": "invalid_token"}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        """Give tokens for a code, to the client that knows its secret and the code's verifier."""
        challenge = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = authorization == f"Basic {basic}" or (form.get("client_id"), form.get("client_secret")) == (
            CLIENT,
            SECRET,
        )
        if challenge != base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() or not known:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.person | {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return 200, {"access_token": "pembawa-1", "token_type": "Bearer", "expires_in": 300, "id_token": signed}
