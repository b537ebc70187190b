"""The recipe of the reading skill: finding the answer in passages, citing it, and saying so when it is not there.

`python -m tuning.skills.reading TENANTS.json JOB_DIR --base DIR` writes a job folder for `python -m tuning`. Each
scene is one prompt beginning (an assistant, two or three passages: the gold one in a random place among hard negatives
from BM25) with up to four questions about it, so that the trainer computes the beginning once. Some questions are
refused: those of other tenants, and a few that the tenant's documents almost answer.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from tuning.job import files
from tuning.job.prompt import REFUSAL, AssistantPrompt, Style
from tuning.job.records import Example, Job, Kind, Passage, Split, Train
from tuning.skills.bm25 import Bm25
from tuning.skills.tenants import Asked, Tenant, read, sentences

LEFT_OUT = ("Packet_switching", "1973_oil_crisis")
"""Tenants kept for testing the skill while it is developed."""
QUESTIONS_PER_SCENE = 4
THREE_PASSAGES, OFF_TOPIC, UNANSWERABLE, VALID = 0.3, 0.12, 0.03, 0.04
STYLES: tuple[tuple[Style, float], ...] = (("phrase", 0.65), ("sentence", 0.3), ("paragraph", 0.05))
NAMES = ("Scout", "Compass", "Guide", "Pixel", "the help desk", "Beacon", "Assistant", "Info point")
BUSINESSES = ("{title}", "{title}", "the {title} guide", "Harbour Shop", "City Library", "Northside Clinic", "Learnhub")
PERSONAS = (
    "",
    "",
    "You are friendly and brief.",
    "You are polite and precise.",
    "Use plain words.",
    "Keep a warm tone.",
)


class Recipe:
    """Draws examples from tenants with one seed."""

    def __init__(self, tenants: list[Tenant], seed: int) -> None:
        self._tenants = tenants
        self._chance = random.Random(seed)
        self._asked = {tenant.name: [q.text for q in tenant.questions if q.gold is not None] for tenant in tenants}

    def passages(self) -> list[Passage]:
        """Every passage of every tenant."""
        return [
            Passage(_id(tenant, number), _document(tenant, document), tenant.title, text)
            for tenant in self._tenants
            for number, (document, text) in enumerate(tenant.passages)
        ]

    def examples(self, count: int) -> list[Example]:
        """`count` examples, as many scenes of each tenant as of the others while they last."""
        scenes = [scene for tenant in self._tenants for scene in self._scenes(tenant)]
        self._chance.shuffle(scenes)
        return [example for scene in scenes for example in scene][:count]

    def _scenes(self, tenant: Tenant) -> Iterator[list[Example]]:
        index = Bm25([text for _, text in tenant.passages])
        hopeless = {q.document: q for q in tenant.questions if q.gold is None}
        held_out: dict[int, bool] = {}
        for gold, (document, _) in enumerate(tenant.passages):
            about = [question for question in tenant.questions if question.gold == gold]
            self._chance.shuffle(about)
            valid = held_out.setdefault(document, self._chance.random() < VALID)
            for start in range(0, len(about), QUESTIONS_PER_SCENE):
                chosen = about[start : start + QUESTIONS_PER_SCENE]
                shown = self._shown(gold, index.ranking(chosen[0].text))
                split: Split = "valid" if valid else "train"
                yield list(self._scene(tenant, chosen, shown, hopeless.get(document), split))

    def _shown(self, gold: int, ranking: list[int]) -> list[int]:
        count = 3 if self._chance.random() < THREE_PASSAGES else 2
        shown = [gold, *[number for number in ranking if number != gold][: count - 1]]
        self._chance.shuffle(shown)
        return shown

    def _scene(
        self, tenant: Tenant, chosen: list[Asked], shown: list[int], hopeless: Asked | None, split: Split
    ) -> Iterator[Example]:
        assistant = self._assistant(tenant)
        names = [_id(tenant, number) for number in shown]
        for question in chosen:
            document, text, answer = _document(tenant, question.document), question.text, ""
            drawn = self._chance.random()
            if drawn < OFF_TOPIC:
                text = self._off_topic(tenant)
            elif drawn < OFF_TOPIC + UNANSWERABLE and hopeless:
                text = hopeless.text
            else:
                answer = self._answer(tenant, question, assistant.style, shown)
            kind: Kind = "answer" if answer else "refusal"
            yield Example(question.id, text, answer or REFUSAL, names, document, split, kind, assistant)

    def _off_topic(self, tenant: Tenant) -> str:
        other = self._chance.choice([name for name in self._asked if name != tenant.name])
        return self._chance.choice(self._asked[other])

    def _answer(self, tenant: Tenant, question: Asked, style: Style, shown: list[int]) -> str:
        assert question.gold is not None
        text = question.answer
        if style != "phrase":
            around = sentences(tenant.passages[question.gold][1])
            place = next((n for n, sentence in enumerate(around) if question.answer in sentence), 0)
            text = " ".join(around[place : place + (2 if style == "paragraph" else 1)])
        return f"{text} [{shown.index(question.gold) + 1}]"

    def _assistant(self, tenant: Tenant) -> AssistantPrompt:
        styles, weights = zip(*STYLES, strict=True)
        return AssistantPrompt(
            self._chance.choice(NAMES),
            self._chance.choice(BUSINESSES).format(title=tenant.title),
            self._chance.choice(PERSONAS),
            self._chance.choices(styles, weights)[0],
        )


def _id(tenant: Tenant, number: int) -> str:
    return f"{tenant.name}/{number}"


def _document(tenant: Tenant, number: int) -> str:
    return f"{tenant.name}#{number}"


def main() -> None:
    """Writes the job folder that the arguments describe."""
    parser = argparse.ArgumentParser(
        prog="python -m tuning.skills.reading", description="Makes the reading skill's job."
    )
    parser.add_argument("tenants", type=Path)
    parser.add_argument("job", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1400)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--learning-rate", type=float, default=8e-4)
    parser.add_argument("--start-from", type=Path, help="an earlier stage's adapter")
    arguments = parser.parse_args()
    recipe = Recipe([tenant for tenant in read(arguments.tenants) if tenant.name not in LEFT_OUT], arguments.seed)
    train = Train(
        seed=arguments.seed,
        max_minutes=arguments.minutes,
        learning_rate=arguments.learning_rate,
        validate_steps=30,
        checkpoint_steps=10,
    )
    files.write_passages(arguments.job, recipe.passages())
    files.write_examples(arguments.job, recipe.examples(arguments.rows))
    start_from = str(arguments.start_from.resolve()) if arguments.start_from else None
    voice = AssistantPrompt("Assistant", "the business")
    files.write_job(arguments.job, Job(str(arguments.base.resolve()), voice, start_from, train=train))


if __name__ == "__main__":
    main()
