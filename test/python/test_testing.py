# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Random networks: every level agrees with exact arithmetic and with the source's executors."""

import numpy as np
import pytest
from hypothesis import given, settings

from hls4mlir import _hls4mlir, reference
from hls4mlir.testing import KINDS, DisagreementError, agree, networks, random_network
from hls4mlir.testing.campaign import Run, Tally, describe, run_networks


@settings(max_examples=60)
@given(networks())
def test_levels_agree(network):
    agree(network, samples=6)


@settings(max_examples=40)
@given(networks("convolutional"))
def test_levels_of_convolutional_networks_agree(network):
    agree(network, samples=3)


@pytest.mark.parametrize("io", ["stream", "parallel"])
@pytest.mark.parametrize("kind", KINDS)
def test_emitted_code_agrees(kind, io):
    pytest.importorskip("da4ml")
    models = (random_network((7, number), kind) for number in range(100))
    assert not agree(next(model for model in models if not agree(model, samples=2).refused), csim=True, io=io).refused


def test_runs_count_what_they_meet():
    tally = Tally()
    for part in run_networks(Run("dense", 8, 1, samples=3, simulate=0), jobs=1):
        tally.add(part)
    text = "\n".join(describe(tally))
    assert "networks            8, of which" in text
    assert "disagreements       0" in text
    assert tally.elements > tally.ties + tally.saturated > 0
    assert tally.samples == 3 * (8 - sum(tally.refused.values()))


def test_a_seed_means_one_network():
    assert random_network((1, 2)) == random_network((1, 2))
    assert random_network((1, 2)) != random_network((1, 3))


@pytest.mark.parametrize("kind", KINDS)
def test_networks_meet_what_they_should(kind):
    """Ties, saturation and parameters per channel are not rare, and few networks are refused."""
    found = [agree(random_network((2, number), kind), samples=4) for number in range(60)]
    accepted = [result for result in found if not result.refused]
    assert len(accepted) > 40
    assert sum(result.counts.ties > 0 for result in accepted) > len(accepted) / 3
    assert sum(result.counts.saturated > 0 for result in accepted) > len(accepted) / 3
    assert sum(result.per_channel for result in accepted) > len(accepted) / 5
    # The executor does not run every model: some functions overflow there, and some pools are beyond it.
    assert sum("qonnx" in result.executors for result in accepted) > 0.8 * len(accepted)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("interpret", "the integer form gives .*, exact arithmetic"),
        ("interpret_design", "the dataflow level gives"),
    ],
)
def test_a_difference_is_found(monkeypatch, broken, message):
    original = getattr(_hls4mlir, broken)

    def wrong(module, inputs):
        results = original(module, inputs)
        results[0].reshape(-1)[0] += 1
        return results

    monkeypatch.setattr(_hls4mlir, broken, wrong)
    network = next(
        network
        for network in map(random_network, range(50))
        if "MatMul" in {node.op_type for node in network.graph.node}
    )
    with pytest.raises(DisagreementError, match=message):
        agree(network, samples=3)


def test_a_difference_of_the_compiled_design_is_found(monkeypatch):
    class Wrong(_hls4mlir.DesignRunner):
        def run(self, inputs):
            results = super().run(inputs)
            results[0].reshape(-1)[0] += 1
            return results

    monkeypatch.setattr(_hls4mlir, "DesignRunner", Wrong)
    with pytest.raises(DisagreementError, match="the compiled dataflow level gives"):
        agree(random_network(0), samples=3)


def test_noise_is_no_excuse(monkeypatch):
    """An executor that is off by a code differs, unless float32 explains it."""
    original = reference.evaluate

    def wrong(module, inputs, **options):
        tensors = original(module, inputs, **options)
        return {name: array + np.float32(1e-3) * (1 + np.abs(array)) for name, array in tensors.items()}

    monkeypatch.setattr(reference, "evaluate", wrong)
    with pytest.raises(DisagreementError, match=r"the reference gives .*, and float32 explains"):
        agree(random_network(0), samples=3)
