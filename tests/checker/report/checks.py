"""The checks that every format is tested with, and how they are run.

The tests beside this one are called with: PROGRAM ROOT, the program `sidestep` and the root of the source tree.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
FIXTURES = ROOT / "fixtures"
CONTROL = FIXTURES / "harbor-one-step.txt"
# All that a file name can hold against a format: ends of lines, quotes, markup, placeholders, a link, a terminal's
# escape, a separator of columns and of performance data, a per cent sign, a byte that is no UTF-8, U+FFFF.
HOSTILE = b"=a,\"b'|<c>&d\\e;\n\r\x1b[31m{0}[f](g:h)%41\xff \xef\xbf\xbf"

_kept = tempfile.TemporaryDirectory(prefix="sidestep-formats-")


def _hostile_folder():
    folder = os.path.join(_kept.name.encode(), HOSTILE)
    if not os.path.isdir(folder):
        os.mkdir(folder)
        for name in ("Mailmig.exe", "Mlmig32.dll"):
            with open(os.path.join(folder, name.encode()), "wb") as out:
                out.write((FIXTURES / "components/web3" / name).read_bytes())
    return folder


def _broken_manifest():
    folder = pathlib.Path(_kept.name) / "manifests"
    folder.mkdir(exist_ok=True)
    (folder / "broken|.json").write_text("{\"id\": \n")
    return folder


def checks():
    """Name and arguments of each check."""
    control = ["--control", CONTROL]
    for folder in ("sp2", "web3", "web3-hotfix", "web3-no-dll", "sp3", "mixed", "web3.zip"):
        yield folder, [FIXTURES / "components" / folder, *control]
    web3 = FIXTURES / "components/web3"
    yield "no operation", [web3]
    yield "nothing found", [FIXTURES / "ccmail", *control]
    yield "blocked", [web3, *control, "--pin", "migration.steps", "--pin", "migration.content"]
    yield "native", [web3, *control, "--set", "migration.executor=native"]
    yield "package", [web3, *control, "--packages", FIXTURES / "components/sp3"]
    yield "no database", [web3, *control, "--set", "source.database=DB8", "--set", "source.has_receipts=false"]
    yield "broken manifest", [web3, *control, "--manifests", _broken_manifest()]
    yield "hostile names", [_hostile_folder(), *control]
    yield "damaged images", [FIXTURES / "image", *control]


def run(arguments, *more):
    """The exit code, standard output and standard error, in bytes."""
    done = subprocess.run([PROGRAM, "check", *arguments, *more], stdin=subprocess.DEVNULL, capture_output=True,
                          env=dict(os.environ, LC_ALL="C.UTF-8"), timeout=120)
    return done.returncode, done.stdout, done.stderr


def report(arguments):
    """The exit code and the report as JSON."""
    code, out, _ = run(arguments, "--format", "json")
    return code, json.loads(out)


def written(arguments, form):
    """The exit code and the report as text in a format."""
    code, out, _ = run(arguments, "--format", form)
    return code, out.decode("utf-8")
