#!/usr/bin/env python3
"""Makes the pictures that docs/PERFORMANCE.md measures: photos.py FOLDER (pip: pillow numpy).

Two real photos lie in packages that this project builds with, so cargo has fetched them; the rest is made of them at
the sizes that phones take, or drawn.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent.parent / "photos"))
import make

RANDOM = np.random.default_rng(1)


def package(path):
    found = sorted((Path.home() / ".cargo/registry/src").glob(f"*/{path}"))
    if not found:
        raise SystemExit(f"{path} is not there; run `cargo fetch` first")
    return found[0]


def grain(image, strength):
    noise = RANDOM.normal(0, strength, (image.height, image.width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + noise, 0, 255).astype(np.uint8))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    lake_file, city_file = package("webp-0.3.1/assets/lake.jpg"), package("jpeg-decoder-0.3.2/benches/large_image.jpg")
    lake, city = Image.open(lake_file).convert("RGB"), Image.open(city_file).convert("RGB")

    def exif(orientation):
        return make.exif(orientation, make.jpeg(lake.resize((160, 90)), quality=50))

    def save(image, name, **options):
        image.save(folder / name, **options)

    square = lake.crop((900, 400, 2700, 2200)).resize((1080, 1080), Image.LANCZOS)
    save(square, "a_avatar1080.jpg", quality=85)
    (folder / "b_3mp.jpg").write_bytes(city_file.read_bytes())
    (folder / "c_9mp.jpg").write_bytes(lake_file.read_bytes())
    save(make.eight(make.landscape(4032, 3024)), "d_12mp_drawn.jpg", quality=82, exif=exif(6))
    save(grain(city.resize((4032, 3024), Image.BICUBIC), 2.5), "e_12mp.jpg", quality=85, exif=exif(6))
    save(grain(lake.resize((6000, 4000), Image.BICUBIC), 2), "f_24mp.jpg", quality=82, exif=exif(1))
    save(grain(lake.resize((5184, 3888), Image.BICUBIC), 1), "g_20mp_422.jpg", quality=80, subsampling=1)
    save(city.resize((2400, 1600), Image.LANCZOS), "h_4mp.png")
    save(lake.resize((3264, 2448), Image.LANCZOS), "i_8mp.webp", quality=82)
    save(lake.resize((3264, 2448), Image.LANCZOS), "j_8mp_prog.jpg", quality=84, progressive=True)
    save(city.resize((600, 450), Image.LANCZOS), "k_exif6_450x600.jpg", quality=88, exif=exif(6))
    (folder / "l_p3.jpg").write_bytes((Path(make.__file__).parent / "portrait.jpg").read_bytes())


main(Path(sys.argv[1]))
