"""A security key in software: it answers a page's challenge as a key and a browser do together (WebAuthn)."""

import base64
import hashlib
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN, HOST = "https://testserver", "testserver"
_PRESENT, _VERIFIED, _ATTESTED = 1, 4, 64


def text(content: bytes) -> str:
    """Return bytes as WebAuthn writes them."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One key pair for one site; ``used`` counts as keys do."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    name: bytes = b"kunci-lunak-0001"
    used: int = 0

    def make(self, options: dict) -> str:
        """Answer ``navigator.credentials.create``."""
        client = self._client("webauthn.create", options)
        public = ES256.from_cryptography_key(self.secret.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.name, public)
        about = AuthenticatorData.create(self._site(), _PRESENT | _VERIFIED | _ATTESTED, self.used, made)
        attested = AttestationObject.create("none", about, {})
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(bytes(attested))})

    def get(self, options: dict) -> str:
        """Answer ``navigator.credentials.get``."""
        self.used += 1
        client = self._client("webauthn.get", options)
        about = AuthenticatorData.create(self._site(), _PRESENT | _VERIFIED, self.used)
        signed = self.secret.sign(bytes(about) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"clientDataJSON": text(client), "authenticatorData": text(bytes(about)), "signature": text(signed)}
        )

    def _client(self, kind: str, options: dict) -> bytes:
        challenge = options["publicKey"]["challenge"]
        plain = challenge if isinstance(challenge, str) else text(challenge)
        return json.dumps({"type": kind, "challenge": plain, "origin": ORIGIN, "crossOrigin": False}).encode()

    def _site(self) -> bytes:
        return hashlib.sha256(HOST.encode()).digest()

    def _answer(self, response: dict) -> str:
        name = text(self.name)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(whole)
