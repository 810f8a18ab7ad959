"""Type strings: every spelling that hls4ml users know, and errors instead of crashes for everything else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import hls4mlir
from hls4mlir.types import FixedType, TypeSpec, parse_type


@pytest.mark.parametrize(
    ("text", "width", "integer", "signed", "rounding", "overflow"),
    [
        ("fixed<16,6>", 16, 6, True, "half_even", "saturate"),
        ("ufixed<8,8>", 8, 8, False, "half_even", "saturate"),
        ("ufixed<8,-2>", 8, -2, False, "half_even", "saturate"),
        ("fixed< 4 , +6 >", 4, 6, True, "half_even", "saturate"),
        ("  ap_fixed<16,6>  ", 16, 6, True, "half_even", "saturate"),
        ("ap_ufixed<8,0>", 8, 0, False, "half_even", "saturate"),
        ("ap_fixed<16,6,AP_RND_CONV,AP_SAT>", 16, 6, True, "half_even", "saturate"),
        ("ap_fixed<16,6,RND,WRAP>", 16, 6, True, "half_ceil", "wrap"),
        ("fixed<16,6,TRN,WRAP,0>", 16, 6, True, "floor", "wrap"),
        ("fixed<16,6,AC_TRN_ZERO,AP_SAT_SYM>", 16, 6, True, "to_zero", "saturate_symmetric"),
        ("ufixed<16,6,RND_INF>", 16, 6, False, "half_away", "saturate"),
        ("ap_fixed<16,6,AP_RND_MIN_INF,AP_WRAP_SM>", 16, 6, True, "half_floor", "wrap_sign_magnitude"),
        ("ap_fixed<16,6,AP_RND_ZERO,AP_SAT_ZERO>", 16, 6, True, "half_to_zero", "saturate_zero"),
        ("ac_fixed<16,6>", 16, 6, True, "half_even", "saturate"),
        ("ac_fixed<16,6,true>", 16, 6, True, "half_even", "saturate"),
        ("ac_fixed<16,6,false,AC_RND,AC_SAT>", 16, 6, False, "half_ceil", "saturate"),
        ("int<8>", 8, 8, True, "half_even", "saturate"),
        ("uint<4>", 4, 4, False, "half_even", "saturate"),
        ("ap_int<8>", 8, 8, True, "half_even", "saturate"),
        ("ap_uint<1>", 1, 1, False, "half_even", "saturate"),
        ("ac_int<8>", 8, 8, True, "half_even", "saturate"),
        ("ac_int<8,false>", 8, 8, False, "half_even", "saturate"),
        ("fixed<4096,-8192>", 4096, -8192, True, "half_even", "saturate"),
    ],
)
def test_accepted(text, width, integer, signed, rounding, overflow):
    assert parse_type(text) == TypeSpec(FixedType(width, integer, signed), rounding, overflow)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 1, "expected the name of a type, found the end"),
        ("fixed", 6, "expected '<', found the end"),
        ("fixed<16;6>", 9, "expected ',', found ';'"),
        ("fixed<16>", 9, "expected ',', found '>'"),
        ("fixed<16,6", 11, "expected ',' or '>', found the end"),
        ("fixed<16,6>>", 12, "expected the end, found '>'"),
        ("fixed<,6>", 7, "expected the width, found ','"),
        ("fixed<0,6>", 7, "the width must lie between 1 and 4096, found 0"),
        ("fixed<-3,6>", 7, "the width must lie between 1 and 4096, found -3"),
        ("fixed<8,99999>", 9, "the number of integer bits must lie between -8192 and 8192"),
        ("fixed<8," + "9" * 5000 + ">", 9, "the number of integer bits must lie between"),
        ("fixed<8.5,3>", 8, "expected ',', found '.'"),
        ("fixd<16,6>", 1, "unknown type 'fixd': did you mean 'fixed'?"),
        ("Fixed<16,6>", 1, "unknown type 'Fixed': did you mean 'fixed'?"),
        ("float", 1, "'float' is not a fixed-point type"),
        ("auto", 1, "'auto' is not a fixed-point type"),
        ("ap_fixed<16,6,AP_RDN>", 15, "unknown rounding mode 'AP_RDN': did you mean 'AP_RND'?"),
        ("ap_fixed<16,6,AC_RND>", 15, "unknown rounding mode 'AC_RND': did you mean 'AP_RND'?"),
        ("ap_fixed<16,6,AP_RND,AP_STA>", 22, "unknown overflow mode 'AP_STA': did you mean 'AP_SAT'?"),
        ("ap_fixed<16,6,AP_RND,AP_SAT,1>", 29, "the number of saturated bits must lie between 0 and 0, found 1"),
        ("ap_fixed<16,6,AP_RND,AP_SAT,0,0>", 31, "too many arguments of 'ap_fixed'"),
        ("ac_fixed<16,6,1>", 15, "expected true (signed) or false (unsigned), found '1'"),
        ("ac_fixed<16,6,yes>", 15, "expected true (signed) or false (unsigned), found 'yes'"),
        ("int<8,8>", 7, "too many arguments of 'int'"),
    ],
)
def test_rejected(text, position, reason):
    with pytest.raises(hls4mlir.ConfigError) as caught:
        parse_type(text)
    message = str(caught.value)
    assert f"at position {position}: {reason}" in message
    assert 'write for example "fixed<16,6>"' in message
    assert "\n" not in message
    assert len(message) < 500


@pytest.mark.parametrize("value", [None, 16, b"fixed<16,6>", ["fixed<16,6>"]])
def test_not_a_string(value):
    with pytest.raises(hls4mlir.ConfigError, match="a type must be a string"):
        parse_type(value)


fragments = st.sampled_from(
    ["ap_fixed", "fixed", "ac_int", "<", ">", ",", "16", "-3", "AP_RND", "true", " ", "\n", "٣"]
)


@given(st.text() | st.lists(fragments, max_size=12).map("".join))
@example("fixed<٣,6>")
@example("fixed<16,6>\x00")
def test_text_never_crashes(text):
    try:
        spec = parse_type(text)
    except hls4mlir.ConfigError:
        return
    assert 1 <= spec.type.width <= 4096


@given(st.integers(1, 4096), st.integers(-8192, 8192), st.booleans())
def test_spelling_round_trips(width, integer, signed):
    fixed = FixedType(width, integer, signed)
    assert parse_type(str(fixed)).type == fixed


def test_value_set():
    signed, unsigned = FixedType(8, 3, True), FixedType(6, 0, False)
    assert (signed.low, signed.high, signed.step) == (-128, 127, 2.0**-5)
    assert (unsigned.low, unsigned.high, unsigned.step) == (0, 63, 2.0**-6)
    assert FixedType(4, 6).step == 4.0
