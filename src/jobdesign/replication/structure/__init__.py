"""The first paper, "The Economic Impacts of Generative AI on the Structure of Work".

By Demirer, Horton, Immorlica, Lucier and Shahidi (October 2025).
"""
