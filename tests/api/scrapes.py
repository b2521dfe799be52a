"""Scrapes as tests look at them."""

from prometheus_client.parser import text_string_to_metric_families

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Return every sample by its name and labels, without the prefix that all of ours have."""
    return {
        (sample.name.removeprefix("call_quality_"), frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(scrape: Samples, name: str, **labels: str) -> float:
    """Return a sample; 0 where it is not there yet."""
    return scrape.get((name, frozenset(labels.items())), 0.0)


def increase(before: Samples, after: Samples, name: str, **labels: str) -> float:
    """Return by how much a sample has grown."""
    return value(after, name, **labels) - value(before, name, **labels)


def increases(before: Samples, after: Samples, name: str) -> dict[tuple[str, ...], float]:
    """Return by how much each sample of a name has grown, by its labels' values in the order of their names."""
    grown = {
        tuple(text for _, text in sorted(labels)): number - before.get((name, labels), 0.0)
        for (each, labels), number in after.items()
        if each == name
    }
    return {labels: number for labels, number in grown.items() if number}
