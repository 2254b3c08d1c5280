"""What reviewers do with calls: checks, verdicts, the queue, replays, comparisons, coverage."""
