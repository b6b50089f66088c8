"""Little pictures, and files of an export that hold them."""

import struct
import zlib
from io import BytesIO

from plugins.comments_import.files.export_file import ExportFile


def png(shade=0):
    """Give a grey picture of one by one pixel, whole and valid."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes([0, shade]))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


PNG = png()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def export_files(contents):
    """Give files of an export: {name: bytes}."""
    return [
        ExportFile(name=name, open=lambda data=data: BytesIO(data))
        for name, data in contents.items()
    ]
