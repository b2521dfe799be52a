"""Calls, their analysis and their reports."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from flask import Response, request
from flask_restx import Resource

from api import call_page, parsing, presenting, presenting_privacy, presenting_reports
from api.auth import authenticated, principal
from api.body import StrictRequest
from api.conditional import unless_known
from api.cursors import Cursors
from api.dates import stamp
from api.idempotency import Repeat, as_answered
from api.namespaces.jobs import accepted
from api.negotiation import HTML, JSON, SVG, wanted
from api.preferences import responds_async
from api.restx import ContractNamespace, body_faults, json_response
from api.shared_page import address
from api.wiring import services
from core.conversations import ReportedCall
from core.errors import NotAvailable
from core.idempotency import Kept
from core.jobs import Job, JobSummary
from core.privacy import ShareLink
from core.services.conversations import Submission

# The forms of a report besides JSON, by their media types.
_PICTURES: Mapping[str, Callable[[ReportedCall], Response]] = {HTML: call_page.page, SVG: call_page.picture}

ns = ContractNamespace("Conversations", path="/conversations", decorators=[authenticated])


def _submission() -> Submission:
    posted = cast(StrictRequest, request)
    if posted.is_lines:
        return Submission(posted.calls.entries, posted.calls, posted.calls.faults)
    return parsing.submission(ns.payload, body_faults("ProcessConversationRequest", ns.payload))


_ACCEPTED = as_answered(accepted)


def _kept(job: Job | JobSummary) -> Kept:
    """Keep that a job was accepted; of one whose reports were shown at once its id, since they quote its calls."""
    return _ACCEPTED.keep(job) if isinstance(job, JobSummary) else {"job_id": str(job.job_id)}


def _processed_before(kept: Kept) -> Any:
    if "job_id" not in kept:
        return _ACCEPTED.answer(kept)
    return presenting.processed(services().jobs.get(principal().tenant_id, UUID(kept["job_id"])))


def _link_kept(link: ShareLink) -> Kept:
    return {"share_id": str(link.share_id)}


def _shared_before(kept: Kept) -> Any:
    return _shared(*services().share_links.get(principal().tenant_id, UUID(kept["share_id"])))


def _shared(link: ShareLink, token: str) -> Any:
    return presenting_privacy.share_link(link, address(token)), 201


@ns.route("/process")
class ProcessConversations(Resource):
    """The way in for calls."""

    # The service adds what is wrong with the identities to what is wrong with the form, so it validates both.
    @ns.operation("processConversations", validate=False, repeat=Repeat(_kept, _processed_before))
    def post(self, async_: bool) -> Any:
        """Analyse a batch of calls and report on each one, at once or later."""
        conversations, tenant_id = services().conversations, principal().tenant_id
        if not async_ and not responds_async(request):
            return presenting.processed(conversations.process(tenant_id, _submission()))
        if conversations.wake_ups is None:
            raise NotAvailable
        return accepted(conversations.submit(tenant_id, _submission()))


@ns.route("/<string:call_id>")
class Conversation(Resource):
    """One call."""

    @ns.operation("getConversation")
    def get(self, call_id: str) -> Any:
        """Show a call as it was sent, with what was found about each turn."""
        return presenting.conversation(services().conversations.get(principal().tenant_id, call_id))

    @ns.operation("deleteConversation")
    def delete(self, call_id: str) -> Any:
        """Erase a call and everything that was made of it."""
        return presenting_privacy.receipt(services().privacy.erase(principal().tenant_id, call_id))


@ns.route("/<string:call_id>/report")
class ConversationReport(Resource):
    """The report of one call."""

    @ns.operation("getReport")
    def get(self, call_id: str, report_id: str | None) -> Any:
        """Show the stored report of a call, in the form that is wanted."""
        which = None if report_id is None else UUID(report_id)
        form = wanted(JSON, *_PICTURES)
        if form in _PICTURES:
            shown = services().reports.with_call(principal().tenant_id, call_id, which)
            made_of = (form, str(shown.report.report_id), shown.campaign.brief.name)
            answer = unless_known(*made_of, answer=lambda: _PICTURES[form](shown))
        else:
            report = services().reports.get(principal().tenant_id, call_id, which)
            answer = unless_known(
                form, str(report.report_id), answer=lambda: json_response(presenting.report(report), 200)
            )
        answer.vary.add("Accept")
        return answer


@ns.route("/<string:call_id>/reports")
class ConversationReports(Resource):
    """The reports that one call has had."""

    @ns.operation("listReports")
    def get(self, call_id: str, cursor: str | None, limit: int) -> Any:
        """List the reports that a call has had, newest first."""
        cursors = Cursors("listReports", call_id)
        page = services().reports.page(principal().tenant_id, call_id, before=cursors.read(cursor), limit=limit)
        return presenting_reports.report_page(page, cursors.write(page.next))


@ns.route("/<string:call_id>/share")
class ShareLinks(Resource):
    """Links to the report of one call."""

    @ns.operation("createShareLink", repeat=Repeat(_link_kept, _shared_before))
    def post(self, call_id: str) -> Any:
        """Make an address of the printable report that needs no login."""
        life_s = ns.payload["expires_in_seconds"]
        return _shared(*services().share_links.create(principal().tenant_id, call_id, life_s))


@ns.route("/<string:call_id>/share/<string:share_id>")
class ShareLinkOfCall(Resource):
    """One link to the report of one call."""

    @ns.operation("revokeShareLink")
    def delete(self, call_id: str, share_id: str) -> Any:
        """End a shared address before its time."""
        revoked_at = services().share_links.revoke(principal().tenant_id, UUID(share_id), call_id)
        return {"share_id": share_id, "call_id": call_id, "revoked_at": stamp(revoked_at)}
