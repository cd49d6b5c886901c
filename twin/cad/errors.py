"""What can go wrong with an upload, as one exception with a code and a sentence for a planner.

The sentence names the file by its path inside the upload, never by where it lies on this machine.
"""

from __future__ import annotations

CODES = frozenset(
    {
        "empty",  # the file, or everything in it, holds no surface
        "truncated",  # the file stops before its own header says that it does
        "wrong_format",  # the content is not what the name says, nor anything else we read
        "too_large",  # more bytes, triangles or files than we take
        "out_of_memory",
        "timeout",
        "unsupported",  # a format, or a feature of one, that we do not read
        "missing_file",
        "unsafe",  # an archive or a reference that reaches outside the upload
        "internal",  # the reader failed in a way that it does not explain
    }
)


class CadError(Exception):
    """An upload cannot be imported. `code` is one of `CODES`; `subject` is a path inside the upload."""

    def __init__(self, code: str, message: str, *, subject: str = "") -> None:
        if code not in CODES:
            raise ValueError(f"unknown code {code!r}")
        super().__init__(message)
        self.code = code
        self.message = message
        self.subject = subject
