"""Keeps a trained model that fits the data: trains when there is none, and only then.

python tools/model.py            train when needed
python tools/model.py --force    train in any case
python tools/model.py --path     print where the fresh model is (or would be) and do nothing
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

from locks import alone
from running import run
from say import Trouble, guarded, need_python, say

ROOT = Path(__file__).resolve().parent.parent
# The top-level keys of config.yml that Rasa's training reads; our own sections do not make a model stale.
_RASA_KEYS = ("recipe", "assistant_id", "language", "pipeline", "policies")
_LEARNED_FROM = ("components", "data")
# uv's own place, plain libraries: training is one process on as many cores as there are.
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",  # Rasa's step cache does not see our word lists change
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MPLBACKEND": "agg",
    "PYTHONPATH": ".",
}


def main() -> None:
    """Do what the arguments say."""
    need_python()
    if "--path" in sys.argv:
        print(model_path())
        return
    print(ensure(force="--force" in sys.argv))


def model_path(root: Path = ROOT) -> Path:
    """Where the model of the present data stands, whether it has been trained or not."""
    return root / "nlu" / "rasa" / "models" / f"pintu-{fingerprint(root)[:12]}.tar.gz"


def fingerprint(root: Path = ROOT) -> str:
    """sha256 over everything the model is made from, independent of the machine."""
    room = root / "nlu" / "rasa"
    try:
        config = config_path(root).read_text(encoding="utf-8")
    except OSError as problem:
        raise Trouble(f"{config_path(root)} cannot be read.", "NLU_CONFIG names a file of the project.") from problem
    digest = hashlib.sha256(rasa_sections(config).encode())
    files = [room / "domain.yml", room / "uv.lock"]
    for name in _LEARNED_FROM:
        files += sorted(path for path in (room / name).rglob("*") if _counts(path))
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as problem:
            raise Trouble(f"{path} is missing.", "git checkout -- nlu/rasa restores it.") from problem
        digest.update(f"\0{path.relative_to(room).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def config_path(root: Path = ROOT) -> Path:
    """The file with Rasa's pipeline: config.yml, or another that NLU_CONFIG names from the project's root."""
    return root / (os.environ.get("NLU_CONFIG") or "config.yml")


def _counts(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts[-3:])
    return path.is_file() and not hidden and path.suffix in {".yml", ".yaml", ".py", ".csv", ".json", ".txt"}


def rasa_sections(config: str) -> str:
    """The lines of config.yml that Rasa's training reads, without comments and blank lines."""
    kept: list[str] = []
    inside = False
    for line in config.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key = re.match(r"(\w+)\s*:", line)
        if key:
            inside = key[1] in _RASA_KEYS
        if inside:
            kept.append(line.rstrip())
    return "\n".join(kept)


def ensure(root: Path = ROOT, *, force: bool = False) -> Path:
    """The path of a fresh model, trained now when it was not there."""
    if model_path(root).is_file() and not force:
        return model_path(root)
    with alone(root / ".tools", "training"):
        path = model_path(root)
        if force or not path.is_file():
            _train(path, root)
    return path


def _train(path: Path, root: Path) -> None:
    room = root / "nlu" / "rasa"
    path.parent.mkdir(parents=True, exist_ok=True)
    rough = path.with_name(f"training-{os.getpid()}.tar.gz")
    examples = sum(
        line.lstrip().startswith("- ") and not line.startswith("- ")
        for file in (room / "data" / "intents").glob("*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
    )
    try:
        run(
            [
                str(room / ".venv" / "bin" / "python"),
                "-m",
                "rasa",
                "train",
                "nlu",
                *("--config", str(config_path(root)), "--nlu", "data", "--domain", "domain.yml"),
                *("--out", str(rough.parent), "--fixed-model-name", rough.name.removesuffix(".tar.gz")),
            ],
            doing=f"Training the model on {examples} examples",
            log=root / ".tools" / "train.log",
            cwd=room,
            env=_QUIET,
            remedy="if the data was just edited, mend the line named above; else run `make train` again.",
        )
        if not rough.is_file():
            raise Trouble("Rasa ended without writing a model.", f"read {root / '.tools' / 'train.log'}.")
        rough.replace(path)
    finally:
        rough.unlink(missing_ok=True)
    for old in path.parent.glob("*.tar.gz"):
        if old != path and not old.name.startswith("training-"):
            old.unlink()
    say(f"The model is {path.relative_to(root)}")


if __name__ == "__main__":
    guarded(main)
