"""Free questions about one call."""

from dataclasses import dataclass

from core.answers import AskedQuestion
from core.errors import NotFound, NotJudged
from core.ports import AnswerQuestion, Clock, NewId, OpenWork


@dataclass(frozen=True, slots=True)
class QuestionService:
    """Answers questions about a call from its words and its report, and keeps both."""

    open_work: OpenWork
    answer: AnswerQuestion
    clock: Clock
    new_id: NewId

    def ask(self, tenant_id: str, call_id: str, question: str) -> AskedQuestion:
        """Answer a question about a call; raise NotFound, or NotJudged where the call's analysis failed."""
        with self.open_work(tenant_id) as work:
            stored = work.conversations.find(call_id)
        if stored is None:
            raise NotFound("conversation", call_id)
        if stored.result.report is None:
            raise NotJudged
        answer = self.answer(question, stored.call, stored.campaign, stored.result.report.analysis)
        asked = AskedQuestion(self.new_id(), call_id, question, answer, self.clock())
        with self.open_work(tenant_id) as work:
            work.answers.add(asked)
        return asked
