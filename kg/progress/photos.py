"""A photo reduced to its pixels: no place, no time, no device, no thumbnail, no hidden bytes.

Everything is decoded and written anew, so nothing of the given file is copied.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import BadInput
from kg.pipes import read_pipe

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "FORMATS",
    "LARGEST",
    "MOST_PIXELS",
    "PhotoImage",
    "clean_content",
    "clean_photo",
    "reduced",
]

#: Bytes of a file that is taken.
LARGEST: Final = 30_000_000
#: Pixels of a picture that is taken; what claims more is refused before it is decoded.
MOST_PIXELS: Final = 24_000_000
#: The longest side that is kept, in pixels.
LONGEST_SIDE: Final = 4096
FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 92
_ALLOWED: Final = f"a picture in {', '.join(FORMATS[:-1])} or {FORMATS[-1]} format"


@dataclass(frozen=True)
class PhotoImage:
    """A photo without metadata.

    Attributes:
        content: a JPEG file.
        width: pixels across.
        height: pixels down.
    """

    content: bytes
    width: int
    height: int


def clean_photo(source: Path) -> PhotoImage:
    """Return a photo as pixels alone, upright, and no larger than is kept.

    Args:
        source: a JPEG, PNG or WebP file.

    Raises:
        BadInput: when it is no such picture, or is too large, animated or damaged.
    """
    name = str(source)
    try:
        if source.is_fifo():
            content = read_pipe(source, LARGEST + 1)
        else:
            with source.open("rb") as file:
                content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", file=name) from error
    return clean_content(content, name)


def clean_content(content: bytes, name: str) -> PhotoImage:
    """Return the bytes of a photo as ``clean_photo`` returns a file.

    Args:
        content: a JPEG, PNG or WebP file.
        name: what messages call it.

    Raises:
        BadInput: when it is no such picture, or is too large, animated or damaged.
    """
    if len(content) > LARGEST:
        allowed = f"a file of at most {LARGEST // 1_000_000} MB"
        raise BadInput("the photo is too large", allowed=allowed, file=name)
    pixels = _decoded(content, name, LONGEST_SIDE)
    return PhotoImage(_written(pixels), *pixels.size)


def reduced(content: bytes, name: str, longest: int) -> PhotoImage:
    """Return a kept photo no larger than it is shown.

    Args:
        content: its bytes.
        name: what messages call it.
        longest: the longest side, in pixels.

    Raises:
        BadInput: when it cannot be read any more.
    """
    pixels = _decoded(content, name, longest)
    return PhotoImage(_written(pixels), *pixels.size)


def _written(pixels: Image) -> bytes:
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _decoded(content: bytes, name: str, longest: int) -> Image:
    """Return the pixels of a picture, upright, on white, and no larger than asked."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=FORMATS) as given:
            warnings.simplefilter("ignore")  # what is doubtful about its metadata does not matter
            _refuse(given.size, getattr(given, "n_frames", 1), name)
            given.draft("RGB", (longest, longest))  # a large JPEG is decoded at a smaller size
            plain = _on_white(given)
            plain.thumbnail((longest, longest))
            upright = ImageOps.exif_transpose(plain)
            return Image.frombytes("RGB", upright.size, upright.tobytes())
    except UnidentifiedImageError as error:
        raise BadInput("found no picture that can be read", allowed=_ALLOWED, file=name) from error
    except Image.DecompressionBombError as error:
        raise _too_many(name) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise BadInput(f"the picture is damaged ({error})", allowed=_ALLOWED, file=name) from error


def _on_white(given: Image) -> Image:
    """Return the pixels in colour, with white where the picture is transparent."""
    from PIL import Image

    if given.mode in ("RGB", "L", "CMYK", "YCbCr") and "transparency" not in given.info:
        plain = given.convert("RGB")
    else:
        clear = given.convert("RGBA")
        plain = Image.new("RGB", clear.size, "white")
        plain.paste(clear, mask=clear.getchannel("A"))
    plain.getexif().update(given.getexif())
    return plain


def _refuse(size: tuple[int, int], frames: int, name: str) -> None:
    """Raise if a picture claims too many pixels or moves; only its header was read so far."""
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many(name)
    if frames > 1:
        raise BadInput("found an animation", allowed="one still picture", file=name)


def _too_many(name: str) -> BadInput:
    allowed = f"at most {MOST_PIXELS // 1_000_000} million pixels"
    return BadInput("the photo has too many pixels", allowed=allowed, file=name)
