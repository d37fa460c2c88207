"""What artillery reports of tests/load/artillery.yml: 600 people came, all of them got what they came for.

    python3 tests/load/check.py report.json
"""

import json
import re
import sys

PEOPLE = 600
# of 600 people, each of whom is here for the profile with a chance of 0.7, so many are: six standard deviations around 420
WITH_PROFILE = range(353, 488)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        counters = json.load(file)["aggregate"]["counters"]
    profiles, aliases = (
        counters.get(f"vusers.created_by_name.{name}", 0) for name in ("Profile Operations", "Alias Generation")
    )
    requests = 2 * profiles + aliases
    wanted = {
        "vusers.created": PEOPLE,
        "vusers.completed": PEOPLE,
        "vusers.failed": 0,
        "http.requests": requests,
        "http.responses": requests,
        "http.codes.200": requests,
    }
    found = {name: counters.get(name, 0) for name in wanted}
    problems = [f"{name} is {found[name]}, not {want}" for name, want in wanted.items() if found[name] != want]
    problems += [
        f"{name} is {value}" for name, value in counters.items() if value and re.search(r"errors?\.|\.failed$", name)
    ]
    if profiles not in WITH_PROFILE or profiles + aliases != PEOPLE:
        problems.append(f"{profiles} came for their profile and {aliases} for an alias")
    print(f"load: {PEOPLE} people, {profiles} for their profile and {aliases} for an alias, {requests} requests")
    sys.exit("\n".join(problems) or 0)


main()
