"""The arithmetic of docs/COSTS.md: cost = quantity × price / per in each row, and totals that are their sums."""

import re
from decimal import Decimal


def problems(root):
    text = (root / "docs/COSTS.md").read_text(encoding="utf-8")
    found = 0
    running = Decimal(0)
    for number, line in enumerate(text.splitlines(), 1):
        row = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
        if len(row) != 5 or row[0] == "What":
            running = Decimal(0) if not row or row[0] == "What" else running
            continue
        if row[0].startswith("**Total"):
            found += 1
            if Decimal(row[4].strip("*")) != running:
                yield f"docs/COSTS.md:{number}: the rows add up to {running}"
        elif re.fullmatch(r"[-: ]+", row[0]) is None:
            quantity, price, per, cost = map(Decimal, row[1:])
            running += cost
            if abs(quantity * price / per - cost) > Decimal("0.00005"):
                yield f"docs/COSTS.md:{number}: {quantity} × {price} / {per} is {quantity * price / per:.4f}"
    if found != 4:
        yield f"docs/COSTS.md: {found} totals of costs were found, and there are 4"
