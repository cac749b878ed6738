"""The pixels of a PNG that a browser writes: eight bits a channel, not interlaced."""
import struct
import zlib


def pixels(data):
    """(width, height, rows of (r, g, b))."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("not a PNG")
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        at += size + 12
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
        if kind == b"IDAT":
            packed += body
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise ValueError("another kind of PNG than browsers write")
    channels = 3 if colour == 2 else 4
    return width, height, rows_of(zlib.decompress(packed), width, height, channels)


def rows_of(raw, width, height, channels):
    stride, above, rows = width * channels, bytes(width * channels), []
    for y in range(height):
        kind = raw[y * (stride + 1)]
        line = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride if kind else 0):
            left = line[i - channels] if i >= channels else 0
            corner = above[i - channels] if i >= channels else 0
            line[i] = (line[i] + predicted(kind, left, above[i], corner)) & 255
        above = bytes(line)
        rows.append([tuple(line[x:x + 3]) for x in range(0, stride, channels)])
    return rows


def predicted(kind, left, above, corner):
    if kind == 1:
        return left
    if kind == 2:
        return above
    if kind == 3:
        return (left + above) // 2
    estimate = left + above - corner
    return min((left, above, corner), key=lambda value: abs(estimate - value))
