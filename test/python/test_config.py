"""The configuration: what is accepted, what wins over what, and the message for everything else."""

import contextlib
import fractions
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hls4mlir
from hls4mlir.config import Config, InputOptions, Layer, LayerOptions, load_config
from hls4mlir.types import FixedType

LAYERS = [
    Layer("MatMul_0", "MatMul", has_multipliers=True),
    Layer("Relu_1", "Relu", has_multipliers=False),
    Layer("fc/2.gemm", "Gemm", has_multipliers=True),
]


def reuse(config):
    return {name: options.reuse_factor for name, options in load_config(config).for_layers(LAYERS).items()}


def load_and_apply(config):
    loaded = load_config(config)
    loaded.for_layers(LAYERS)
    loaded.for_inputs(["x", "y"])


def test_nothing():
    assert load_config(None) == load_config({}) == Config()
    assert load_config({"Model": None, "Inputs": None}) == Config()
    assert reuse(None) == {"MatMul_0": None, "Relu_1": None, "fc/2.gemm": None}


def test_precedence():
    assert reuse({"Model": {"ReuseFactor": 2}})["MatMul_0"] == 2
    by_type = {"Model": {"ReuseFactor": 2}, "LayerType": {"Dense": {"ReuseFactor": 4}}}
    assert (reuse(by_type)["MatMul_0"], reuse(by_type)["fc/2.gemm"]) == (4, 4)
    own_type = {"LayerType": {"Dense": {"ReuseFactor": 4}, "Gemm": {"ReuseFactor": 8}}}
    assert (reuse(own_type)["MatMul_0"], reuse(own_type)["fc/2.gemm"]) == (4, 8)
    by_name = {**by_type, "LayerName": {"MatMul_0": {"ReuseFactor": 16}}}
    assert (reuse(by_name)["MatMul_0"], reuse(by_name)["fc/2.gemm"]) == (16, 4)
    silent = {**by_type, "LayerName": {"MatMul_0": {}}}
    assert reuse(silent)["MatMul_0"] == 4


def test_sanitized_layer_name():
    assert reuse({"LayerName": {"fc_2_gemm": {"ReuseFactor": 3}}})["fc/2.gemm"] == 3


def test_ambiguous_names():
    layers = [Layer("a.b", "Gemm", True), Layer("a/b", "Gemm", True)]
    with pytest.raises(hls4mlir.ConfigError, match=r"'a_b' may mean any of 'a\.b', 'a/b'"):
        load_config({"LayerName": {"a_b": {}}}).for_layers(layers)
    with pytest.raises(hls4mlir.ConfigError, match=r"'fc/2\.gemm' and 'fc_2_gemm' mean the same layer"):
        reuse({"LayerName": {"fc/2.gemm": {}, "fc_2_gemm": {}}})


def test_inputs():
    config = load_config({"Inputs": {"*": {"type": "ufixed<8,8>", "scale": 1 / 255}, "y": {"type": "int<8>"}}})
    chosen = config.for_inputs(["x", "y"])
    assert chosen["x"] == InputOptions(FixedType(8, 8, False), 1 / 255)
    assert chosen["y"] == InputOptions(FixedType(8, 8, True), 1.0)
    assert load_config({"Inputs": {"y": {"type": "int<8>"}}}).for_inputs(["x", "y"]).keys() == {"y"}


def test_input_modes():
    config = load_config({"Inputs": {"*": {"type": "ap_fixed<8,4,AP_TRN,AP_SAT_SYM>"}}})
    assert config.inputs["*"] == InputOptions(FixedType(8, 4), 1.0, "floor", "saturate_symmetric")


@pytest.mark.parametrize("scale", [2, 0.5, np.float32(0.25), np.int64(3), fractions.Fraction(1, 3)])
def test_scale_is_any_real_number(scale):
    config = load_config({"Inputs": {"*": {"type": "fixed<16,6>", "scale": scale}}})
    assert config.inputs["*"].scale == float(scale)


@pytest.mark.parametrize("value", [np.int32(4), 4])
def test_reuse_factor_is_any_integer(value):
    assert load_config({"Model": {"ReuseFactor": value}}).model == LayerOptions(4)


@pytest.mark.parametrize(
    "config",
    [
        {"Model": {"TraceOutput": True, "BitExact": True, "PipelineStyle": "auto", "Compression": False}},
        {"LayerName": {"MatMul_0": {"Trace": False}}},
        {"Model": {"ConvImplementation": "LineBuffer", "ParallelizationFactor": 1}},
    ],
)
def test_keys_of_hls4ml_that_are_granted(config):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_and_apply(config)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"Model": {"Strategy": "Resource"}}, "Model -> Strategy has no effect: ReuseFactor alone says how many"),
        ({"LayerName": {"Relu_1": {"TableSize": 1024}}}, "LayerName -> Relu_1 -> TableSize has no effect: tables have"),
        ({"Model": {"BitExact": False}}, "Model -> BitExact has no effect: every result is exact"),
    ],
)
def test_keys_of_hls4ml_without_effect(config, message):
    with pytest.warns(hls4mlir.ConfigWarning) as caught:
        load_and_apply(config)
    assert str(caught[0].message).startswith(message)


