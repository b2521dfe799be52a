"""The contract as it is now serves the clients of its earlier editions."""

import re
from pathlib import Path

import pytest

from tests.contract.breaks import breaks, operations
from tests.contract.changes import FROZEN, PRESENT, PREVIOUS, read

CHANGELOG = Path(__file__).resolve().parents[2] / "docs" / "pages" / "contract-changelog.md"

# The schemas whose names generated clients of edition 1.0 have as names of classes.
NAMES = [
    *("LoginRequest", "LoginResponse", "CreateCampaignRequest", "CampaignResponse", "CampaignDetailResponse"),
    *("CampaignListResponse", "ProcessConversationRequest", "Transcription", "ConversationTurn", "ErrorResponse"),
    *(
        "ProcessConversationSyncResponse",
        "ProcessingResult",
        "SentimentAnalysisOutput",
        "ReportMetadata",
        "CallDetails",
    ),
    *(
        "QualityAnalysis",
        "QualityMetric",
        "SummaryInsights",
        "QARequest",
        "QAResponse",
        "JobStatusResponse",
        "ErrorDetail",
    ),
]


def test_nothing_of_edition_1_0_is_broken() -> None:
    assert breaks(read(FROZEN), read(PRESENT)) == []


def test_the_operations_marked_as_frozen_are_those_of_edition_1_0() -> None:
    marked = {key for key, spec in operations(read(PRESENT)).items() if spec.get("x-frozen", False)}
    assert marked == operations(read(FROZEN)).keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_of_edition_1_0_keeps_its_name(name: str) -> None:
    assert name in read(FROZEN)["components"]["schemas"]
    assert name in read(PRESENT)["components"]["schemas"]


def test_what_is_broken_since_the_previous_edition_stands_in_the_changelog_of_the_contract() -> None:
    edition = read(PRESENT)["info"]["version"].rpartition(".")[0]
    _, _, rest = CHANGELOG.read_text(encoding="utf-8").partition(f"## {edition}\n")
    told = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    assert told, f"{edition} is not in the changelog"
    assert [str(each) for each in breaks(read(PREVIOUS), read(PRESENT)) if str(each) not in told] == []


def test_the_previous_edition_is_the_one_before_this_one() -> None:
    present, previous = (read(path)["info"]["version"].split(".") for path in (PRESENT, PREVIOUS))
    assert (present[0], int(present[1])) == (previous[0], int(previous[1]) + 1)
