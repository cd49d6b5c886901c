"""A clip's file says that it was generated, and by what; a reader can tell whether it was changed, and who signed."""

import numpy as np
import pytest

from worlds.filming.credentials import CredentialsError, SigningIdentity, read_credentials, sign_clip
from worlds.video import VideoWriter, read_video

CLAIMS = {"model_sha256": "ab" * 32, "seed": 7, "scene_sha256": "cd" * 32, "control_sha256": "ef" * 32}


@pytest.fixture(scope="module")
def video():
    with VideoWriter(96, 54) as writer:
        for k in range(8):
            writer.add(np.full((54, 96, 3), 20 * k, np.uint8))
        return writer.finish()


@pytest.fixture(scope="module")
def identity():
    return SigningIdentity.make("Foresite")


def test_a_signed_clip_carries_its_claims(video, identity):
    found = read_credentials(sign_clip(video, CLAIMS, identity))
    assert found.claims == CLAIMS
    assert (found.state, found.signed_by) == ("Valid", "Foresite clips")


def test_who_signed_is_trusted_below_its_own_root_only(video, identity):
    signed = sign_clip(video, CLAIMS, identity)
    assert read_credentials(signed, identity.root_pem).state == "Trusted"
    assert read_credentials(signed, SigningIdentity.make("Somebody else").root_pem).state != "Trusted"


def test_a_changed_picture_is_found_out(video, identity):
    signed = bytearray(sign_clip(video, CLAIMS, identity))
    signed[-40] ^= 1
    assert read_credentials(bytes(signed)).state == "Invalid"


def test_credentials_leave_the_pictures_as_they_are(video, identity):
    for before, after in zip(read_video(video), read_video(sign_clip(video, CLAIMS, identity)), strict=True):
        assert np.array_equal(before, after)


def test_a_file_without_credentials_is_an_error_with_a_sentence(video):
    with pytest.raises(CredentialsError, match="holds no credentials"):
        read_credentials(video)


def test_a_deployment_keeps_one_identity_and_its_key_to_itself(tmp_path):
    first = SigningIdentity.in_folder(tmp_path / "secrets")
    assert SigningIdentity.in_folder(tmp_path / "secrets") == first
    [kept] = (tmp_path / "secrets").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(first.key_pem)
    with pytest.raises(CredentialsError, match="remove it"):
        SigningIdentity.in_folder(tmp_path / "secrets")
