"""Content credentials (C2PA) in a clip's file: that it was generated, by which model, from which scene and seed.

The certificate is the deployment's own: made at first use, below a root of its own, the keys kept with its
secrets. Whoever is given the root can check who signed; without it a reader still shows what was claimed
and that the file has not been changed since. A manifest holds a random name and the time of signing, so
that two signed files differ; the file before signing is the same for the same inputs, and its SHA-256 is
among the claims.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CLAIMS = "com.foresite.clip"  # label of our own assertion
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
YEARS = 10
FORMAT = "video/mp4"


class CredentialsError(Exception):
    """A clip could not be signed, or holds no credentials that can be read."""


@dataclass(frozen=True)
class SigningIdentity:
    """What a deployment signs with."""

    chain_pem: bytes  # certificate, then root
    root_pem: bytes  # for whoever wants to check who signed
    key_pem: bytes

    @staticmethod
    def in_folder(folder: Path, name: str = "Foresite") -> SigningIdentity:
        """The identity kept in a folder, made at first use; the key is readable by its owner only."""
        path = folder / "clip-signing.pem"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            made = SigningIdentity.make(name)
            partial = path.with_suffix(f".{os.getpid()}")
            partial.touch(mode=0o600)
            partial.write_bytes(made.key_pem + made.chain_pem)
            try:
                os.link(partial, path)  # whoever was first stays
            except FileExistsError:
                pass
            finally:
                partial.unlink()
        blocks = [f"-----BEGIN {b}".encode() for b in path.read_text().split("-----BEGIN ")[1:]]
        if len(blocks) != 3:
            raise CredentialsError(
                f"{path.name} should hold a key and two certificates; remove it to have it made anew"
            )
        return SigningIdentity(blocks[1] + blocks[2], blocks[2], blocks[0])

    @staticmethod
    def make(name: str) -> SigningIdentity:
        """A root and, below it, a certificate for signing content (P-256)."""
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root_name, leaf_name = _name(f"{name} root", name), _name(f"{name} clips", name)
        root = (
            _begun(root_name, root_name, root_key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        leaf = (
            _begun(leaf_name, root_name, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return SigningIdentity(leaf.public_bytes(pem) + root.public_bytes(pem), root.public_bytes(pem), private)


def sign_clip(video: bytes, claims: Mapping[str, Any], identity: SigningIdentity) -> bytes:
    """The MP4 with credentials in it; pictures and their encoding stay as they are."""
    manifest = {
        "claim_generator_info": [{"name": "Foresite"}],
        "title": "Generated clip of a simulated run",
        "format": FORMAT,
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE}]},
            },
            {"label": CLAIMS, "data": dict(claims)},
        ],
    }
    info = c2pa.C2paSignerInfo(b"es256", identity.chain_pem, identity.key_pem, None)
    out = io.BytesIO()
    try:
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest) as builder:
            builder.sign(signer, FORMAT, io.BytesIO(video), out)
    except c2pa.C2paError as error:
        raise CredentialsError(f"the clip could not be signed: {error}") from error
    return out.getvalue()


@dataclass(frozen=True)
class Credentials:
    """What a reader finds in a file."""

    claims: dict[str, Any]
    state: str  # "Valid" (unchanged since signing), "Trusted" (and signed below the given root), else "Invalid"
    signed_by: str


def read_credentials(video: bytes, root_pem: bytes | None = None) -> Credentials:
    """Read and check a file's credentials; raises ``CredentialsError`` where there are none."""
    trust = {"trust_anchors": root_pem.decode()} if root_pem else {}
    settings = {"trust": trust, "verify": {"verify_trust": bool(trust)}}
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(settings))
        with c2pa.Reader(FORMAT, io.BytesIO(video), context=context) as reader:
            stored = json.loads(reader.json())
            state = str(reader.get_validation_state())
    except c2pa.C2paError as error:
        raise CredentialsError(f"the file holds no credentials that can be read: {error}") from error
    manifest = stored["manifests"][stored["active_manifest"]]
    claims: dict[str, Any] = next((a["data"] for a in manifest["assertions"] if a["label"] == CLAIMS), {})
    return Credentials(claims, state, str(manifest.get("signature_info", {}).get("common_name", "")))


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
