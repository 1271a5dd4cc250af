"""An asset's page names the ideas that stand on it, to each reader those that they may read."""

import pytest
from web.assets.making import enter

from potensi.web.ideas.models import Basis, Idea
from potensi.web.people.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_everybody_is_named_the_ideas_they_may_read(client, people, signed_in):
    asset, agency = enter(people.actor("participant")), Agency.objects.get(region="3510")
    for title, visibility in (("Kedai di gudang", "public"), ("Rahasia gudang", "region")):
        about = {"region_id": "3510", "agency": agency, "visibility": visibility}
        idea = Idea.objects.create(title=title, created_by=people.participant, **about)
        Basis.objects.create(idea=idea, kind="asset", asset=asset, snapshot={"name": asset.name})
    public = client.get(f"/aset/{asset.pk}/").content.decode()
    assert "Kedai di gudang" in public
    assert "Rahasia gudang" not in public
    own = signed_in(people.participant).get(f"/aset/{asset.pk}/").content.decode()
    assert "Rahasia gudang" in own
