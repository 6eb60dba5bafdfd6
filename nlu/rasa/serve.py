"""Starts the Rasa server as this project wants it: quiet, small, and tied to the life of whoever started it.

    python serve.py --model models/pintu-<hash>.tar.gz --host 127.0.0.1 --port 5005 [--parent PID]

The token (NLU_TOKEN) is read from the environment, so that it stands on no command line.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
_PR_SET_PDEATHSIG = 1  # prctl(2): the kernel sends this signal when the thread that started us is gone

# One quiet process: no telemetry, and no more threads than a linear model can use.
_SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "LOG_LEVEL_MATPLOTLIB": "ERROR",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MPLBACKEND": "agg",
}


def tie_to(parent: int) -> None:
    """Die with that process (Linux; elsewhere the starter must end us itself)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # it holds nothing to lose
    if os.getppid() != parent:  # it went away before the line above
        sys.exit(0)


def main() -> None:
    """Read the arguments and become Rasa."""
    reader = argparse.ArgumentParser(description="Serve the trained model over HTTP.")
    reader.add_argument("--model", type=Path, required=True)
    reader.add_argument("--host", default="127.0.0.1")
    reader.add_argument("--port", default="5005")
    reader.add_argument("--parent", type=int, default=0, help="end when this process ends")
    said = reader.parse_args()
    model = said.model.resolve()
    if not model.is_file():
        sys.exit(f"There is no model at {said.model}. Remedy: make train")
    if said.parent:
        tie_to(said.parent)
    sys.argv = ["rasa", "run", "--enable-api", "--model", str(model), "-i", said.host, "-p", said.port]
    sys.argv += ["--logging-config-file", str(HERE / "logging.yml")]
    if os.environ.get("NLU_TOKEN"):
        sys.argv += ["--auth-token", os.environ["NLU_TOKEN"]]
    os.chdir(HERE)
    os.environ.update(_SETTINGS)
    # Rasa's warnings quote the text they are about.
    warnings.showwarning = lambda *_, **__: None
    # TensorFlow Lite imports jax if it can, for a conversion that nobody asks for: over a second of every start.
    sys.modules["jax"] = None  # type: ignore[assignment]
    import dask.core  # noqa: PLC0415
    from rasa.__main__ import main as rasa  # noqa: PLC0415  # only after the settings above
    from rasa.core.processor import MessageProcessor  # noqa: PLC0415
    from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler  # noqa: PLC0415

    # Rasa takes "/danger_suicide" from anybody as that intent with full confidence. Here a slash is only a slash.
    RegexMessageHandler.process = lambda _self, messages, _domain=None: messages
    # It builds an empty domain for every message, to find nothing in it: a model that only understands has none.
    MessageProcessor._check_for_unseen_features = lambda _self, _parsed: None  # noqa: SLF001
    # Rasa's graph is a short line: dask's plain executor does it without the planning of its scheduler.
    dask.get = dask.core.get
    rasa()


if __name__ == "__main__":
    main()