def precision(config, layer="MatMul_0"):
    """The types of a layer, as strings."""
    resolved = load_config(config).for_layers(LAYERS)[layer].precision
    return {key: "auto" if asked.spec is None else str(asked.spec) for key, asked in resolved.items()}


def test_precision_levels():
    config = {
        "Model": {"Precision": {"default": "fixed<16,6>", "accum": "fixed<32,16>"}},
        "LayerType": {"Dense": {"Precision": {"weight": "fixed<8,1>"}}, "Gemm": {"Precision": {"weight": "auto"}}},
        "LayerName": {"MatMul_0": {"Precision": {"bias": "ap_fixed<9,3,AP_TRN>"}}},
    }
    base = dict.fromkeys(("weight", "bias", "scale", "result"), "fixed<16,6>") | {"accum": "fixed<32,16>"}
    assert precision(config, "Relu_1") == base
    assert precision(config) == base | {"weight": "fixed<8,1>", "bias": "ap_fixed<9,3,AP_TRN>"}
    assert precision(config, "fc/2.gemm") == base | {"weight": "auto"}
    # A string of a layer speaks of everything that a string of the model speaks of.
    config["LayerName"] = {"MatMul_0": {"Precision": "fixed<4,2>"}}
    assert precision(config) == dict.fromkeys(base, "fixed<4,2>") | {"accum": "fixed<32,16>"}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("fixed<16,6>", "fixed<16,6>"),
        ("ap_fixed<16,6,AP_RND_CONV,AP_SAT>", "fixed<16,6>"),
        ("ap_fixed<16,6,AP_TRN,AP_WRAP>", "ap_fixed<16,6,AP_TRN,AP_WRAP>"),
        ("ap_ufixed<8,0,AP_RND>", "ap_ufixed<8,0,AP_RND>"),
        ("ufixed<8,0>", "ufixed<8,0>"),
        ("ac_fixed<16,6,true,AC_RND,AC_SAT>", "ap_fixed<16,6,AP_RND>"),
        ("ap_int<8>", "fixed<8,8>"),
        ("int<8>", "fixed<8,8>"),
        ("uint<4>", "ufixed<4,4>"),
        (" auto ", "auto"),
    ],
)
def test_precision_strings(text, meaning):
    assert precision({"Model": {"Precision": text}})["result"] == meaning
    assert precision({"Model": {"Precision": {"accum": text}}}) == {"accum": meaning}


