#!/usr/bin/env python3
"""Puts the picture pipeline beside its peers, interleaved: compare.py VARIANTS PHOTOS [ROUNDS] (docs/PERFORMANCE.md).

VARIANTS is the built example `variants`, PHOTOS a folder of pictures. Each ratio is to the best of sharp's three modes
for that picture and that measure; `ssim` is the worst of the six variants. pip: pillow numpy scikit-image; npm: sharp
(NODE_PREFIX names the folder above its node_modules). PEERS=1 adds Pillow and ImageMagick.
"""

import io
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps
from skimage.metrics import structural_similarity

HERE = Path(__file__).parent
FILES = [f"{size}.{ending}" for size in ("thumbnail", "medium", "original") for ending in ("webp", "jpg")]
MODES = ("serial", "clone", "chain")
MEASURES = ("cpu_ms", "wall_ms", "rss_mb")


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    result = json.loads(done.stdout)
    if "variants" in result:
        result["bytes"] = [variant["bytes"] for variant in result["variants"]]
    return result


def reference(path):
    """The picture upright, in sRGB, on a white page."""
    image = Image.open(path)
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    white = on_white(image)
    if profile:
        srgb = ImageCms.createProfile("sRGB")
        white = ImageCms.profileToProfile(white, ImageCms.ImageCmsProfile(io.BytesIO(profile)), srgb, 1)
    return white


def on_white(image):
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "#fff"), image).convert("RGB")


def ssim(whole, path):
    made = on_white(Image.open(path))
    if path.name.startswith("thumbnail"):
        wanted = ImageOps.fit(whole, made.size, Image.LANCZOS)
    else:
        wanted = whole if whole.size == made.size else whole.resize(made.size, Image.LANCZOS)
    one, other = (np.asarray(image.convert("L"), np.float32) for image in (wanted, made))
    return structural_similarity(one, other, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)


def geometric(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def measure(photo, variants, rounds, out):
    commands = {"imaging": [variants, photo, out / "imaging"]}
    commands |= {mode: ["node", HERE / "sharp.mjs", mode, photo, out / mode, "1"] for mode in MODES}
    if os.environ.get("PEERS"):
        commands |= {peer: [sys.executable, HERE / f"{peer}_peer.py", photo, out / peer] for peer in ("pillow", "magick")}
    seen = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seen[name].append(run([str(part) for part in command]))
    middle = {
        name: {key: statistics.median(result[key] for result in results) for key in MEASURES} | {"bytes": sum(results[0]["bytes"])}
        for name, results in seen.items()
    }
    best = {key: min(middle[mode][key] for mode in MODES) for key in (*MEASURES, "bytes")}
    whole = reference(photo)
    alike = {name: [ssim(whole, out / name / file) for file in FILES] for name in ("imaging", "serial")}
    ratios = {key: middle["imaging"][key] / best[key] for key in best}
    ratios["ssim"] = min(ours / theirs for ours, theirs in zip(*alike.values()))
    return middle, best, ratios


def main():
    variants, photos = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    total = []
    print("| picture | CPU ms | wall ms | peak MB | bytes | sharp: CPU | wall | MB | bytes | CPU | wall | memory | bytes | SSIM |")
    print("|---|" + "---:|" * 13)
    for photo in sorted(Path(photos).iterdir()):
        with tempfile.TemporaryDirectory() as out:
            middle, best, ratios = measure(photo, variants, rounds, Path(out))
        ours = middle["imaging"]
        cells = [f"{row[key]:.0f}" for row in (ours, best) for key in (*MEASURES, "bytes")]
        print("|", " | ".join([photo.name, *cells, *(f"{value:.2f}" for value in list(ratios.values())[:3]),
                               f"{ratios['bytes']:.3f}", f"{ratios['ssim']:.4f}"]), "|", flush=True)
        for peer in ("pillow", "magick"):
            if peer in middle:
                row = middle[peer]
                print(f"<!-- {peer}: CPU {row['cpu_ms']:.0f}, wall {row['wall_ms']:.0f}, MB {row['rss_mb']:.0f}, bytes {row['bytes']} -->")
        total.append(ratios)
    mean = {key: geometric([ratios[key] for ratios in total]) for key in total[0]}
    print("geometric mean:", {key: round(value, 3) for key, value in mean.items()}, "worst CPU:",
          round(max(ratios["cpu_ms"] for ratios in total), 2))


main()
