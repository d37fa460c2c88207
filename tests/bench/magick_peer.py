#!/usr/bin/env python3
"""The six variants by ImageMagick 6: magick_peer.py INPUT OUTDIR; one line of JSON, as the example `variants` prints."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

path, folder = Path(sys.argv[1]), Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)


def write(name):
    webp = ["(", "+clone", "-quality", "80", "-define", "webp:method=4", "-write", f"{folder}/{name}.webp", "+delete", ")"]
    page = ["-background", "white", "-alpha", "remove", "-sampling-factor", "4:2:0", "-quality", "82"]
    return webp + ["(", "+clone", *page, "-write", f"{folder}/{name}.jpg", "+delete", ")"]


sides = subprocess.run(["identify-im6.q16", "-ping", "-format", "%w %h", f"{path}[0]"], capture_output=True, text=True, check=True)
# the hint would make smaller ones larger
hint = ["-define", "jpeg:size=4096x4096"] if max(map(int, sides.stdout.split())) > 4096 else []
command = ["convert-im6.q16", *hint, str(path), "-auto-orient", "-strip", "-resize", "2048x2048>",
           *write("original"), "-resize", "512x512>", *write("medium"),
           "-resize", "150x150^", "-gravity", "center", "-extent", "150x150", *write("thumbnail"), "null:"]
start = time.perf_counter()
subprocess.run(command, check=True)
wall, usage = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
names = [f"{size}.{ending}" for size in ("thumbnail", "medium", "original") for ending in ("webp", "jpg")]
print(json.dumps({
    "wall_ms": wall * 1000,
    "cpu_ms": (usage.ru_utime + usage.ru_stime) * 1000,
    "rss_mb": usage.ru_maxrss / 1024,
    "bytes": [(folder / name).stat().st_size for name in names],
}))
