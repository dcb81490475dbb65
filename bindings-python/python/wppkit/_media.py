"""Files with a name and type of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from ._typing import File

__all__ = ["Media"]


class Media:
    """A file that arrives under another name, or whose type neither content nor name tells.

    >>> Media(b"a,b", filename="numbers.csv")
    Media(bytes, filename='numbers.csv')
    """

    __slots__ = ("__wppkit_source__", "filename", "media_type")

    def __init__(self, source: "File", *, filename: Optional[str] = None, media_type: Optional[str] = None) -> None:
        """A file.

        Args:
            source: Path, bytes, object opened with mode `rb`, URL or data URI.
            filename: The name under which it arrives.
            media_type: Its media type, such as `text/csv`.
        """
        self.__wppkit_source__ = source
        self.filename = filename
        self.media_type = media_type

    def __repr__(self) -> str:
        kind = type(self.__wppkit_source__).__name__
        name = f", filename={self.filename!r}" if self.filename else ""
        return f"Media({kind}{name})"
