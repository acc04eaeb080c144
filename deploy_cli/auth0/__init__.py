"""The adapter to the Management API: token, retries, rate limit and paging; the only place that sleeps or writes."""
