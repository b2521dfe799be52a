"""Pictures as SVG: no script, no style, nothing from elsewhere, so that they stand in a page as well as alone."""
