"""The recipe of the reading skill: finding the answer in passages, citing it, and saying so when it is not there.

`python -m tuning.skills.reading TENANTS.json JOB_DIR --base DIR` writes a job folder for `python -m tuning`. Each
scene is one prompt beginning (an assistant, two or three passages: one and its nearest neighbours by BM25, in random
order) with up to eight questions about any of them, so that the trainer computes the beginning once. Some questions are
refused: those of other tenants, and a few that the tenant's documents almost answer. Each pass asks every question
once, in another scene, style and voice than the pass before.
"""

import argparse
import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tuning.job import files
from tuning.job.prompt import REFUSAL, AssistantPrompt, Style, full_answer
from tuning.job.records import Example, Job, Kind, Passage, Split, Train
from tuning.skills.bm25 import Bm25
from tuning.skills.tenants import Asked, Tenant, read, sentences

LEFT_OUT = ("Packet_switching", "1973_oil_crisis")
"""Tenants kept for testing the skill while it is developed."""
QUESTIONS_PER_SCENE = 8
BATCH = 2 * QUESTIONS_PER_SCENE
"""The trainer computes a scene's beginning once where half a batch holds the scene."""
THREE_PASSAGES, OFF_TOPIC, UNANSWERABLE, VALID = 0.8, 0.08, 0.03, 0.04
STYLES: tuple[tuple[Style, float], ...] = (("phrase", 0.6), ("sentence", 0.32), ("paragraph", 0.08))
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
        self._indexes = {tenant.name: Bm25([text for _, text in tenant.passages]) for tenant in tenants}
        documents = dict.fromkeys((tenant.name, document) for tenant in tenants for document, _ in tenant.passages)
        self._held_out = {place for place in documents if self._chance.random() < VALID}

    def passages(self) -> list[Passage]:
        """Every passage of every tenant."""
        return [
            Passage(_id(tenant, number), _document(tenant, document), tenant.title, text)
            for tenant in self._tenants
            for number, (document, text) in enumerate(tenant.passages)
        ]

    def examples(self, count: int) -> list[Example]:
        """`count` examples, drawn in passes over all questions; none if the tenants ask nothing."""
        asked = any(self._asked.values())
        endless = itertools.chain.from_iterable(map(self._pass, itertools.count())) if asked else iter(())
        return list(itertools.islice(endless, count))

    def _pass(self, number: int) -> Iterator[Example]:
        scenes = [scene for tenant in self._tenants for scene in self._scenes(tenant)]
        self._chance.shuffle(scenes)
        for example in itertools.chain.from_iterable(scenes):
            yield replace(example, id=f"{example.id}/{number}")

    def _scenes(self, tenant: Tenant) -> Iterator[list[Example]]:
        hopeless = {q.document: q.text for q in tenant.questions if q.gold is None}
        waiting = self._waiting(tenant)
        order = list(waiting)
        self._chance.shuffle(order)
        for first in order:
            while waiting[first]:
                shown = self._shown(first, self._indexes[tenant.name].ranking(waiting[first][0].text))
                alike = [n for n in shown if n in waiting and self._split(tenant, n) == self._split(tenant, first)]
                chosen = list(_take(waiting, sorted(alike, key=lambda number: number != first)))
                yield list(self._scene(tenant, chosen, shown, hopeless, self._split(tenant, first)))

    def _waiting(self, tenant: Tenant) -> dict[int, list[Asked]]:
        """The questions of each passage that has some, in random order."""
        waiting: dict[int, list[Asked]] = {}
        for question in self._chance.sample(tenant.questions, len(tenant.questions)):
            if question.gold is not None:
                waiting.setdefault(question.gold, []).append(question)
        return waiting

    def _split(self, tenant: Tenant, passage: int) -> Split:
        return "valid" if (tenant.name, tenant.passages[passage][0]) in self._held_out else "train"

    def _shown(self, first: int, ranking: list[int]) -> list[int]:
        count = 3 if self._chance.random() < THREE_PASSAGES else 2
        shown = [first, *[number for number in ranking if number != first][: count - 1]]
        self._chance.shuffle(shown)
        return shown

    def _scene(
        self, tenant: Tenant, chosen: list[Asked], shown: list[int], hopeless: dict[int, str], split: Split
    ) -> Iterator[Example]:
        assistant = self._assistant(tenant)
        names = [_id(tenant, number) for number in shown]
        for question in chosen:
            document, text, answer = _document(tenant, question.document), question.text, ""
            drawn = self._chance.random()
            if drawn < OFF_TOPIC:
                text = self._off_topic(tenant)
            elif drawn < OFF_TOPIC + UNANSWERABLE and question.document in hopeless:
                text = hopeless[question.document]
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
            text = full_answer(text, " ".join(around[place : place + (2 if style == "paragraph" else 1)]))
        return f"{text} [{shown.index(question.gold) + 1}]"

    def _assistant(self, tenant: Tenant) -> AssistantPrompt:
        styles, weights = zip(*STYLES, strict=True)
        return AssistantPrompt(
            self._chance.choice(NAMES),
            self._chance.choice(BUSINESSES).format(title=tenant.title),
            self._chance.choice(PERSONAS),
            self._chance.choices(styles, weights)[0],
        )


def _take(waiting: dict[int, list[Asked]], passages: list[int]) -> Iterator[Asked]:
    """Removes a scene's questions from those that wait."""
    room = QUESTIONS_PER_SCENE
    for passage in passages:
        for _ in range(min(room, len(waiting[passage]))):
            room -= 1
            yield waiting[passage].pop()


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
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--learning-rate", type=float, default=8e-4)
    parser.add_argument("--start-from", type=Path, help="an earlier stage's adapter")
    arguments = parser.parse_args()
    recipe = Recipe([tenant for tenant in read(arguments.tenants) if tenant.name not in LEFT_OUT], arguments.seed)
    train = Train(
        seed=arguments.seed,
        batch_size=BATCH,
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
