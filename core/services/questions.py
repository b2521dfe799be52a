"""Free questions about one call."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from core.answering.introduced import known_names
from core.answering.plan import Plan
from core.answering.transcript import read_transcript
from core.answering.understand import understand
from core.answering.worded.asking import SCHEMA, WordingRequest, may_be_worded, wording_request
from core.answering.worded.checking import read_reply
from core.answers import Answer, AnswerPage, AskedQuestion
from core.errors import LanguageModelFailed, NotFound
from core.jobs import report_of
from core.paging import Position
from core.ports import AnswerQuestion, Clock, LanguageModel, NewId, OpenWork
from core.preprocessing.redaction import redact


@dataclass(frozen=True, slots=True)
class QuestionService:
    """Answers questions about a call from its words and its report, and keeps both.

    `timer` gives seconds that only grow; `on_answer` hears of every answer with its plan and how many milliseconds it
    took; `on_model_failure` of every call whose question the language model (None: there is none) did not answer, and
    why.
    """

    open_work: OpenWork
    answer: AnswerQuestion
    clock: Clock
    new_id: NewId
    timer: Callable[[], float]
    on_answer: Callable[[AskedQuestion, Plan, float], None]
    on_model_failure: Callable[[str, LanguageModelFailed], None]
    model: LanguageModel | None = None

    def ask(self, tenant_id: str, call_id: str, question: str) -> AskedQuestion:
        """Answer a question about a call; raise NotFound, or NotJudged where the call's analysis failed.

        White space makes no difference to the answer. The question is redacted where the tenant has that.
        """
        began_s = self.timer()
        with self.open_work(tenant_id) as work:
            stored = work.conversations.find(call_id)
            tenant = work.tenants.find()
        if stored is None:
            raise NotFound("conversation", call_id)
        report = report_of(call_id, stored.result)
        if tenant is not None and tenant.redacts:
            question = redact(question).text
        words = " ".join(question.split())
        transcript = read_transcript(stored.call, stored.campaign, report.analysis)
        plan = understand(words, stored.call.bot_name, known_names(transcript))
        answer, fingerprint = self.answer(plan, transcript), None
        if self.model is not None and may_be_worded(plan, answer):
            request = wording_request(words, plan, transcript, answer)
            answer, fingerprint = self._word(self.model, tenant_id, call_id, request)
        asked = AskedQuestion(self.new_id(), call_id, question, answer, self.clock(), fingerprint)
        with self.open_work(tenant_id) as work:
            work.answers.add(asked)
            work.idempotency.keep(asked)
            work.audit.record("question.asked", "conversation", call_id, {"answer_id": str(asked.answer_id)})
        self.on_answer(asked, plan, (self.timer() - began_s) * 1000)
        return asked

    def get(self, tenant_id: str, answer_id: UUID) -> AskedQuestion:
        """Return a question that was asked and its answer; raise NotFound, also where its call was erased."""
        with self.open_work(tenant_id) as work:
            return work.answers.get(answer_id)

    def page(self, tenant_id: str, call_id: str, *, before: Position | None, limit: int) -> AnswerPage:
        """Return the newest answers on a call that come after this place in the list; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.answers.page(call_id, before=before, limit=limit)

    def _word(
        self, model: LanguageModel, tenant_id: str, call_id: str, request: WordingRequest
    ) -> tuple[Answer, bytes | None]:
        """Return the model's answer, or ours where it has none, with the fingerprint of the request it replied to.

        What came of the same request before is given again, so that the same question gets the same answer. The model
        is asked outside of any transaction.
        """
        fingerprint = request.fingerprint(model.name)
        with self.open_work(tenant_id) as work:
            given = work.answers.find_given(call_id, fingerprint)
        if given is not None:
            return given, fingerprint
        try:
            reply = model.complete(request.messages, SCHEMA)
        except LanguageModelFailed as failure:
            self.on_model_failure(call_id, failure)
            return request.local, None
        try:
            return read_reply(reply, request, model.name) or request.local, fingerprint
        except LanguageModelFailed as failure:
            self.on_model_failure(call_id, failure)
            return request.local, fingerprint
