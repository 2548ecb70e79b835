"""Photos: nothing but pixels is kept, nothing stays of a removed one, bad files are refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from kg.errors import BadInput
from kg.progress import photos
from kg.progress.photo_files import MARKER
from kg.progress.photos import PhotoImage, clean_photo
from kg.progress.store import History, Photo
from tests.progress.entries import DAY, entry

SECRET = b"SECRET-PLACE"
TEXT = SECRET.decode()
#: The parts a JPEG file needs to be shown; all others carry something else.
NEEDED = {0xD8, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}
JFIF = 0xE0


def picture(size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Return a picture whose upper left corner is red, the rest blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 4, size[1] // 2))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = TEXT  # the maker of the camera
    data[0x0132] = "2026:03:02 08:00:00"
    data.get_ifd(0x8825)[1] = "N"  # the place
    data.get_ifd(0x8825)[2] = (47.0, 22.0, 1.0)
    data.get_ifd(0x8769)[0x9286] = SECRET  # a comment
    data.get_ifd(0x8769)[0xA420] = TEXT
    return data


def jpeg(path: Path, orientation: int = 1) -> Path:
    """Write a JPEG with everything that a file can carry beside pixels."""
    thumbnail = io.BytesIO()
    picture((8, 4)).save(thumbnail, "JPEG", comment=SECRET)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture().save(
        path,
        "JPEG",
        quality=95,
        exif=exif(orientation).tobytes() + thumbnail.getvalue(),
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        icc_profile=profile,
        comment=SECRET,
        dpi=(300, 300),
    )
    path.write_bytes(path.read_bytes() + SECRET)  # behind the end of the picture
    return path


def png(path: Path) -> Path:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", TEXT)
    texts.add_itxt("XML:com.adobe.xmp", TEXT)
    texts.add_text("Comment", TEXT, zip=True)
    picture().save(path, "PNG", pnginfo=texts, exif=exif())
    return path


def webp(path: Path) -> Path:
    picture().save(path, "WEBP", exif=exif(), xmp=SECRET, lossless=True)
    return path


def parts(content: bytes) -> list[int]:
    """Return the markers of a JPEG file, up to the pixels."""
    found, place = [0xD8], 2
    assert content[:2] == b"\xff\xd8"
    while found[-1] != 0xDA:
        assert content[place] == 0xFF
        found.append(content[place + 1])
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return found


@pytest.mark.parametrize("write", [jpeg, png, webp])
def test_nothing_but_pixels_remains(write: Any, tmp_path: Path) -> None:
    given = write(tmp_path / "given")
    assert SECRET in given.read_bytes() or write is png
    cleaned = clean_photo(given)
    assert SECRET not in cleaned.content
    assert b"Exif" not in cleaned.content
    assert b"2026" not in cleaned.content
    assert set(parts(cleaned.content)) <= NEEDED | {JFIF}
    assert cleaned.content.endswith(b"\xff\xd9")
    assert cleaned.content.count(b"\xff\xd8") == 1  # no thumbnail
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert image.size == (cleaned.width, cleaned.height) == (40, 20)
        red, _, blue = image.convert("RGB").getpixel((2, 2))  # type: ignore[misc]
        assert red > 200 > 60 > blue


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_though_its_orientation_is_gone(
    orientation: int, tmp_path: Path
) -> None:
    from PIL import ImageOps

    given = jpeg(tmp_path / "given.jpg", orientation)
    cleaned = clean_photo(given)
    with Image.open(given) as image, Image.open(io.BytesIO(cleaned.content)) as kept:
        expected = ImageOps.exif_transpose(image).convert("RGB")
        assert kept.size == expected.size == ((40, 20) if orientation < 5 else (20, 40))
        for corner in ((2, 2), (kept.width - 3, kept.height - 3)):
            pairs = zip(expected.getpixel(corner), kept.getpixel(corner), strict=True)  # type: ignore[arg-type]
            assert all(abs(one - other) < 40 for one, other in pairs)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    with Image.open(io.BytesIO(clean_photo(tmp_path / "clear.png").content)) as kept:
        assert kept.getpixel((4, 4)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller(tmp_path: Path) -> None:
    Image.new("RGB", (5000, 500)).save(tmp_path / "wide.png")
    cleaned = clean_photo(tmp_path / "wide.png")
    assert (cleaned.width, cleaned.height) == (4096, 410)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def animation() -> bytes:
    written = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    return written.getvalue()


def gif() -> bytes:
    written = io.BytesIO()
    picture().save(written, "GIF")
    return written.getvalue()


def cut_short() -> bytes:
    written = io.BytesIO()
    picture((400, 400)).save(written, "PNG")
    return written.getvalue()[:200]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no picture", "no picture that can be read"),
        (b"", "no picture that can be read"),
        (gif(), "no picture that can be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "no picture that can be read"),
        (cut_short(), "damaged"),
        (bomb(20_000, 20_000), "too many pixels"),
        (bomb(8_000, 7_000), "too many pixels"),
        (bomb(6_000, 4_001), "too many pixels"),
        (bomb(100, 100), "damaged"),
        (animation(), "animation"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "given.png"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=told) as caught:
        clean_photo(file)
    assert len(caught.value.message.splitlines()) == 1


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "LARGEST", 100)
    with pytest.raises(BadInput, match="too large"):
        clean_photo(png(tmp_path / "given.png"))
    with pytest.raises(BadInput, match="cannot be read"):
        clean_photo(tmp_path / "absent.png")


# --- beside the store ---


@pytest.fixture
def history(store: str) -> Any:
    with History.open(store) as opened:
        opened.add(entry("a"))
        opened.add(entry("b"))
        yield opened


def attach(history: History, client: str, **more: Any) -> Photo:
    wanted = {"view": "view_lateral", "side": "left", "number": None, **more}
    return history.add_photo(client, PhotoImage(client.encode() * 99, 4, 3), **wanted)


def files(history: History) -> set[str]:
    folder = history._place.photos
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    return names - {MARKER}


def test_a_photo_says_what_it_shows(history: History, tmp_path: Path) -> None:
    photo = attach(history, "a")
    assert (photo.client, photo.view, photo.side, photo.day) == ("a", "view_lateral", "left", DAY)
    assert history.photos("a") == (photo,)
    assert history.content(photo) == b"a" * 99
    assert history.assessment("a").photos == 1
    assert history.photos("b") == ()
    assert files(history) == {photo.file}
    assert "a-" not in photo.file
    assert history._place.photos.stat().st_mode & 0o077 == 0


def test_photos_go_with_their_assessment(history: History, tmp_path: Path) -> None:
    gone, stays = attach(history, "a"), attach(history, "b")
    history.remove("a", gone.assessment)
    assert files(history) == {stays.file}
    history.remove("b")
    assert files(history) == set()
    assert not any(b"a" * 99 in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_photo_can_be_removed_alone(history: History, tmp_path: Path) -> None:
    first, second = attach(history, "a"), attach(history, "a")
    history.remove_photo("a", first.number)
    assert history.photos("a") == (second,)
    assert files(history) == {second.file}
    with pytest.raises(BadInput, match=f"no photo number {second.number}; none"):
        history.remove_photo("b", second.number)


def test_a_photo_that_was_changed_or_lost_is_said(history: History, tmp_path: Path) -> None:
    photo = attach(history, "a")
    file = history._place.photos / photo.file
    file.write_bytes(b"another")
    with pytest.raises(BadInput, match="was changed"):
        history.content(photo)
    file.unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        history.content(photo)


def test_a_photo_whose_file_cannot_be_written_is_not_kept(history: History, tmp_path: Path) -> None:
    history._place.photos.parent.mkdir(exist_ok=True)
    history._place.photos.write_text("in the way")
    with pytest.raises(BadInput, match="cannot be"):
        attach(history, "a")
    history._place.photos.unlink()
    assert history.photos("a") == ()
