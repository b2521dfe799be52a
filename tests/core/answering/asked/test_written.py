"""Kinds of answers that the written form of a question settles."""

import pytest

from core.answering.asked.written import written_type


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Mood of the tenant (calm / tense / furious)?", "categorical"),
        ("Outcome: sale | no sale | callback", "categorical"),
        ("How far did he agree – fully, partly or not at all?", "categorical"),
        ("Consent given (yes/no)?", "boolean"),
        ("is_consent_recorded", "boolean"),
        ("final_price_eur", "numeric"),
        ("caller_mood_label", "categorical"),
        ("callback_date", "textual"),
        ("The nurse called back ___ times?", "numeric"),
        ("He cancelled because …", "textual"),
        ("The landlord sounded ____ at the end.", "categorical"),
        ("Did they settle on a price, and if so, how much?", "numeric"),
        ("Was a visit arranged - and for which day?", "textual"),
        ("Compliance check: name of the company told?", "boolean"),
        ("Identity verified before the balance was read out?", "boolean"),
        ("Did the bot/agent name the price?", None),
        ("Was he more annoyed at the start or the end?", None),
        ("Reason given for the refusal?", None),
        ("Why was the claim refused?", None),
        ("Was he fine with 24/7 support and the price?", None),
    ],
)
def test_the_written_form_settles_the_kind(question, kind):
    assert written_type(question) == kind
