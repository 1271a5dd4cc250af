"""The places of activities: a tree and the strongest links, near for near, the same every time, none upon another."""

import networkx as nx
import numpy as np
import pytest
from analysis.made import values_of
from numpy.testing import assert_allclose

from potensi.measures import relatedness as rel
from potensi.measures.layout import backbone, places
from potensi.measures.location import location_quotient


def proximity(regions=60, activities=90, seed=3):
    return rel.proximity(rel.co_occurrence(rel.presence(location_quotient(values_of(regions, activities, seed)))))


def test_the_tree_is_that_of_networkx():
    near = proximity()
    graph = nx.from_numpy_array(np.nan_to_num(near))
    theirs = sum(data["weight"] for _, _, data in nx.maximum_spanning_edges(graph, data=True))
    ours = backbone(near, more=0)
    assert len(ours.one) == nx.number_of_nodes(graph) - nx.number_connected_components(graph)
    assert ours.strength.sum() == pytest.approx(theirs)
    assert (ours.one < ours.other).all()


def test_beside_the_tree_stand_the_strongest_links():
    near = proximity()
    tree = set(
        zip(*(side.tolist() for side in (backbone(near, more=0).one, backbone(near, more=0).other)), strict=True)
    )
    found = backbone(near, more=1.5)
    pairs = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
    extra = [pair for pair in pairs if pair not in tree]
    assert tree <= set(pairs)
    assert len(extra) == int(1.5 * len(near))
    weakest = min(near[pair] for pair in extra)
    left_out = {(i, k) for i, k in zip(*np.triu_indices(len(near), 1), strict=True)} - set(pairs)
    assert all(near[pair] <= weakest for pair in left_out)


def test_the_same_proximities_give_the_same_places_and_no_two_share_one():
    near = proximity()
    links = backbone(near)
    at = places(near, links)
    assert (at == places(near, links)).all()
    assert_allclose([at.min(), at[:, 0].max()], [0, 1], atol=1e-12)
    assert at[:, 1].max() <= 1.1
    gaps = np.hypot(*(at[:, None] - at[None]).T) + np.eye(len(at))
    assert gaps.min() > 0.2 / np.sqrt(len(at))


def test_linked_activities_stand_nearer_than_others_and_nearer_than_by_a_peer_from_chance():
    near = proximity(80, 60, 5)
    links = backbone(near)

    def nearness(at):
        gaps = np.hypot(*(at[:, None] - at[None]).T)
        return gaps[links.one, links.other].mean() / gaps[np.triu_indices(len(at), 1)].mean()

    graph = nx.Graph(zip(links.one.tolist(), links.other.tolist(), strict=True))
    chance = nx.random_layout(graph, seed=1)
    spring = nx.spring_layout(graph, seed=1)
    at = places(near, links)
    assert nearness(at) < 0.75 < nearness(np.array([chance[k] for k in range(len(near))]))
    assert nearness(at) < 1.2 * nearness(np.array([spring[k] for k in range(len(near))]))


def test_blocks_that_share_nothing_and_what_is_related_to_nothing_have_their_places():
    near = np.zeros((7, 7))
    near[0, 1] = near[1, 2] = near[0, 2] = near[3, 4] = 0.5
    near += near.T
    near[6, :] = near[:, 6] = np.nan
    links = backbone(near)
    at = places(near, links)
    assert np.isfinite(at).all()
    assert at[5, 1] == at[6, 1] > at[:5, 1].max()
    assert np.hypot(*(at[0] - at[1])) < np.hypot(*(at[0] - at[3]))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_activities_have_places_too(count):
    near = np.ones((count, count)) - np.eye(count)
    assert np.isfinite(places(near, backbone(near))).all()
    nothing = np.zeros((count, count))
    assert np.isfinite(places(nothing, backbone(nothing))).all()
