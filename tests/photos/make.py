#!/usr/bin/env python3
"""Draws the pictures of this folder, the same bytes every time: pip install pillow numpy, then run it.

No photo of anybody is needed to test a photo service: the scenes are drawn, and each file carries one thing that
real photos carry (an orientation, a place, a wide gamut, inks, a palette, a missing tail...).
"""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(20_240_607)


# --- drawing: arrays of height x width x 3, light from 0 to 1 -------------------------------------------------------

def noise(width, height, cell):
    """Smooth noise whose bumps are about `cell` pixels wide."""
    grid = RANDOM.random((height // cell + 3, width // cell + 3)).astype(np.float32)
    smooth = Image.fromarray(grid).resize(((width // cell + 3) * cell, (height // cell + 3) * cell), Image.BICUBIC)
    return np.asarray(smooth)[:height, :width]


def clouds(width, height):
    return sum(noise(width, height, max(2, cell)) * weight
               for cell, weight in [(width // 4, .5), (width // 9, .25), (width // 20, .15), (width // 60, .1)])


def mix(below, above, amount):
    return below + (np.asarray(above, np.float32) - below) * np.asarray(amount, np.float32)[..., None]


def axes(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x / width, y / height


def disc(x, y, cx, cy, rx, ry, soft):
    """1 inside of an ellipse, 0 outside, `soft` wide in between."""
    distance = np.sqrt(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2)
    return np.clip((1 - distance) / soft + .5, 0, 1)


def landscape(width, height):
    """Sky, sun, three rows of hills, a lake that mirrors them, grain."""
    x, y = axes(width, height)
    sky = mix(np.zeros((height, width, 3), np.float32) + (.16, .36, .70), (.98, .80, .60), np.clip(y / .62, 0, 1) ** 1.6)
    sky = mix(sky, (1, .97, .93), np.clip(clouds(width, height) * 2.6 - 1.15, 0, .8) * (1 - y))
    sky = mix(sky, (1, .90, .62), np.exp(-(((x - .70) * width / height) ** 2 + (y - .38) ** 2) * 14) * .8)
    scene = mix(sky, (1, .98, .86), disc(x, y * height / width, .70, .38 * height / width, .055, .055, .06))
    for base, rise, colour, cell in [(.52, .10, (.42, .50, .62), 5), (.60, .11, (.25, .38, .36), 4), (.70, .09, (.13, .26, .14), 3)]:
        ridge = base - rise * (noise(width, 1, width // cell)[0] - .3) - .03 * noise(width, 1, width // 25)[0]
        grain = noise(width, height, 4)[..., None] * .10 + noise(width, height, 17)[..., None] * .10 - .1
        hill = np.clip(np.asarray(colour, np.float32) + grain, 0, 1)
        scene = mix(scene, hill, np.clip((y - ridge[None, :]) * height / 2, 0, 1))
    shore = int(height * .82)
    mirror = scene[shore - 1:2 * shore - height - 1:-1]
    ripples = noise(width, height - shore, 6)[..., None] * .12 - .06
    scene[shore:] = np.clip(mirror * (.62, .70, .78) + ripples, 0, 1)
    return np.clip(scene + RANDOM.normal(0, .008, scene.shape).astype(np.float32), 0, 1)


def face(width, height, shirt=(.95, .12, .20), wall=(.20, .45, .62)):
    """A friendly drawn person before a blurred wall."""
    x, y = axes(width, height)
    scene = mix(np.zeros((height, width, 3), np.float32) + wall, (.93, .86, .70), clouds(width, height) * .8)
    skin, hair, dark = (.91, .70, .56), (.27, .16, .10), (.16, .10, .09)

    def put(colour, *ellipse, soft=.04):
        nonlocal scene
        scene = mix(scene, colour, disc(x, y, *ellipse, soft))

    put(shirt, .5, 1.08, .42, .32)
    put(tuple(c * .9 for c in skin), .5, .76, .10, .16)
    put(hair, .5, .42, .27, .29, soft=.06)
    put(skin, .5, .47, .215, .26)
    put((.98, .80, .68), .45, .40, .12, .14, soft=.9)
    put(hair, .5, .235, .215, .085, soft=.10)
    for side in (-1, 1):
        put((.97, .97, .95), .5 + side * .085, .44, .040, .026, soft=.12)
        put((.23, .38, .30), .5 + side * .085, .441, .020, .022, soft=.15)
        put(dark, .5 + side * .085, .441, .010, .011, soft=.2)
        put((1, 1, 1), .5 + side * .085 + .006, .434, .004, .004, soft=.4)
        put(hair, .5 + side * .085, .385, .050, .011, soft=.3)
        put((.95, .55, .50), .5 + side * .13, .56, .055, .040, soft=1.0)
    put((.82, .58, .46), .5, .53, .022, .030, soft=.5)
    smile = disc(x, y, .5, .615, .085, .040, .1) * (1 - disc(x, y, .5, .592, .100, .036, .1))
    scene = mix(scene, (.70, .24, .24), smile)
    return np.clip(scene + RANDOM.normal(0, .010, scene.shape).astype(np.float32), 0, 1)


def eight(scene):
    return Image.fromarray((np.clip(scene, 0, 1) * 255 + .5).astype(np.uint8))


# --- what photos carry besides pixels --------------------------------------------------------------------------------

def exif(orientation, thumbnail):
    """A camera's EXIF: maker, orientation, a place (52.52 N 13.405 E) and a thumbnail with an end marker of its own."""
    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + (value if isinstance(value, bytes) else struct.pack("<I", value))

    def directory(entries, following):
        return struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", following)

    maker = b"Drawn by code\0"
    gps_at = 8 + 2 + 3 * 12 + 4
    second_at = gps_at + 2 + 5 * 12 + 4
    data_at = second_at + 2 + 3 * 12 + 4
    north, east, maker_at, thumbnail_at = data_at, data_at + 24, data_at + 48, data_at + 48 + len(maker)
    first = directory([entry(0x010F, 2, len(maker), maker_at), entry(0x0112, 3, 1, orientation), entry(0x8825, 4, 1, gps_at)], second_at)
    gps = directory([entry(0, 1, 4, b"\2\3\0\0"), entry(1, 2, 2, b"N\0\0\0"), entry(2, 5, 3, north),
                     entry(3, 2, 2, b"E\0\0\0"), entry(4, 5, 3, east)], 0)
    second = directory([entry(0x0103, 3, 1, 6), entry(0x0201, 4, 1, thumbnail_at), entry(0x0202, 4, 1, len(thumbnail))], 0)
    places = struct.pack("<12I", 52, 1, 31, 1, 12, 1, 13, 1, 24, 1, 18, 1)
    return b"Exif\0\0II*\0\x08\0\0\0" + first + gps + second + places + maker + thumbnail


def profile(kind, space, connection, tags):
    """An ICC profile, version 4, of the given tags."""
    table, body, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += struct.pack(">4sII", name, offset + len(body), len(data))
        body += data
    header = struct.pack(">I4sI4s4s4s12s4s", 128 + len(table) + len(body), b"\0" * 4, 0x04200000, kind, space, connection,
                         struct.pack(">6H", 2024, 6, 7, 0, 0, 0), b"acsp")
    return header.ljust(68, b"\0") + xyz(.9642, 1, .8249)[8:] + b"\0" * 48 + table + body


def xyz(*values):
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def text(words):
    words = words.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(words), 28) + words


def display_p3():
    curve = b"para\0\0\0\0\0\3\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in (2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045))
    return profile(b"mntr", b"RGB ", b"XYZ ", {
        b"desc": text("P3 of the drawn photos"), b"cprt": text("No rights reserved"), b"wtpt": xyz(.9642, 1, .8249),
        b"rXYZ": xyz(.51512, .24120, -.00105), b"gXYZ": xyz(.29198, .69225, .04189), b"bXYZ": xyz(.15710, .06657, .78407),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve})


WHITE = np.array([.9642, 1, .8249])


def lab_to_xyz(lab):
    fy = (lab[..., 0] + 16) / 116
    f = np.stack([fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200], -1)
    return np.where(f > 6 / 29, f ** 3, (f - 4 / 29) * 3 * (6 / 29) ** 2) * WHITE


def xyz_to_lab(colour):
    t = colour / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def four_inks():
    """A printing profile by Neugebauer's model: the sixteen overprints, mixed by the area each covers."""
    overprints = {0b0000: (95, 0, -2), 0b0001: (55, -37, -50), 0b0010: (48, 74, -3), 0b0011: (24, 17, -46),
                  0b0100: (89, -5, 93), 0b0101: (50, -68, 25), 0b0110: (47, 68, 48), 0b0111: (23, 0, 0)}
    for inks, (light, a, b) in list(overprints.items()):
        overprints[inks | 0b1000] = (3 + light * .14, a * .06, b * .06)
    grid = 7
    levels = np.linspace(0, 1, grid)
    amounts = np.stack(np.meshgrid(levels, levels, levels, levels, indexing="ij"), -1)
    mixed = np.zeros(amounts.shape[:-1] + (3,))
    for inks, lab in overprints.items():
        area = np.prod([amounts[..., i] if inks >> i & 1 else 1 - amounts[..., i] for i in range(4)], 0)
        mixed += area[..., None] * np.sqrt(np.maximum(lab_to_xyz(np.array(lab, float)), 0))
    lab = xyz_to_lab(mixed ** 2)
    table = np.clip(np.rint(np.stack([lab[..., 0] * 2.55, lab[..., 1] + 128, lab[..., 2] + 128], -1)), 0, 255).astype(np.uint8)
    ramp = bytes(range(256))
    identity = struct.pack(">9i", *[65536 if i % 4 == 0 else 0 for i in range(9)])
    lut = b"mft1\0\0\0\0" + bytes([4, 3, grid, 0]) + identity + ramp * 4 + table.tobytes() + ramp * 3
    return profile(b"prtr", b"CMYK", b"Lab ", {
        b"desc": text("Inks of the drawn photos"), b"cprt": text("No rights reserved"), b"wtpt": xyz(.9642, 1, .8249),
        b"A2B0": lut})


def inks(scene):
    """Separates light into inks, most of what is common to cyan, magenta and yellow going to black."""
    cmy = 1 - scene
    black = cmy.min(-1, keepdims=True) ** 1.5 * .9
    return np.concatenate([np.clip((cmy - black) / (1 - black), 0, 1), black], -1)


def png_of_16_bits(scene):
    height, width, _ = scene.shape
    samples = np.rint(scene * 65535).astype(">u2").reshape(height, -1)
    rows = b"".join(b"\2" + row.tobytes() for row in np.diff(samples.view(np.uint8), axis=0, prepend=np.zeros((1, width * 6), np.uint8)))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


# --- the files -------------------------------------------------------------------------------------------------------

def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def files():
    upright = eight(landscape(1200, 1600))
    thumbnail = jpeg(upright.resize((120, 160)).transpose(Image.ROTATE_90), quality=60)
    stored = upright.transpose(Image.ROTATE_90)
    yield "landscape.jpg", jpeg(stored, quality=78, exif=exif(6, thumbnail))

    yield "portrait.jpg", jpeg(eight(face(720, 960)), quality=85, icc_profile=display_p3())

    scene = landscape(720, 480)
    ink = Image.fromarray((inks(scene) * 255 + .5).astype(np.uint8), "CMYK")
    yield "cmyk.jpg", jpeg(ink, quality=80, icc_profile=four_inks())

    yield "progressive.jpg", jpeg(eight(landscape(1080, 720)), quality=78, progressive=True)

    badge = face(240, 240, shirt=(.10, .50, .30))
    x, y = axes(240, 240)
    inside = disc(x, y, .5, .5, .48, .48, .05)
    palette = eight(badge).quantize(255)
    indices = np.where(inside > .5, np.asarray(palette), 255).astype(np.uint8)
    image = Image.fromarray(indices, "P")
    image.putpalette(palette.getpalette()[:765] + [0, 0, 0])
    out = io.BytesIO()
    image.save(out, "PNG", transparency=255, optimize=True)
    yield "palette.png", out.getvalue()

    x, y = axes(360, 360)
    leaf = np.concatenate([landscape(360, 360), disc(x, y, .5, .5, .45, .45, .25)[..., None]], -1)
    leaf[leaf[..., 3] == 0] = 0
    out = io.BytesIO()
    Image.fromarray((leaf * 255 + .5).astype(np.uint8), "RGBA").save(out, "PNG", optimize=True)
    yield "alpha.png", out.getvalue()

    yield "sixteen.png", png_of_16_bits(landscape(200, 150))

    out = io.BytesIO()
    eight(landscape(360, 240)).convert("L").save(out, "PNG", optimize=True)
    yield "grey.png", out.getvalue()

    still = eight(landscape(200, 150)).filter(ImageFilter.GaussianBlur(.7))
    frames = [still] + [still.transpose(Image.FLIP_LEFT_RIGHT).rotate(20 * turn) for turn in range(1, 4)]
    out = io.BytesIO()
    frames[0].quantize(64).save(out, "GIF", save_all=True, append_images=[f.quantize(64) for f in frames[1:]], duration=120, loop=0)
    yield "animation.gif", out.getvalue()

    out = io.BytesIO()
    eight(landscape(800, 600)).save(out, "WEBP", quality=78, method=4)
    yield "photo.webp", out.getvalue()

    whole = jpeg(eight(landscape(640, 480)), quality=78)
    yield "broken.jpg", whole[:len(whole) * 6 // 10]

    yield "page.jpg", b"<!doctype html>\n<title>Not a photo</title>\n<script>document.title = 'This must never run'</script>\n"

    avatar = eight(face(1000, 1000, shirt=(.16, .42, .72), wall=(.93, .70, .42)))
    yield "test-avatar.jpg", jpeg(avatar, quality=82)


if __name__ == "__main__":
    for name, data in files():
        (HERE / name).write_bytes(data)
        print(f"{len(data):8} {name}")
