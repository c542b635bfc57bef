"""Named reads of shortlists, comparisons and briefs, by noun."""
