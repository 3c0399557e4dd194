"""Money (phí, lệ phí): fees and what a till adds up to."""
