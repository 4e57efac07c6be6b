"""`judge`: a chat model's view of the answers, beside people's."""

import argparse
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from assistant.model import LangChainModel
from assistant.settings import AssistantSettings
from evals.cli.types import Commands
from evals.errors import ServiceAway
from evals.judge import LABELS, UNDECIDED, judge, judged_items, read_labels, save_judged
from evals.result import load
from evals.run import PROMPTS
from evals.settings import JudgeSettings
from ingest.settings import IngestSettings


def add(commands: Commands) -> None:
    """Add the command."""
    what = "let a chat model (JUDGE_MODEL_URL, _NAME, _KEY) judge the answers of a result, beside people's labels"
    command = commands.add_parser("judge", help=what, description=f"{what}; never part of the gate.")
    command.add_argument("result", type=Path, help="a result of 'questions' or 'answers'")
    command.add_argument("--labels", type=Path, required=True, metavar="FILE", help=f"CSV with id, label ({', '.join(LABELS)})")
    command.add_argument("--out", type=Path, help="(under var/evals, by the result's name)")
    command.set_defaults(run=_judge)


def _judge(options: argparse.Namespace) -> int:
    settings = JudgeSettings()
    if not (settings.model_url and settings.model_name):
        raise ServiceAway("no judge is set: name an OpenAI-compatible endpoint by JUDGE_MODEL_URL and JUDGE_MODEL_NAME")
    result, labels = load(options.result), read_labels(options.labels)
    prompt = (PROMPTS / "judge.md").read_text(encoding="utf-8")
    with tqdm(total=len(judged_items(result)), desc="judge", unit="answer", mininterval=0.5) as bar:
        judged = judge(result, labels, _model(settings), prompt, settings, bar.update)
    path = options.out or IngestSettings().state / "evals" / f"{options.result.stem}-judge.json"
    save_judged(judged, path)
    agreed = judged.agreement
    print(
        f"{judged.model} agrees with people on {agreed.agreed} of {agreed.items} answers; "
        f"Cohen's kappa {agreed.kappa:.2f} (95 %: {agreed.low:.2f} to {agreed.high:.2f}; 1 is full agreement, 0 is chance)"
    )
    counts = Counter(verdict.label for verdict in judged.verdicts.values())
    print("its view of all: " + ", ".join(f"{counts[label]} {label}" for label in (*LABELS, UNDECIDED)))
    print(f"written to {path}; show it by python -m evals report --judge {path}")
    return 0


def _model(settings: JudgeSettings) -> LangChainModel:
    """Connected as the assistant's own model is."""
    return LangChainModel.connect(
        AssistantSettings(
            model_url=settings.model_url,
            model_name=settings.model_name,
            model_key=settings.model_key,
            model_first_token_seconds=settings.seconds,
            model_total_seconds=settings.seconds,
            model_answer_tokens=300,
        )
    )
