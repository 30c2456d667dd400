"""`make lock`: write requirements/run.txt and dev.txt, every version pinned and hashed, for all systems and Pythons.

Versions already pinned stay where they can: `make lock ARGS=--upgrade` takes the newest of all,
`make lock ARGS="--upgrade-package django"` of one.
uv does the work, from PATH or from a throw-away environment.
"""

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from scripts.check_locks import ROOT, header, requirements

OPTIONS = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]


def find_uv(folder: Path) -> Path:
    """The program uv: the one in PATH, else one installed into this folder."""
    present = shutil.which("uv")
    if present:
        return Path(present)
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-qq", "uv"], check=True)
    return folder / "bin" / "uv"


def compile_lock(uv: Path, name: str, asked: list[str], arguments: list[str]) -> None:
    path = ROOT / "requirements" / f"{name}.txt"
    command = [str(uv), "pip", "compile", "pyproject.toml", *OPTIONS, f"--python={sys.executable}", *arguments]
    # The tools are locked first and bind the application: both files hold the same versions.
    command += ["--group=dev"] if name == "dev" else ["--constraints=requirements/dev.txt"]
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as draft:
        draft.write(path.read_text() if path.exists() else "")
        draft.flush()
        subprocess.run([*command, f"--output-file={draft.name}"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        # The lock says which package asked for which; the draft's own name is no part of that.
        lock = Path(draft.name).read_text()
    path.write_text(header(asked) + lock)


def main() -> int:
    asked = requirements((ROOT / "pyproject.toml").read_text())
    with tempfile.TemporaryDirectory(prefix="atelier-uv-") as folder:
        uv = find_uv(Path(folder))
        for name in ("dev", "run"):
            compile_lock(uv, name, asked[name], sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
