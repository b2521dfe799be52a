"""Where a lane of a timeline stands."""

from dataclasses import dataclass
from typing import Final

from api.drawing.course import Course
from api.drawing.scales import Scale

_BIN: Final = 3.0  # units; what is narrower is counted together


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a lane stands: the scale of time across, its top and height, and the name of the whole picture."""

    course: Course
    across: Scale
    top: float
    height: float
    name: str

    @property
    def middle(self) -> float:
        """Return the height of its middle line."""
        return self.top + self.height / 2

    @property
    def bins(self) -> int:
        """Return into how many parts of equal time the lane can be divided."""
        return max(int((self.across.end - self.across.start) / _BIN), 1)

    def bin_of(self, at_s: float) -> int:
        """Return in which of the parts a time lies."""
        share = (self.across(at_s) - self.across.start) / (self.across.end - self.across.start)
        return min(int(share * self.bins), self.bins - 1)
