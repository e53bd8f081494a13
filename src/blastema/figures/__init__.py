"""Figures of the article and of others, made of our own organisms; the reports of evaluations.

- `report`: the page of an evaluation
"""
