"""From a case to an advice: facts, rules, one search, and the answer as a typed model."""
