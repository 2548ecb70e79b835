"""What the rules of packs may say and may not: names, guarded predicates, costs."""
