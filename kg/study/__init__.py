"""Learning: questions that the rules themselves answer, papers, cards, and practice.

A kind of question is a file of ``study/kinds/``; here it is only read, asked, proved and shown.
"""
