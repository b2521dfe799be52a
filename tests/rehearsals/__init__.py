"""What comes when one machine is not enough, tried on one machine: `make rehearse`.

What was seen is written down in docs/pages/deploy/scaling.md.
"""
