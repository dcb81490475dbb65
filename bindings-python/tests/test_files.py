"""Files: paths, bytes, file objects, URLs."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import pytest

import wppkit
from wppkit import AsyncSession, Media, Session
from wppkit.testing import World

TO = "5511999990001"
CONTENT = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 1000


def sources(folder: Path) -> dict[str, Any]:
    """One file in every form."""
    path = folder / "photo.png"
    path.write_bytes(CONTENT)
    return {
        "path": path,
        "text": str(path),
        "bytes": CONTENT,
        "bytearray": bytearray(CONTENT),
        "memoryview": memoryview(CONTENT),
        "object": path.open("rb"),
        "memory": io.BytesIO(CONTENT),
        "media": Media(CONTENT, filename="photo.png", media_type="image/png"),
    }


def uploaded(world: World) -> list[int]:
    """Sizes of the files that reached the server."""
    return [request["upload"]["size"] for request in world.requests("send-file") if request.get("upload")]


@pytest.mark.parametrize("form", ["path", "text", "bytes", "bytearray", "memoryview", "object", "memory", "media"])
def test_a_file_in_any_form_is_uploaded_whole(
    wpp_mock: World, wpp_session: Session, tmp_path: Path, form: str
) -> None:
    sent = wpp_session.send_media(TO, sources(tmp_path)[form], caption="Look")
    assert sent.chat == f"{TO}@c.us"
    wpp_mock.assert_sent(to=TO, text="Look")


async def test_a_file_object_is_read_while_the_loop_goes_on(wpp_mock: World, wpp_async_session: AsyncSession) -> None:
    sent = await wpp_async_session.send_media(TO, io.BytesIO(CONTENT))
    assert sent.id


def test_a_file_object_that_fails_says_so(wpp_mock: World, wpp_session: Session) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError("the disk is gone")

    with pytest.raises(wppkit.InvalidInputError, match="the disk is gone"):
        wpp_session.send_media(TO, Broken())
    wpp_mock.assert_not_sent()


def test_a_url_is_left_to_the_server(wpp_mock: World, wpp_session: Session) -> None:
    wpp_session.send_media(TO, "https://example.com/a.png")
    assert wpp_mock.requests("send-file")[0].body["path"] == "https://example.com/a.png"


IMAGE = "false_5511999990001@c.us_3A0000000000000IMAGE"


@pytest.mark.wpp(preset="recordings")
def test_a_file_of_a_message_comes_as_bytes_beside_what_is_known_of_it(wpp_mock: World) -> None:
    with wpp_mock.client() as client:
        media = client.session("main").download(IMAGE)
        assert media.mimetype == "image/png"
        assert media.bytes is not None
        assert media.bytes.startswith(b"\x89PNG")
        assert len(media.bytes) == media.size
        assert set(media) == {"mimetype", "size"}
        assert pickle.loads(pickle.dumps(media)).bytes == media.copy().bytes == media.bytes
        assert client.session("main").call("download", {"messageId": IMAGE}).answer.attachment == media.bytes


@pytest.mark.wpp(preset="recordings")
async def test_a_file_of_a_message_is_written_where_it_shall_be(wpp_mock: World, tmp_path: Path) -> None:
    session = wpp_mock.async_client().session("main")
    file = tmp_path / "picture.png"
    written = await session.download(IMAGE, file=file)
    assert (written.file, written.bytes) == (str(file), None)
    assert file.read_bytes() == (await session.download(IMAGE)).bytes
