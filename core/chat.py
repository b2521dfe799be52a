"""What is said to a language model."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Message:
    """One message: what the service asks for (system), or the material that it gives (user)."""

    role: Literal["system", "user"]
    content: str
