"""The places of activities: a tree and the strongest links, near for near, the same every time, none upon another."""

import networkx as nx
import numpy as np
import pytest
from analysis.made import values_of
from numpy.testing import assert_allclose

from potensi.measures import relatedness as rel
from potensi.measures.layout import backbone, beside, places
from potensi.measures.location import location_quotient


def proximity(regions=60, activities=90, seed=3):
    return rel.proximity(rel.co_occurrence(rel.presence(location_quotient(values_of(regions, activities, seed)))))


def test_the_tree_is_that_of_networkx():
    near = proximity()
    graph = nx.from_numpy_array(np.nan_to_num(near))
    theirs = sum(data["weight"] for _, _, data in nx.maximum_spanning_edges(graph, data=True))
    ours = backbone(near, strongest=0)
    assert len(ours.one) == nx.number_of_nodes(graph) - nx.number_connected_components(graph)
    assert ours.strength.sum() == pytest.approx(theirs)
    assert (ours.one < ours.other).all()


def pairs_of(links):
    return set(zip(links.one.tolist(), links.other.tolist(), strict=True))


@pytest.mark.parametrize("strongest", [1, 2, 4])
def test_beside_the_tree_stand_the_strongest_links_of_each_activity(strongest):
    near = proximity()
    tree, found = pairs_of(backbone(near, strongest=0)), pairs_of(backbone(near, strongest=strongest))
    assert tree <= found
    for i in range(len(near)):
        mine = sorted((near[i, k] for k in range(len(near)) if (min(i, k), max(i, k)) in found), reverse=True)
        every = np.sort(np.nan_to_num(np.delete(near[i], i)))[::-1]
        assert mine[:strongest] == pytest.approx(every[:strongest])
    # Nothing else is drawn: each other link is among the strongest of one of its ends.
    for i, k in found - tree:
        assert any(np.sum(np.delete(near[end], end) > near[i, k]) < strongest for end in (i, k))


def test_newcomers_stand_amid_what_they_are_nearest_to_and_nobody_else_moves():
    near = proximity()
    at = places(near, backbone(near))
    asked = at.copy()
    gone = [3, 40, 41, 77]
    asked[gone] = np.nan
    found = beside(near, asked)
    kept = np.setdiff1d(np.arange(len(at)), gone)
    assert (found[kept] == at[kept]).all()
    gaps = np.hypot(*(found[:, None] - found[None]).T) + np.eye(len(found))
    assert gaps.min() > 0.2 / np.sqrt(len(found))
    for i in gone:
        nearest = [k for k in np.argsort(-near[i]) if k in kept][:3]
        assert gaps[i, nearest].mean() < gaps[i, kept].mean()
    stranger = np.pad(near, (0, 1))
    assert beside(stranger, np.vstack([at, [np.nan, np.nan]]))[-1, 1] > at[:, 1].max()


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
    # The peer lets them lie upon each other; ours are moved apart, which costs some nearness.
    assert nearness(at) < 1.3 * nearness(np.array([spring[k] for k in range(len(near))]))


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
