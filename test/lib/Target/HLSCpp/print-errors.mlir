// RUN: hls4mlir-translate %s --emit-hls-cpp -split-input-file -verify-diagnostics -o /dev/null

// expected-error @+1 {{module needs one dataflow.design to be emitted}}
module {
}

// -----

// expected-error @+1 {{port 'x' has no name for its type; run dataflow-prepare-for-emission first}}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  dataflow.instance @p(%x) : !dataflow.array<4x!qnn.fixed<s8, 3>>
}
dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{has no name for its type; run dataflow-prepare-for-emission first}}
  %x = dataflow.array : !dataflow.array<4x!qnn.fixed<s8, 3>>
}
dataflow.design @d() {
  dataflow.instance @p()
}

// -----

dataflow.process @p() {
  %c = arith.constant 1 : index
  // expected-error @+1 {{'arith.shli' has no pattern for C++}}
  %s = arith.shli %c, %c : index
}
dataflow.design @d() {
  dataflow.instance @p()
}

// -----

dataflow.process @p() {
  %true = arith.constant true
  // expected-error @+1 {{with results has no pattern for C++}}
  %r = scf.if %true -> index {
    %a = arith.constant 1 : index
    scf.yield %a : index
  } else {
    %b = arith.constant 2 : index
    scf.yield %b : index
  }
}
dataflow.design @d() {
  dataflow.instance @p()
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{has 128 bits, but constants that no double holds have 64 at most in C++}}
  %c = qnn.constant 170141183460469231731687303715884105727 {dataflow.type_name = "c_t"} : !qnn.fixed<s128, 128>
  %t = dataflow.temporary %c as "c_t" : !qnn.fixed<s128, 128>
}
dataflow.design @d() {
  dataflow.instance @p()
}

// -----

dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.type_name = "x_t"}) {
  %m = arith.constant -1 : index
  %c = arith.constant 1 : index
  dataflow.for %i = 0 to 4 {
    %j = arith.addi %i, %m : index
    // expected-error @+1 {{compares without a sign what may be negative}}
    %less = arith.cmpi ult, %j, %c : index
    scf.if %less {
      %v = dataflow.load %x[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
      %t = dataflow.temporary %v as "x_t" : !qnn.fixed<s8, 3>
    }
  }
}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.type_name = "x_t"}) {
  dataflow.instance @p(%x) : !dataflow.array<4x!qnn.fixed<s8, 3>>
}
