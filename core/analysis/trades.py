"""Which words go together in a trade: what a campaign calls "hair stylist", its callers call "salon" or "haircut".

General knowledge, set by hand, in everyday words; only words that point at the trade by themselves.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from core.text import stem

TRADES: Final = (
    "restaurant food meal dinner lunch breakfast cuisine menu dish eat dine dining table chef cafe pub pizza burger",
    "hotel room suite stay night guest lodging inn resort check-in checkout accommodation hostel motel",
    "house home apartment flat bedroom rent rental landlord lease tenant property villa accommodation stay",
    "mortgage house property estate realtor loan deposit buyer seller",
    "flight airline airport plane fly seat boarding luggage baggage aisle passenger terminal departure",
    "train bus coach station ticket journey seat platform timetable fare passenger",
    "taxi cab ride driver lyft uber pickup passenger shared fare",
    "car vehicle rental rent drive driver sedan suv compact mileage pickup garage repair engine tyre tire dealer",
    "travel trip holiday vacation tour cruise destination itinerary flight hotel beach",
    "attraction museum park tourist sightseeing tour zoo gallery monument landmark visit entry garden",
    "event concert show theater theatre ticket seat venue festival match game sport band stage",
    "movie film cinema theater director actor genre watch subtitle screen stream comedy thriller drama",
    "music song album artist track playlist listen band singer play",
    "party venue guest celebrate birthday wedding invitation rsvp host",
    "weather forecast temperature rain humidity wind degree sunny cloudy snow storm",
    "bank account balance transfer saving deposit withdraw statement overdraft branch card",
    "card credit debit visa mastercard cashback limit interest statement spend annual fee",
    "fraud unauthorized suspicious transaction stolen identity charge dispute",
    "loan borrow credit interest repay repayment lender debt",
    "invest investment fund stock share portfolio pension retirement saving return broker",
    "tax return refund accountant deduction income filing",
    "insurance policy premium claim cover coverage insured deductible accident damage liability",
    "doctor clinic appointment medicine symptom patient nurse prescription hospital treatment medical physician health",
    "dentist dental tooth teeth gum clean filling crown whitening",
    "therapist psychologist psychiatrist counselor counselling therapy anxiety mental",
    "pharmacy prescription medicine tablet dose drug pill refill",
    "vaccine vaccination shot dose immune flu clinic",
    "hair haircut stylist salon barber beauty hairdresser color nail",
    "gym fitness workout trainer exercise membership yoga class",
    "internet fibre fiber broadband wifi router modem speed megabit gigabit download bandwidth",
    "phone mobile sim data minute handset smartphone network contract roaming cell",
    "television tv cable channel satellite stream package broadcast",
    "energy electricity gas power meter tariff kilowatt supplier utility bill",
    "solar panel roof installation electricity inverter battery",
    "boiler heating heater radiator furnace plumber thermostat",
    "water plumbing plumber leak pipe drain tap",
    "security alarm camera burglar sensor monitor lock",
    "software app application update install license version bug computer laptop login",
    "computer laptop hardware keyboard screen printer desktop repair device",
    "school course class teacher student tuition degree university college learn lesson training study",
    "job position interview candidate resume salary recruiter employer hire career",
    "charity donate donation donor cause fund children poverty organization nonprofit relief volunteer contribute",
    "vote election candidate party campaign ballot poll",
    "magazine newspaper subscription subscribe issue edition read article",
    "order delivery parcel package shipping courier tracking warehouse ship",
    "clothes dress shirt shoe size fashion fabric jacket wear",
    "furniture sofa bed mattress table chair wardrobe",
    "cleaning clean cleaner maid carpet laundry dust",
    "garden lawn plant tree flower landscaping",
    "pet dog cat vet veterinarian animal puppy",
    "legal lawyer attorney court lawsuit contract claim solicitor",
    "calendar meeting schedule appointment event reminder invite",
    "game trivia quiz player question answer score",
    "camping camp tent firewood campsite hike outdoor",
    "direction route walk street bus map transit trip",
)


@cache
def _trades_of() -> tuple[tuple[tuple[str, ...], ...], Mapping[str, tuple[int, ...]]]:
    """Return the stems of each trade, and the numbers of the trades that each stem belongs to."""
    trades = tuple(
        tuple(dict.fromkeys(stem(word) for part in trade.split() for word in part.split("-"))) for trade in TRADES
    )
    numbers: dict[str, list[int]] = {}
    for number, stems in enumerate(trades):
        for one in stems:
            numbers.setdefault(one, []).append(number)
    return trades, {one: tuple(found) for one, found in numbers.items()}


def companions(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the stems of every trade that the given stems belong to, each with its support, in a fixed order.

    The support of a stem is the sum of the given weights in the trade of it that has most.
    """
    trades, numbers = _trades_of()
    support: dict[int, float] = {}
    for one, weight in weights.items():
        for number in numbers.get(one, ()):
            support[number] = support.get(number, 0.0) + weight
    found: dict[str, float] = {}
    for number, total in support.items():
        for other in trades[number]:
            found[other] = max(total, found.get(other, 0.0))
    return found
