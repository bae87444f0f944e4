"""Images in the IDX format of MNIST, from files that the user has: read, checked, never fetched."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from steepest.proofs.vocabulary import SteepestError

MAGIC = 0x00000803  # unsigned bytes, three dimensions
LARGEST = 1_000_000_000  # bytes of pixels


class ImageError(SteepestError):
    """Images that cannot be used."""


def read_idx(path: Path | str, most: int | None = None) -> np.ndarray:
    """The images of an IDX file (plain or .gz), (n, height, width) with values in [0, 1]; at most
    the first `most`.
    """
    path = Path(path)
    try:
        raw = path.open("rb")
    except OSError as error:
        raise ImageError(
            f"the images {path} cannot be read ({error.strerror}); give an IDX file such as "
            f"train-images-idx3-ubyte or its .gz"
        ) from None
    with raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        try:
            stream = gzip.GzipFile(fileobj=raw) if packed else raw
            head = stream.read(16)
            if len(head) < 16 or struct.unpack(">I", head[:4])[0] != MAGIC:
                raise ImageError(
                    f"{path} is no IDX file of images: it begins with "
                    f"{head[:4].hex() or 'nothing'}, expected {MAGIC:08x}"
                )
            count, height, width = struct.unpack(">III", head[4:])
            if (
                not (count and height and width)
                or max(height, width) > 4096
                or count * height * width > LARGEST
            ):
                raise ImageError(
                    f"{path} announces {count} images of {height} x {width} pixels; expected "
                    f"at least one, at most {LARGEST:,} bytes"
                )
            wanted = min(count, most) if most else count
            pixels = stream.read(wanted * height * width)
            rest = stream.read(1) if wanted == count else b""
        except (OSError, EOFError, zlib.error) as error:
            raise ImageError(f"{path} is damaged ({error}); obtain the file again") from None
    if len(pixels) != wanted * height * width or rest:
        told = "more" if rest else f"only {len(pixels):,}"
        raise ImageError(
            f"{path} announces {count} images of {height} x {width} pixels, but {told} bytes "
            f"follow; obtain the file again"
        )
    return np.frombuffer(pixels, dtype=np.uint8).reshape(wanted, height, width) / 255.0
