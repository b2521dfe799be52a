"""The colours of pages and pictures: those of Okabe and Ito, which people with any colour vision tell apart.

Colour is never the only sign: what it tells stands in a shape, a pattern, a place or a word as well. Text is INK, MUTED
or white on a dark ground (contrast ≥ 4.5 to 1); the colours are for areas and lines (≥ 3 to 1 against white).
"""

from typing import Final

INK: Final = "#17212e"
MUTED: Final = "#566273"
LINE: Final = "#d8dee6"
PANEL: Final = "#f4f6f9"
PAPER: Final = "#ffffff"

BLUE: Final = "#0072b2"
VERMILLION: Final = "#d55e00"
GREEN: Final = "#008f68"  # Okabe and Ito's #009e73, a little darker for contrast on white
PURPLE: Final = "#a4517f"
SKY: Final = "#56b4e9"  # for areas with a dark border only
ORANGE: Final = "#e69f00"  # likewise

FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
