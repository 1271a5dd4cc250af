"""Taking an erased person's name out of the cards that hold their sentences, and out of the history of these."""

from __future__ import annotations

from potensi.language import say
from potensi.web.audit.services import forget_words
from potensi.web.people.models import User
from potensi.web.visits.models import Practice
from potensi.web.visits.models.learned import PRACTICE_TEXTS


def take_name_out(user: User) -> None:
    """Replace the name that merging wrote behind each sentence. Called while the account is being erased."""
    if not user.name:
        return
    instead = say("people.erased_account", "id")
    cards = list(Practice.objects.filter(observations__participant__user=user).distinct())
    for card in cards:
        for name in PRACTICE_TEXTS:
            setattr(card, name, getattr(card, name).replace(user.name, instead))
        card.save(update_fields=PRACTICE_TEXTS)
    forget_words(cards, user.name, instead)
