"""Blanks the tables for unwinding the stack in a program that never unwinds it.

Swift code does not unwind: an error is a return value, a trap ends the process. What does is a C++ exception, which
nothing here throws, and the end of a thread by pthread_exit, which nothing here calls. The tables are a tenth of the
zip. They stay in place as zeroes, which pack to nothing, so that no other part of the program moves.
usage: blank_frames.py PROGRAM
"""

import struct
import sys

# An index without entries: version 1, and three times "this field is left out".
# https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/ehframechpt.html
EMPTY_INDEX = bytes([1, 0xFF, 0xFF, 0xFF])


def sections(image: bytes):
    """Yields name, offset and size of each section of a 64-bit little-endian ELF file."""
    table, = struct.unpack_from("<Q", image, 0x28)
    entry_size, count, names_index = struct.unpack_from("<HHH", image, 0x3A)
    entries = [struct.unpack_from("<IIQQQQ", image, table + index * entry_size) for index in range(count)]
    names = entries[names_index][4]
    for name, _, _, _, offset, size in entries:
        end = image.index(b"\0", names + name)
        yield image[names + name:end].decode(), offset, size


def main() -> None:
    path, = sys.argv[1:]
    with open(path, "rb") as file:
        image = bytearray(file.read())
    if image[:6] != b"\x7fELF\x02\x01":
        sys.exit(f"blank_frames: {path} is no 64-bit ELF program")
    found = {name: (offset, size) for name, offset, size in sections(bytes(image))}
    for name, start in {".eh_frame": b"", ".eh_frame_hdr": EMPTY_INDEX}.items():
        if name not in found:
            sys.exit(f"blank_frames: {path} has no section {name}")
        offset, size = found[name]
        image[offset:offset + size] = start.ljust(size, b"\0")
    with open(path, "wb") as file:
        file.write(image)


if __name__ == "__main__":
    main()
