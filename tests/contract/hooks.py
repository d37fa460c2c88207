"""Values for the formats of docs/openapi.yml that JSON Schema cannot describe."""

import string
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

PHOTOS = Path(__file__).parent.parent / "photos"
# letters of several scripts, in their composed form, and never a word that the service keeps for itself
LETTERS = string.ascii_letters + "äéñøßжшλω李小龙中文あいう"


def words(low, high, letters=LETTERS + " -'.&"):
    """Text on one line that cleaning leaves as it is, of `low` to `high` characters."""
    return st.text(letters, min_size=low, max_size=high).filter(lambda text: low <= len(" ".join(text.split())) <= high)


schemathesis.openapi.format("display-name", words(2, 40).map("Q{}".format))
schemathesis.openapi.format("text", st.text(LETTERS + " <>&\"'\n", max_size=500))
schemathesis.openapi.format("line", words(0, 100))
schemathesis.openapi.format("tag", words(1, 50))
schemathesis.openapi.format(
    "time-zone", st.sampled_from(["UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "Africa/Lagos"])
)
schemathesis.openapi.format(
    "binary", st.sampled_from(["test-avatar.jpg", "palette.png", "animation.gif", "photo.webp"]).map(
        lambda name: (PHOTOS / name).read_bytes()
    )
)
