"""A call fits the campaign that its business begins with, in whatever words."""

import pytest

from core.analysis.campaign_fit import BEGINS, beginning, campaign_fit
from core.campaigns import CampaignBrief

FLIGHTS = CampaignBrief("Flight bookings", "Search for a flight and book a seat on the plane.")
BANK = CampaignBrief("Bank service line", "Tell customers the balance of their bank account and take reports of fraud.")
DOCTOR = CampaignBrief("Doctor's office", "Make appointments with a doctor.")
MUTE = CampaignBrief("Q1 campaign", "New offer")

STOLEN = ("Hello!", "Hi, somebody is using my credit card without asking me.", "When did you notice?", "This morning.")


def test_a_call_fits_its_campaign_without_a_shared_word() -> None:
    fits = [campaign_fit(STOLEN, brief) for brief in (BANK, FLIGHTS, DOCTOR)]
    assert fits[0] > 0.5 > max(fits[1:])


def test_what_comes_later_counts_less_than_what_a_call_begins_with() -> None:
    first = ("I need a flight to Boston on Friday.", "Which airline do you prefer for the flight?")
    second = ("Please tell me the balance of my bank account.", "Your account balance is ninety dollars.")
    assert campaign_fit(first + second, FLIGHTS) > campaign_fit(second + first, FLIGHTS)
    assert campaign_fit(first + second, FLIGHTS) > campaign_fit(first + second, BANK)


def test_case_and_punctuation_count_for_nothing() -> None:
    bare = [text.lower().replace(",", "").replace(".", "").replace("!", "").replace("?", "") for text in STOLEN]
    assert campaign_fit(bare, BANK) == pytest.approx(campaign_fit(STOLEN, BANK), abs=0.05)


def test_nothing_is_known_of_a_mute_campaign_or_of_a_call_without_business() -> None:
    assert campaign_fit(STOLEN, MUTE) == 0.5
    assert campaign_fit([], BANK) == 0.5
    assert campaign_fit(["Yes.", "Okay."], BANK) == 0.5


def test_what_a_call_begins_with_is_bounded_however_long_it_is() -> None:
    long = [*STOLEN * 5, *("The flight to Boston leaves at nine." for _ in range(1000))]
    found = beginning(long, BANK)
    assert set(found) == set(BEGINS)
    assert 0.0 <= found["words"] <= 1.0
    assert -1.0 <= found["near"] <= 1.0
    assert -2.0 <= found["strays"] <= 0.0
    assert found == beginning(long[:100], BANK)
