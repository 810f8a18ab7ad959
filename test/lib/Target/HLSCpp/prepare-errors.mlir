// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=vitis -split-input-file -verify-diagnostics

// expected-error @+1 {{module needs one dataflow.design to be emitted}}
module {
}

// -----

dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  %big = arith.constant 65536 : index
  dataflow.for %i = 0 to 2 {
    // expected-error @+1 {{computes an index whose range is not known to fit an int of 32 bits}}
    %j = arith.muli %big, %big : index
  }
}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  dataflow.instance @p(%x) : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s65, 3>>) {
}
// expected-error @+1 {{port 'x' has numbers of 65 bits, but the files of the test bench hold 64}}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s65, 3>>) {
  dataflow.instance @p(%x) : !dataflow.array<4x!qnn.fixed<s65, 3>>
}
