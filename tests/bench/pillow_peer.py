#!/usr/bin/env python3
"""The six variants by Pillow: pillow_peer.py INPUT OUTDIR; one line of JSON, as the example `variants` prints."""

import io
import json
import re
import sys
import time
from pathlib import Path

from PIL import Image, ImageOps

path, folder = Path(sys.argv[1]), Path(sys.argv[2])
start, before = time.perf_counter(), time.process_time()
image = Image.open(io.BytesIO(path.read_bytes()))
image.draft("RGB", (2048, 2048))
image = ImageOps.exif_transpose(image)
image = image.convert("RGBA" if "A" in image.getbands() else "RGB")
image.thumbnail((2048, 2048), Image.LANCZOS)
medium = image.copy()
medium.thumbnail((512, 512), Image.LANCZOS)
files = {}
for name, made in (("thumbnail", ImageOps.fit(medium, (150, 150), Image.LANCZOS)), ("medium", medium), ("original", image)):
    for ending, options in (("webp", {"quality": 80, "method": 4}), ("jpg", {"quality": 82, "subsampling": 2, "optimize": True})):
        out = io.BytesIO()
        opaque = Image.alpha_composite(Image.new("RGBA", made.size, "#fff"), made).convert("RGB") if made.mode == "RGBA" else made
        (made if ending == "webp" else opaque).save(out, "WEBP" if ending == "webp" else "JPEG", **options)
        files[f"{name}.{ending}"] = out.getvalue()
wall, spent = time.perf_counter() - start, time.process_time() - before
folder.mkdir(parents=True, exist_ok=True)
for name, data in files.items():
    (folder / name).write_bytes(data)
print(json.dumps({
    "wall_ms": wall * 1000,
    "cpu_ms": spent * 1000,
    "rss_mb": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
    "bytes": [len(data) for data in files.values()],
}))
