"""What holds for every test: no example of Hypothesis is judged by a clock."""

from hypothesis import settings

settings.register_profile("without-a-clock", deadline=None)
settings.load_profile("without-a-clock")
