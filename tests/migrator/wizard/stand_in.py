"""The program along the stand-in for Mailmig.exe (fixtures/wizard), under wine.

    stand_in.py BIN FIXTURES OUT

OUT holds the stand-in and a wine prefix of its own, which is kept: making it takes longer than all
the rest. Ends with 77 where wine or mingw-w64 is missing.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BIN, FIXTURES, OUT = (pathlib.Path(p).resolve() for p in sys.argv[1:4])
SECRET = "Ahoy-4711"
WINE = next((w for w in map(shutil.which, ("wine64", "wine", "/usr/lib/wine/wine64")) if w), None)
ENV = dict(os.environ, WINEPREFIX=str(OUT / "prefix"), WINEDEBUG="-all",
           WINEDLLOVERRIDES="mscoree,mshtml=", LC_ALL="C.UTF-8")


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def run(*words, code=0):
    """What it printed; both streams."""
    done = subprocess.run([str(w) for w in words], env=ENV, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    text = done.stdout.decode("utf-8", "replace")
    assert done.returncode == code, f"{words}\nexit {done.returncode}, expected {code}\n{text}"
    return text


def windows(path):
    return "Z:" + str(path).replace("/", "\\")


def set_of(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()
            if p.suffix.lower() in (".pkl", ".pri", ".sec")}


class Windows:
    """A program that waits, for as long as the tests run: wine's own servers stay up beside it, which
    saves three seconds at each start."""

    def __enter__(self):
        self.program = subprocess.Popen([WINE, "cmd.exe"], env=ENV, stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __exit__(self, *_):
        self.program.stdin.close()
        self.program.wait(30)


class Bench:
    """A machine with the stand-in, a post office, a control file, and the plan for it."""

    def __init__(self, folder, wizard, post_office, plan_code):
        folder.mkdir()
        self.folder = folder
        self.bin = folder / "Bin"
        shutil.copytree(OUT / wizard, self.bin)
        self.control = folder / "job.txt"
        text = (FIXTURES / "harbor-one-step.txt").read_text()
        self.control.write_text(text.replace("M:\\CCDATA\\", windows(post_office))
                                    .replace("C:\\MIGRATE\\", windows(folder)))
        self.plan = folder / "plan.json"
        run(BIN / "sidestep", "check", self.bin, "--control", self.control, "--plan", self.plan,
            code=plan_code)

    def mailmig(self, *words, code):
        return run(WINE, self.bin / "Mailmig.exe", *words, code=code)

    def wizard(self, *words, code=0, state="state"):
        return run(BIN / "sidestep-migrator", "wizard", "--plan", self.plan, "--control",
                   self.control, "--bin", self.bin, "--wine", WINE, "--state", self.folder / state,
                   *words, code=code)

    def received(self):
        folder = self.bin / "received"
        return set_of(folder) if folder.exists() else None


def check_contract(bench):
    """What the stand-in does with orders that are none."""
    order = bench.folder / "order.txt"
    for text in ("Function,FULL\n", "! only this\n", "Mode,FILE\n", "Mode,FILE\nFiel,x\n",
                 "Mode,CCMAIL\nFile,x\nPOName,A\n"):
        order.write_text(text)
        assert "Sidestep stand-in, not Microsoft's" in bench.mailmig(f"/C:{windows(order)}", "/S", code=2)
    bench.mailmig("/S", code=2)


def check_naive(bench):
    bench.mailmig(f"/C:{windows(bench.control)}", f"/P:{SECRET}", "/S", code=2)
    log = bench.folder / "standin-events.csv"
    text = log.read_text()
    assert ",8092," in text and "0x80040108" in text and ",8002," in text, text
    recovery = text[text.index("Recovery file: ") + 15:].split(" (")[0]
    there = OUT / "prefix/drive_c" / recovery[3:].replace("\\", "/")
    rows = there.read_text("latin-1")
    assert "stand-in" in rows and "PublicMessages" in rows, rows
    there.unlink()
    told = run(BIN / "sidestep", "diagnose", "--log", log, bench.bin, "--control", bench.control)
    assert "Q214836" in told.splitlines()[0], told
    assert bench.received() is None


def check_two_steps(bench, post_office):
    told = bench.wizard("--password-file", bench.folder / "secret", "--events", "ndjson")
    assert "All steps are done." in told and "command line (/P:)" in told, told
    assert bench.received() == set_of(post_office)
    everything = told.encode() + b"".join(p.read_bytes() for p in (bench.folder / "state").rglob("*")
                                          if p.is_file())
    assert SECRET.encode() not in everything
    again = bench.wizard()
    assert again.count("done by an earlier run") == 2, again
    assert "did not let us in" in (bench.wizard("--password-env", "WRONG", state="wrong", code=2)
                                   + (bench.folder / "wrong/1-extract.log").read_text())


def check_other_file(bench):
    shutil.copy(OUT / "web3-hotfix/Mlmig32.dll", bench.bin)
    assert "is not the file that was judged" in bench.wizard(state="other", code=3)
    shutil.copy(OUT / "web3/Mlmig32.dll", bench.bin)


def check_hybrid(bench, folder):
    mail = folder / "mail"
    words = [BIN / "sidestep-migrator", "run", "--source", "wizard", "--plan", bench.plan,
             "--control", bench.control, "--bin", bench.bin, "--wine", WINE, "--password-file",
             bench.folder / "secret", "--to", f"maildir:{mail}"]
    direct = folder / "direct"
    run(BIN / "sidestep-migrator", "import", "--files", folder / "po/HARBOR.PKL", "--to",
        f"maildir:{direct}", code=1)
    told = run(*words, code=1)
    assert "verified: " in told and SECRET not in told, told
    assert "done by an earlier run" in run(*words, code=1)
    names = lambda root: sorted(str(p.relative_to(root)) for p in root.rglob("*")
                                if p.is_file() and ".sidestep" not in p.parts)
    assert names(mail) == names(direct)
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in mail.rglob("*") if p.is_file())
    packing_list = mail / ".sidestep/wizard/set-1/HARBOR.001/HARBOR.PKL"
    run(BIN / "sidestep-migrator", "audit", "--source", packing_list, "--to", f"maildir:{mail}",
        "--state", mail / ".sidestep/import")
    total = json.loads(run(BIN / "sidestep-migrator", "status", "--state", mail / ".sidestep/import",
                           "--format", "json"))["total"]
    assert total["pending"] == 0 and total["delivered"] > 0, total


def check_bad_set(folder):
    bench = Bench(folder / "bad", "web3", FIXTURES / "migration/pab_title_three_fields", 1)
    assert "the set has faults: 1" in bench.wizard(code=2)
    assert bench.received() is None
    assert "mended copy" in bench.wizard("--repair", code=1)
    assert bench.received() == set_of(FIXTURES / "migration/good")


def check_hotfix(folder, post_office):
    bench = Bench(folder / "fixed", "web3-hotfix", post_office, 0)
    bench.folder.joinpath("secret").write_text(SECRET)
    told = bench.wizard("--password-file", bench.folder / "secret")
    assert "1-one-step.txt" in told, told
    assert bench.received() == set_of(post_office)


def main():
    if WINE is None:
        skip("wine is not installed (Debian package wine64)")
    OUT.mkdir(parents=True, exist_ok=True)
    built = subprocess.run([FIXTURES / "wizard/build.sh", OUT])
    if built.returncode == 77:
        skip("mingw-w64 is not installed (Debian package gcc-mingw-w64-x86-64-win32)")
    assert built.returncode == 0
    ENV["WRONG"] = "not it"
    with tempfile.TemporaryDirectory(prefix="run-", dir=OUT) as name, Windows():
        folder = pathlib.Path(name)
        post_office = folder / "po"
        run(BIN / "sidestep-migrator", "extract", "--source", FIXTURES / "harbor", "--files",
            post_office, code=1)
        (post_office / "password.txt").write_text(SECRET)
        bench = Bench(folder / "web3", "web3", post_office, 1)
        (bench.folder / "secret").write_text(SECRET + "\n")
        scanned = json.loads(run(BIN / "sidestep", "scan", bench.bin, "--format", "ndjson")
                             .splitlines()[0])
        assert scanned["file_version"] == "5.5.2521.0", scanned
        assert "not Microsoft's" in json.dumps(scanned["strings"]), scanned
        check_contract(bench)
        check_naive(bench)
        check_two_steps(bench, post_office)
        check_other_file(bench)
        check_hybrid(bench, folder)
        check_bad_set(folder)
        check_hotfix(folder, post_office)


main()
