"""`make demo`: post real dialogues to the running service and print what it says of them."""

import io
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from api.demo.access import Access, AccessError
from api.demo.client import Client, Refused, ServiceUnreachable
from api.demo.convert import INVENTED_START
from api.demo.full_report import full_report, quotation
from api.demo.layout import heading, paragraph
from api.demo.posting import Judged, Report, ensure_campaigns, judge
from api.demo.sample import CORPUS_NAMES, Dialogue, campaigns, dialogues
from api.demo.table import table
from core.wording import listing

SHOWN_CAMPAIGN = "P4G_SAVE_THE_CHILDREN"
WHY_SHOWN = "The donation call with the lowest overall score. Turns are counted from 0, as sent."
QUESTIONS = (
    "Did the customer agree to donate?",
    "How much did the customer offer to donate?",
    "What was the customer's main objection?",
)


def main(environ: Mapping[str, str] | None = None) -> int:
    """Run the demo; return 0, or 1 where it cannot run, having said why."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without typographic quotes gets question marks
    try:
        access = Access.from_env(environ)
    except AccessError as error:
        return _fail(str(error))
    try:
        run(access)
    except ServiceUnreachable as error:
        return _fail(
            f"The service does not answer at {access.url} ({error}). Start it with `make run`, then try again."
        )
    except Refused as error:
        hint = " The credentials belong to another service or database: see DATA_DIR." if error.status == 401 else ""
        return _fail(f"The service at {access.url} says {error}{hint}")
    except KeyboardInterrupt:
        return _fail("It was interrupted; calls that were posted stay, and another run goes on from there.")
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def run(access: Access) -> None:
    """Post what is not stored yet, then print the table, one report and three questions."""
    client, sample = Client(access.url), dialogues()
    show(_introduction(sample))
    client.log_in(tenant_id=access.tenant_id, username=access.username, password=access.password)
    say("Logged in", f"at {access.url} as {access.username} of tenant {access.tenant_id}")
    begin = time.perf_counter()
    ensure_campaigns(client, campaigns(), say=say)
    judged = judge(client, sample, say=say)
    say("Done", f"in {time.perf_counter() - begin:.1f} s")
    show(table(judged, campaigns()))
    if shown := lowest(judged):
        show(full_report(shown, WHY_SHOWN))
        show(answers(client, shown["call_details"]["call_id"]))
    show(["", *paragraph(f"Try every operation yourself: {access.url}/swagger/")])


def answers(client: Client, call_id: str) -> Iterator[str]:
    """Ask the questions of a call; yield the lines of each with its answer and the words that it rests on."""
    yield from heading(f"Three questions about {call_id}")
    for question in QUESTIONS:
        answer = client.post("conversations", call_id, "qa", body={"question": {"text": question}})["answer"]
        yield from ["", *paragraph(question, first="Q     ", indent="      ")]
        said = f"{answer['text']} [confidence {answer['confidence']:.2f}]"
        yield from paragraph(said, first="A     ", indent="      ")
        for evidence in answer["evidence"]:
            yield from quotation(evidence)


def lowest(judged: Sequence[Judged]) -> Report | None:
    """Return the report of the donation call with the lowest overall score; None where none has a report."""
    reports = [each.report for each in judged if each.report and each.dialogue.campaign == SHOWN_CAMPAIGN]
    return min(reports, key=lambda report: report["summary_insights"]["overall_quality_score"], default=None)


def show(lines: Iterable[str]) -> None:
    """Print lines as they come."""
    for line in lines:
        print(line, flush=True)


def say(what: str, detail: str) -> None:
    """Print one line of progress."""
    print(f"{what:<12} {detail}", flush=True)


def _introduction(sample: Sequence[Dialogue]) -> list[str]:
    turns = sum(len(dialogue.turns) for dialogue in sample)
    return [
        *paragraph(
            f"{len(sample)} real dialogues with {turns} turns from {listing(list(CORPUS_NAMES.values()))}, two"
            f" published corpora of people talking to people; chosen by rule, not by looks. Their sources, licences"
            f" and what was added (such as the date, {INVENTED_START[:10]} for all) are in api/demo/SOURCES.md."
        ),
        "",
    ]


def _fail(reason: str) -> int:
    print(f"\nThe demo ends here. {reason}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
