"""The worked example of manifests/README.md is the one in fixtures/manifest, which is linted and run.

Usage: readme_test.py README FIXTURES SIDESTEP
"""
import pathlib
import re
import subprocess
import sys

readme, fixtures, sidestep = map(pathlib.Path, sys.argv[1:])
text = readme.read_text()
shown = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
assert shown == [(fixtures / name).read_text() for name in ("gateway.json", "gateway.cases.json")]
for line in re.findall(r"^    \$ sidestep (manifest .*)$", text, re.MULTILINE):
    done = subprocess.run([sidestep, *line.split()], cwd=fixtures, capture_output=True, text=True)
    printed = f"    $ sidestep {line}\n    {done.stdout}"
    assert done.returncode == 0 and printed in text, f"{line}: {done.returncode}\n{done.stdout}{done.stderr}"
print("the example is as shown")
