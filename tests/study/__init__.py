"""Tests of questions, papers, cards and practice."""
