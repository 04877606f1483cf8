"""What users add, kept: reports, what was read in them, which incident each account belongs to, and judgements."""
