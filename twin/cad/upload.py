"""The upload as a closed folder: what is inside it, safe unpacking of archives, references that stay inside.

Nothing here follows a link or a path out of the upload.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from trimesh.resolvers import Resolver

from twin.cad.errors import CadError

MAX_ARCHIVE_FILES = 20_000
MAX_ARCHIVE_BYTES = 4 * 1024**3
MAX_ARCHIVE_RATIO = 200  # unpacked over packed; CAD text packs at about 10, a bomb at 1000
MAX_FILE_BYTES = 2 * 1024**3


def relative_name(path: Path, root: Path) -> str:
    """The path as a user knows it: inside the upload, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.name


def unpack(archive: Path, target: Path) -> None:
    """Unpack a ZIP into an empty folder. Raises ``CadError`` for one that is broken, hostile or too large."""
    try:
        with zipfile.ZipFile(archive) as bundle:
            _check_members(bundle, archive)
            for member in bundle.infolist():
                if not member.is_dir():
                    _unpack_member(bundle, member, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise CadError("truncated", f"{archive.name} is not a complete ZIP archive ({error})") from error


def _check_members(bundle: zipfile.ZipFile, archive: Path) -> None:
    members = bundle.infolist()
    total = sum(m.file_size for m in members)
    packed = max(sum(m.compress_size for m in members), 1)
    if len(members) > MAX_ARCHIVE_FILES:
        raise CadError("too_large", f"{archive.name} holds {len(members):,} files; at most {MAX_ARCHIVE_FILES:,}")
    if total > MAX_ARCHIVE_BYTES or (total > 50_000_000 and total / packed > MAX_ARCHIVE_RATIO):
        raise CadError("too_large", f"{archive.name} would unpack to {total / 1e6:,.0f} MB")
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0] or is_link:
            raise CadError("unsafe", f"{archive.name} holds an entry that points outside it: {member.filename!r}")
        if member.flag_bits & 1:
            raise CadError("unsupported", f"{archive.name} is protected by a password")


def _unpack_member(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    path = target / PurePosixPath(member.filename.replace("\\", "/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with bundle.open(member) as source, path.open("wb") as sink:
        while chunk := source.read(min(1 << 20, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise CadError("unsafe", f"{member.filename} is larger than its archive says")
            sink.write(chunk)


def inside(root: Path, folder: Path, reference: str) -> Path | None:
    """The existing file that `reference` names from `folder`, or None; never one outside `root`."""
    name = unquote(reference.strip().replace("\\", "/"))
    name = name.removeprefix("file://")
    base = root.resolve()
    for candidate in (folder / name.lstrip("/"), folder / name.removeprefix("./")):
        path = candidate.resolve()
        if path.is_relative_to(base) and path.is_file():
            return path
    return None


class UploadResolver(Resolver):
    """Gives loaders the files that a mesh refers to, inside the upload, and remembers what was missing."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self.missing: list[str] = []

    def get(self, key: str) -> bytes:
        """The content of a referenced file; its bare name beside the mesh is tried as well."""
        name = PurePosixPath(str(key).replace("\\", "/")).name
        path = inside(self._root, self._folder, str(key)) or inside(self._root, self._folder, name)
        if path is None:
            if name not in self.missing:
                self.missing.append(name)
            raise FileNotFoundError(name)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CadError("too_large", f"{relative_name(path, self._root)} is too large")
        return path.read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Loaders never write here."""
        raise NotImplementedError

    def namespaced(self, namespace: str) -> UploadResolver:
        """The same upload seen from a folder below."""
        return UploadResolver(self._root, self._folder / namespace)

    def keys(self) -> list[str]:
        """Every file beside the mesh."""
        return [p.name for p in self._folder.iterdir() if p.is_file()]
