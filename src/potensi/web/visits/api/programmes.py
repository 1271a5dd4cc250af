"""Programmes, cohorts, participants, visits and stops for programs."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["visits"])
