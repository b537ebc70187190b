"""The recipe of the answering skill: whole answers to customers, and saying so when the pages do not hold them.

`python -m tuning.skills.answering JOB_DIR --base DIR --tenants FILE … --written SCENES.json ROWS.jsonl …` writes a job
folder for `python -m tuning` from two kinds of data, each of which may be left out:

- tenants of reading comprehension (`tuning.skills.tenants`): questions with the phrase that answers them. They teach to
  find it: as a phrase, or as the sentence that holds it.
- written scenes, a JSON list of `{"scene", "business", "passages": [{"title", "text"}]}`, and their rows, JSON lines of
  `{"scene", "question", "answer", "kind", "history"?}`: whole answers, lists, steps, two questions at once, follow-ups
  and refusals in customers' own words.

All questions about the same passages stand together, so that the trainer computes their beginning once.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tuning.job import files
from tuning.job.prompt import REFUSAL, AssistantPrompt, Style
from tuning.job.records import Example, Job, Kind, Passage, Split, Train, Turn
from tuning.skills.bm25 import Bm25
from tuning.skills.reading import BATCH, LEFT_OUT, NAMES, PERSONAS, QUESTIONS_PER_SCENE
from tuning.skills.tenants import Asked, Tenant, read, sentences
from tuning.skills.unanswerable import Swapper

NEARBY, SWAPPED, OFF_TOPIC, VALID = 0.06, 0.07, 0.03, 0.04
"""Shares of the tenants' rows that are refused, and of all scenes that are held out."""
STYLES: tuple[tuple[Style, float], ...] = (("phrase", 0.45), ("sentence", 0.2), ("paragraph", 0.35))
SHORT_KINDS = frozenset({"short", "yesno"})
ONE_SENTENCE = 0.3
"""The share of written one-sentence answers that are asked for as such."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Rows that show the same passages."""

    passages: list[Passage]
    examples: list[Example]


class Tenants:
    """Draws scenes from tenants of reading comprehension."""

    def __init__(self, tenants: Sequence[Tenant], chance: random.Random) -> None:
        self._tenants = tenants
        self._chance = chance

    def scenes(self) -> Iterator[Scene]:
        """Every answerable question once, those of a passage together."""
        for tenant in self._tenants:
            index = Bm25([text for _, text in tenant.passages])
            swapper = Swapper([text for _, text in tenant.passages], self._chance)
            asked: dict[int, list[Asked]] = {}
            for question in self._chance.sample(tenant.questions, len(tenant.questions)):
                if question.gold is not None:
                    asked.setdefault(question.gold, []).append(question)
            for gold, questions in asked.items():
                nearest = [place for place in index.ranking(tenant.passages[gold][1])[:6] if place != gold]
                near = [question for place in nearest[2:] for question in asked.get(place, ())]
                yield self._scene(tenant, [gold, *nearest[:2]], questions[:QUESTIONS_PER_SCENE], near, swapper)

    def _scene(
        self, tenant: Tenant, shown: list[int], asked: list[Asked], near: list[Asked], swapper: Swapper
    ) -> Scene:
        gold = shown[0]
        self._chance.shuffle(shown)
        passages = [
            Passage(f"{tenant.name}/{n}", f"{tenant.name}#{tenant.passages[n][0]}", tenant.title, tenant.passages[n][1])
            for n in shown
        ]
        voice = _voice(self._chance, tenant.title)
        number = shown.index(gold) + 1
        examples = [self._example(one, passages, number, voice, near, swapper) for one in asked]
        return Scene(passages, examples)

    def _example(
        self,
        asked: Asked,
        passages: list[Passage],
        number: int,
        voice: AssistantPrompt,
        near: list[Asked],
        swapper: Swapper,
    ) -> Example:
        question, drawn = asked.text, self._chance.random()
        if drawn < NEARBY and near:
            question = self._chance.choice(near).text
        elif drawn < NEARBY + SWAPPED:
            question = swapper.swapped(question, " ".join(passage.text for passage in passages))
        elif drawn < NEARBY + SWAPPED + OFF_TOPIC:
            question = self._foreign(passages[0].title)
        if question == asked.text or not question:
            return self._row(
                asked,
                asked.text,
                f"{self._answer(asked, passages[number - 1].text, voice.style)} [{number}]",
                passages,
                voice,
            )
        return self._row(asked, question, REFUSAL, passages, voice)

    def _foreign(self, title: str) -> str:
        other = self._chance.choice([tenant for tenant in self._tenants if tenant.title != title])
        return self._chance.choice(other.questions).text

    def _row(
        self, asked: Asked, question: str, answer: str, passages: list[Passage], voice: AssistantPrompt
    ) -> Example:
        kind: Kind = "refusal" if answer == REFUSAL else "answer"
        names = [passage.id for passage in passages]
        return Example(asked.id, question, answer, names, passages[0].document, "train", kind, voice)

    def _answer(self, asked: Asked, text: str, style: Style) -> str:
        if style == "phrase":
            return asked.answer
        return next((sentence for sentence in sentences(text) if asked.answer in sentence), asked.answer)


