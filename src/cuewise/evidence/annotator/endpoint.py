"""An annotator behind a chat endpoint that speaks the protocol of OpenAI."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from cuewise.evidence.annotator.prompt import INSTRUCTIONS, prompt, read_answers, scores_of
from cuewise.evidence.annotator.questions import AnnotatorAnswers, Questionnaire
from cuewise.models.endpoints import Chat, ChatClient, Endpoint, EndpointFailure, Reply
from cuewise.plugins.outcomes import Progress, unwatched
from cuewise.records import Reason

# Cues a call: fewer calls cost less, and more items would tire a small model.
BATCH = 50
# An answer is a number and a word.
_TOKENS_AN_ITEM, _TOKENS = 8, 64


@dataclass(frozen=True, slots=True)
class EndpointAnnotator:
    """Asks a chat model, `BATCH` cues a call."""

    endpoint: Endpoint

    def __call__(self, asked: Questionnaire, progress: Progress | None) -> AnnotatorAnswers:
        """Answer every question; a batch that fails has no answers and a reason."""
        batches = [asked.questions[i : i + BATCH] for i in range(0, len(asked.questions), BATCH)]
        chats = [
            Chat(INSTRUCTIONS, prompt(asked.labels, b), _TOKENS + _TOKENS_AN_ITEM * len(b))
            for b in batches
        ]
        model, address = self.endpoint.model, self.endpoint.base_url
        name = f"asking {model} at {address}"
        with progress.stage(name, len(chats)) if progress else nullcontext(unwatched) as advance:
            seen = 0

            def report(done: int, _: int) -> None:
                nonlocal seen
                advance(done - seen)
                seen = done

            replies = ChatClient(self.endpoint).ask(chats, progress=report)
        answers: list[str | None] = []
        failures: dict[str, Reason] = {}
        for batch, reply in zip(batches, replies, strict=True):
            if isinstance(reply, EndpointFailure):
                failures.setdefault(reply.code, reply.reason)
                answers += [None] * len(batch)
            else:
                answers += read_answers(reply.text, len(batch))
        answered = sum(answer is not None for answer in answers)
        calls = sum(isinstance(reply, Reply) or reply.sent for reply in replies)
        summary = Reason.of(
            "annotator-asked", model=model, calls=calls, cues=len(answers), answered=answered
        )
        reasons = [summary, *failures.values()]
        failure = None if answered or not replies else self._failure(replies)
        return AnnotatorAnswers(scores_of(answers), reasons, failure)

    def _failure(self, replies: Sequence[Reply | EndpointFailure]) -> Reason:
        """Why not a single answer came."""
        failed = (r.reason for r in replies if isinstance(r, EndpointFailure))
        return next(failed, Reason.of("annotator-unreadable", model=self.endpoint.model))
