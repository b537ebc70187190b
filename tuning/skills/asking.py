"""The recipe of the asking skill: from a passage to the questions that a customer would ask, with their answers.

`python -m tuning.skills.asking TENANTS.json JOB_DIR --base DIR` writes a job folder for `python -m tuning`. Each row is
one passage and up to five questions about it, in the order of their answers, which are spans of the passage. Each pass
shows a passage once, with other questions of it or fewer than in the pass before, and with or without its title.
Passages with few questions teach little for the time that reading them takes: a pass shows a third of those.
"""

import argparse
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tuning.job import asking, files
from tuning.job.prompt import AssistantPrompt
from tuning.job.records import Example, Job, Lora, Passage, Split, Train
from tuning.skills.reading import LEFT_OUT
from tuning.skills.tenants import Asked, Tenant, read

RANK, ALPHA = 3, 6
"""1.8 MB in bfloat16: both skills together stay below 12 MB."""
BATCH = 8
FEW = 3
ALL_QUESTIONS, TITLED, SELDOM, VALID = 0.8, 0.6, 0.33, 0.04


class Recipe:
    """Draws examples from tenants with one seed."""

    def __init__(self, tenants: list[Tenant], seed: int) -> None:
        self._tenants = tenants
        self._chance = random.Random(seed)
        documents = dict.fromkeys((tenant.name, document) for tenant in tenants for document, _ in tenant.passages)
        self._held_out = {place for place in documents if self._chance.random() < VALID}

    def passages(self) -> list[Passage]:
        """Every passage of every tenant twice: with its title and without."""
        return [
            Passage(_id(tenant, number, titled), _document(tenant, number), title, text)
            for tenant in self._tenants
            for number, (_, text) in enumerate(tenant.passages)
            for titled, title in ((True, tenant.title), (False, ""))
        ]

    def examples(self, count: int) -> list[Example]:
        """`count` examples, drawn in passes over all passages; none if the tenants ask nothing."""
        asked = any(question.gold is not None for tenant in self._tenants for question in tenant.questions)
        endless = itertools.chain.from_iterable(map(self._pass, itertools.count())) if asked else iter(())
        return list(itertools.islice(endless, count))

    def _pass(self, nth: int) -> list[Example]:
        rows = [row for tenant in self._tenants for row in self._rows(tenant, nth)]
        return self._chance.sample(rows, len(rows))

    def _rows(self, tenant: Tenant, nth: int) -> Iterator[Example]:
        about: dict[int, list[Asked]] = defaultdict(list)
        for question in tenant.questions:
            if question.gold is not None:
                about[question.gold].append(question)
        for number, questions in about.items():
            if len(questions) < FEW and self._chance.random() > SELDOM:
                continue
            document, text = tenant.passages[number]
            shown = _id(tenant, number, self._chance.random() < TITLED)
            split: Split = "valid" if (tenant.name, document) in self._held_out else "train"
            answer = asking.render(self._pairs(questions, text))
            yield Example(f"{shown}/{nth}", "", answer, [shown], _document(tenant, number), split, "questions")

    def _pairs(self, questions: list[Asked], text: str) -> list[asking.Pair]:
        most = min(len(questions), asking.MOST)
        count = most if self._chance.random() < ALL_QUESTIONS else self._chance.randint(1, most)
        chosen = sorted(self._chance.sample(questions, count), key=lambda one: text.index(one.answer))
        return [asking.Pair(" ".join(one.text.split()), " ".join(one.answer.split())) for one in chosen]


def _id(tenant: Tenant, number: int, titled: bool) -> str:
    return f"{tenant.name}/{number}/{'titled' if titled else 'bare'}"


def _document(tenant: Tenant, number: int) -> str:
    return f"{tenant.name}#{tenant.passages[number][0]}"


def main() -> None:
    """Writes the job folder that the arguments describe."""
    parser = argparse.ArgumentParser(prog="python -m tuning.skills.asking", description="Makes the asking skill's job.")
    parser.add_argument("tenants", type=Path)
    parser.add_argument("job", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1600)
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    arguments = parser.parse_args()
    recipe = Recipe([tenant for tenant in read(arguments.tenants) if tenant.name not in LEFT_OUT], arguments.seed)
    train = Train(
        seed=arguments.seed,
        batch_size=BATCH,
        max_minutes=arguments.minutes,
        learning_rate=arguments.learning_rate,
        max_tokens=640,
        validate_steps=30,
        checkpoint_steps=20,
    )
    files.write_passages(arguments.job, recipe.passages())
    files.write_examples(arguments.job, recipe.examples(arguments.rows))
    # No answer is asked of anybody here, so that the assistant's words are never read.
    voice = AssistantPrompt("Assistant", "the business")
    files.write_job(arguments.job, Job(str(arguments.base.resolve()), voice, lora=Lora(RANK, ALPHA), train=train))


if __name__ == "__main__":
    main()
