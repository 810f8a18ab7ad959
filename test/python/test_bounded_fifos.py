"""The file of a top function, rewritten so that its processes run side by side."""

from hls4mlir.csim import bound_fifos

TOP = """\
#include "top.h"

void top(hls::stream<x_t> &x, hls::stream<y_t> &y) {
#pragma HLS INTERFACE axis port=x
#pragma HLS DATAFLOW

    hls::stream<beat<a_t, 2> > a_out("a_out");
#pragma HLS STREAM variable=a_out depth=4
    a(x, a_out);
    b(a_out, y);
}
"""


def test_processes_and_depths():
    lines = bound_fifos(TOP).splitlines()
    assert '    a_out.bound(4, "a", "b");' in lines
    first = lines.index("    hls4mlir::Processes processes_;")
    assert lines[first + 1 :] == [
        '    processes_.add("a", [&] { a(x, a_out); });',
        '    processes_.add("b", [&] { b(a_out, y); });',
        "    processes_.run();",
        "}",
    ]


def test_arrays_between_processes_stay():
    text = TOP.replace("#pragma HLS STREAM variable=a_out depth=4\n", "")
    assert bound_fifos(text) == text