def written(scenes: Path, rows: Path, chance: random.Random) -> Iterator[Scene]:
    """The scenes of a file with the rows that were written for them; a scene without rows is left out."""
    asked: dict[str, list[dict[str, object]]] = {}
    for line in rows.read_text("utf-8").splitlines():
        row = json.loads(line)
        asked.setdefault(str(row["scene"]), []).append(row)
    for scene in json.loads(scenes.read_text("utf-8")):
        name = str(scene["scene"])
        passages = [
            Passage(f"{name}/{n}", name, str(one["title"]), str(one["text"])) for n, one in enumerate(scene["passages"])
        ]
        voice = replace(_voice(chance, str(scene["business"])), business=str(scene["business"]), style="paragraph")
        yield Scene(passages, [_written(row, n, passages, voice, chance) for n, row in enumerate(asked.get(name, ()))])


def _written(
    row: dict[str, object], number: int, passages: list[Passage], voice: AssistantPrompt, chance: random.Random
) -> Example:
    if row["kind"] in SHORT_KINDS and chance.random() < ONE_SENTENCE:
        voice = replace(voice, style="sentence")
    turns = row.get("history") or []
    assert isinstance(turns, list)
    return Example(
        id=f"{passages[0].document}/{number}",
        question=str(row["question"]),
        answer=str(row["answer"]),
        passages=[passage.id for passage in passages],
        document=passages[0].document,
        kind="refusal" if row["answer"] == REFUSAL else "answer",
        assistant=voice,
        history=[Turn(turn["role"], turn["content"]) for turn in turns],
    )


def _voice(chance: random.Random, title: str) -> AssistantPrompt:
    styles, weights = zip(*STYLES, strict=True)
    return AssistantPrompt(chance.choice(NAMES), title, chance.choice(PERSONAS), chance.choices(styles, weights)[0])


def write(folder: Path, scenes: Sequence[Scene], chance: random.Random, limit: int) -> None:
    """Passages and rows of a job, up to `limit` rows in random order of scenes; some scenes are for validation."""
    passages: dict[str, Passage] = {}
    examples: dict[str, Example] = {}
    for scene in chance.sample(list(scenes), len(scenes)):
        if len(examples) >= limit:
            break
        split: Split = "valid" if chance.random() < VALID else "train"
        passages |= {passage.id: passage for passage in scene.passages}
        examples |= {example.id: replace(example, split=split) for example in scene.examples}
    files.write_passages(folder, passages.values())
    files.write_examples(folder, examples.values())


def main() -> None:
    """Writes the job folder that the arguments describe."""
    parser = argparse.ArgumentParser(
        prog="python -m tuning.skills.answering", description="Makes the answering skill's job."
    )
    parser.add_argument("job", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tenants", type=Path, nargs="*", default=[])
    parser.add_argument("--written", type=Path, nargs="*", default=[], help="pairs of a scenes' and a rows' file")
    parser.add_argument("--tenants-rows", type=int, default=100_000, help="most rows of the tenants")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    parser.add_argument("--start-from", type=Path, help="an earlier stage's adapter")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    tenants = [tenant for path in arguments.tenants for tenant in read(path) if tenant.name not in LEFT_OUT]
    drawn = list(Tenants(tenants, chance).scenes())
    chance.shuffle(drawn)
    scenes, rows = [], 0
    for scene in drawn:
        if rows >= arguments.tenants_rows:
            break
        scenes.append(scene)
        rows += len(scene.examples)
    for place in range(0, len(arguments.written), 2):
        scenes += written(arguments.written[place], arguments.written[place + 1], chance)
    write(arguments.job, scenes, chance, arguments.rows)
    train = Train(
        seed=arguments.seed,
        batch_size=BATCH,
        max_minutes=arguments.minutes,
        learning_rate=arguments.learning_rate,
        validate_steps=30,
        checkpoint_steps=5,
    )
    start_from = str(arguments.start_from.resolve()) if arguments.start_from else None
    voice = AssistantPrompt("Assistant", "the business")
    files.write_job(arguments.job, Job(str(arguments.base.resolve()), voice, start_from, train=train))


if __name__ == "__main__":
    main()
