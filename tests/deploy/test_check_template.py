"""Every check of the template fails when what it guards is taken away.

python -m unittest discover tests/deploy
"""

import copy
import shutil
import tempfile
import unittest
from pathlib import Path

import check_template
from changes import CHANGES
from checks import functions, source, structure, translated

ROOT = Path(__file__).parents[2]
TEMPLATES = {stage: translated.translate(ROOT / "template.yaml", Stage=stage) for stage in check_template.OF_STAGE}
# files are changed for these: the check, the file, a text in it, another one, and what the check says then
FILE_CHANGES = [
    (
        source.builds,
        "template.yaml",
        "{Binary: get-profile}",
        "{Binary: get-alias}",
        "O7: GetProfileFunction is built",
    ),
    (source.builds, "template.yaml", "  FanOutFunction:\n", "  FanInFunction:\n", "O7: fan-in is in functions/"),
    (source.builds, "Cargo.toml", 'exclude = ["local", "it"]', 'exclude = ["it"]', "and not the functions"),
    (source.deployments, "samconfig.toml", '"Stage=prod"', '"Stage=dev"', "O7: the environment prod"),
    (source.deployments, "samconfig.toml", '"us-east-1"', '"eu-west-1"', "C14"),
    (source.deployments, "samconfig.toml", "project=profile-svc ", "", "tags nothing"),
    (source.deployments, "samconfig.toml", "resolve_s3 = true", "resolve_s3 = false", "no place for"),
]


class EachCheckFails(unittest.TestCase):
    def test_on_the_template_that_it_guards(self):
        for check, change, says in CHANGES:
            stage = "prod" if check in (functions.rolls_back, structure.no_cycles) else "dev"
            template = copy.deepcopy(TEMPLATES[stage])
            change(template)
            with self.subTest(check=check.__name__, says=says):
                problems = list(check(template))
                self.assertTrue(any(says in problem for problem in problems), problems)

    def test_on_the_files_that_it_guards(self):
        for check, name, old, new, says in FILE_CHANGES:
            with self.subTest(check=check.__name__, says=says), tempfile.TemporaryDirectory() as folder:
                for file in ("template.yaml", "samconfig.toml", "Cargo.toml"):
                    shutil.copy(ROOT / file, folder)
                for function in (ROOT / "functions").iterdir():
                    Path(folder, "functions", function.name).mkdir(parents=True)
                text = Path(folder, name).read_text(encoding="utf-8")
                self.assertIn(old, text)
                Path(folder, name).write_text(text.replace(old, new), encoding="utf-8")
                problems = list(check(Path(folder, "template.yaml")))
                self.assertTrue(any(says in problem for problem in problems), problems)

    def test_and_none_is_left_out(self):
        proved = {check for check, *_ in [*CHANGES, *FILE_CHANGES]}
        run = {check for checks in check_template.OF_STAGE.values() for check in checks} | {*check_template.OF_SOURCE}
        self.assertEqual(run, proved)

    def test_by_more_than_the_change(self):
        """No check already fails, so that what it says above is of the change."""
        for stage, checks in check_template.OF_STAGE.items():
            for check in {*checks} - {structure.lints}:
                self.assertEqual(list(check(copy.deepcopy(TEMPLATES[stage]))), [], check.__name__)


class Versions(unittest.TestCase):
    def test_a_new_revision_of_the_settings_is_a_new_version_of_every_function(self):
        """A parameter's value alone is not, which is why SETTINGS_REVISION exists."""
        text = (ROOT / "template.yaml").read_text(encoding="utf-8")
        versions = lambda template: translated.of_type(template, "AWS::Lambda::Version").keys()  # noqa: E731
        before = versions(TEMPLATES["dev"])
        self.assertEqual(before, versions(translated.translate(ROOT / "template.yaml", FanoutTargets="a=https://b")))
        with tempfile.TemporaryDirectory() as folder:
            changed = Path(folder, "template.yaml")
            changed.write_text(text.replace('SETTINGS_REVISION: "1"', 'SETTINGS_REVISION: "x"'), encoding="utf-8")
            after = versions(translated.translate(changed))
        self.assertEqual(len(after), len(before))
        self.assertFalse(before & after)


if __name__ == "__main__":
    unittest.main()