def test_yaml(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text("Model: {ReuseFactor: 4}\nInputs:\n  '*': {type: 'fixed<8,3>', scale: 0.5}\n")
    expected = Config(model=LayerOptions(4), inputs={"*": InputOptions(FixedType(8, 3), 0.5)})
    assert load_config(path) == load_config(str(path)) == expected
    path.write_text("")
    assert load_config(path) == Config()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (3, "config must be a dictionary or the path of a YAML file, found int 3"),
        ({"Modle": {}}, "unknown key 'Modle' in the configuration: did you mean 'Model'? Accepted: Model, LayerType"),
        ({1: {}}, "unknown key '1' in the configuration"),
        ({"Model": 4}, "Model must be a mapping, found int 4"),
        ({"LayerName": ["a"]}, "LayerName must be a mapping, found list ['a']"),
        ({"LayerName": {"a": 1}}, "LayerName -> a must be a mapping, found int 1"),
        ({"LayerName": {3: {}}}, "LayerName: names are strings, found 3"),
        ({"Model": {"ReuseFacor": 1}}, "unknown key 'ReuseFacor' in Model: did you mean 'ReuseFactor'?"),
        (
            {"Model": {"Precision": 8}},
            "Model -> Precision must be a type or a mapping of types, such as 'fixed<16,6>' or",
        ),
        ({"Model": {"Precision": "fixd<8,3>"}}, "Model -> Precision: cannot read the type 'fixd<8,3>' at position 1"),
        (
            {"Model": {"Precision": "float"}},
            "Model -> Precision: cannot read the type 'float' at position 1: 'float' is",
        ),
        (
            {"LayerName": {"MatMul_0": {"Precision": {"wieght": "fixed<8,3>"}}}},
            "unknown key 'wieght' in LayerName -> MatMul_0 -> Precision: did you mean 'weight'? Accepted: def",
        ),
        (
            {"LayerType": {"Dense": {"Precision": {"weight": 8}}}},
            "LayerType -> Dense -> Precision -> weight: a type must be a string, found 8",
        ),
        (
            {"Model": {"Precision": {"table": "fixed<18,8>"}}},
            "Model -> Precision -> table means nothing here: functions are tables of correctly rounded results",
        ),
        ({"Model": {"Precision": {"maximum": "fixed<18,8>"}}}, "it limits inferred types; give the layers"),
        ({"Model": {"Precision": {"pointwise_weight": "fixed<18,8>"}}}, "are two layers here, each with its own"),
        ({"Backend": "Vitis"}, "the configuration -> Backend is a key of hls4ml: choose with compile(..., target=...)"),
        ({"HLSConfig": {}}, "write its sections Model, LayerType and LayerName at the top"),
        ({"LayerName": {"Relu_1": {"Skip": True}}}, "LayerName -> Relu_1 -> Skip is a key of hls4ml: the model ends"),
        *[
            ({"Model": {"ReuseFactor": value}}, "Model -> ReuseFactor must be a positive integer, found")
            for value in (0, -1, 2.0, True, "4", None, [4])
        ],
        ({"Model": {"ReuseFactor": 10**30}}, "Model -> ReuseFactor must be at most 2,147,483,647, found 1000000"),
        (
            {"LayerName": {"Matmul_0": {}}},
            "LayerName: the model has no layer 'Matmul_0': did you mean 'MatMul_0'? Accepted: ",
        ),
        ({"LayerName": {"zzz": {}}}, "LayerName: the model has no layer 'zzz': accepted: MatMul_0, Relu_1, fc/2.gemm"),
        ({"LayerType": {"Densee": {}}}, "LayerType: the model has no layer of type 'Densee': did you mean 'Dense'?"),
        (
            {"LayerType": {"Conv": {}}},
            "LayerType: the model has no layer of type 'Conv': accepted: MatMul, Dense, Relu, Gemm",
        ),
        (
            {"LayerName": {"Relu_1": {"ReuseFactor": 2}}},
            "ReuseFactor: layer 'Relu_1' (Relu) has no multipliers to share; layers that have: MatMul_0, fc/2.gemm",
        ),
        ({"LayerType": {"Relu": {"ReuseFactor": 2}}}, "ReuseFactor: layer 'Relu_1' (Relu) has no multipliers to share"),
        ({"Inputs": {"z": {"type": "int<8>"}}}, "Inputs: the model has no input 'z': accepted: x, y, *"),
        ({"Inputs": {"x": "int<8>"}}, "Inputs -> x must be a mapping"),
        ({"Inputs": {"x": {}}}, "Inputs -> x needs a type"),
        ({"Inputs": {"x": {"scale": 1.0}}}, "Inputs -> x needs a type"),
        (
            {"Inputs": {"x": {"type": "int<8>", "scal": 1.0}}},
            "unknown key 'scal' in Inputs -> x: did you mean 'scale'?",
        ),
        (
            {"Inputs": {"x": {"type": "fixd<8,3>"}}},
            "Inputs -> x -> type: cannot read the type 'fixd<8,3>' at position 1",
        ),
        ({"Inputs": {"x": {"type": 8}}}, "Inputs -> x -> type: a type must be a string, found 8"),
        ({"Inputs": {"x": {"type": "fixed<64,3>"}}}, "an input has at most 63 bits, found fixed<64,3>"),
        ({"Inputs": {"x": {"type": "ap_fixed<8,3,AP_TRN,AP_WRAP>"}}}, "inputs are saturated by the host"),
        *[
            ({"Inputs": {"x": {"type": "int<8>", "scale": value}}}, "Inputs -> x -> scale must be")
            for value in (0, -1.0, math.nan, math.inf, "1/255", None, True, 10**400)
        ],
        ({"Inputs": {"x": {"type": "fixed<8,-200>"}}}, "one step of fixed<8,-200> times the scale is"),
    ],
)
def test_rejected(config, message):
    with pytest.raises(hls4mlir.ConfigError) as caught:
        load_and_apply(config)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Model: {ReuseFactor: [}", "is not YAML at line 1"),
        (b"- 1\n- 2\n", "must hold a mapping with the keys Model"),
        (b"\xff\xfe\x00", "cannot read the configuration"),
        (b"Modle: {}\n", "unknown key 'Modle' in the configuration: did you mean 'Model'?"),
        (b"? [1, 2]\n: 3\n", "config.yml"),
        (b"!!python/object:os.system {}\n", "is not YAML"),
        (b"[" * 20000, "is not YAML"),
    ],
)
def test_bad_yaml(tmp_path, content, message):
    path = tmp_path / "config.yml"
    path.write_bytes(content)
    with pytest.raises(hls4mlir.ConfigError) as caught:
        load_config(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_missing_yaml(tmp_path):
    with pytest.raises(hls4mlir.ConfigError, match="No such file"):
        load_config(tmp_path / "absent.yml")


keys = st.sampled_from(["Model", "LayerType", "LayerName", "Inputs", "ReuseFactor", "type", "scale", "*", "Dense", "x"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("fixed<8,3>"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys | st.integers(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=4))
def test_any_dictionary_is_accepted_or_refused(config):
    with contextlib.suppress(hls4mlir.ConfigError):
        load_and_apply(config)
