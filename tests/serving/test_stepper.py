"""The engine's thread, with a pipeline that holds it as the library does."""

import asyncio

from serving.engine import stepper
from serving.engine.stepper import Stepper

STEPS = 20


class Pipeline:
    """Makes a token a step; notes how many had been heard when each step began."""

    broken = False

    def __init__(self, loop, tokens):
        self.loop, self.tokens = loop, tokens
        self.heard, self.noted = [], []

    @property
    def busy(self):
        return len(self.noted) < STEPS

    def add(self, generation):
        pass

    def step(self):
        self.noted.append(len(self.heard))
        self.loop.call_soon_threadsafe(self.tokens.put_nowait, len(self.noted))

    async def listen(self):
        while len(self.heard) < STEPS:
            self.heard.append(await self.tokens.get())


class Generation:
    cancelled = False


async def test_a_token_is_heard_before_the_next_step_begins(monkeypatch):
    monkeypatch.setattr(stepper, "HAND_OVER_SECONDS", 10.0)
    loop = asyncio.get_running_loop()
    pipeline, thread = Pipeline(loop, asyncio.Queue()), Stepper(loop)
    thread.start()
    try:
        thread.submit(pipeline, Generation())
        await asyncio.wait_for(pipeline.listen(), 30)
    finally:
        await asyncio.to_thread(thread.stop)
    assert pipeline.noted == list(range(STEPS))
