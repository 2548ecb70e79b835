"""Safety, decided a second time by a judge that shares nothing with the product."""
