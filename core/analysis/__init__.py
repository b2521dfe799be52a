"""Measures of a call, one file each, and the pipeline that runs them."""
