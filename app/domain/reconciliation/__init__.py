"""Daily reconciliation (đối soát): comparing three sets, and the kinds of findings."""
