"""Figures: data sets, their versions and papers, and what is computed of them."""
