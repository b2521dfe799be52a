"""What may be concluded from numbers of calls: intervals, comparisons, agreement, and samples."""
