// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{a beat has 0 lanes, but must have 1 to 2147483648}}
dataflow.process @p(in %x: !dataflow.fifo<beat<0x!qnn.fixed<s8, 3>>>) {
}

// -----

// expected-error @+1 {{expected one number of lanes, as in '!dataflow.beat<4x!qnn.fixed<s8, 3>>'}}
dataflow.process @p(in %x: !dataflow.fifo<beat<2x2x!qnn.fixed<s8, 3>>>) {
}

// -----

// expected-error @+1 {{elements of a FIFO must be fixed-point numbers or beats, but they are 'f32'}}
dataflow.process @p(in %x: !dataflow.fifo<f32>) {
}

// -----

// expected-error @+1 {{a dimension of an array has 0 elements, but must have 1 to 2147483648}}
dataflow.process @p(in %x: !dataflow.array<4x0x!qnn.fixed<s8, 3>>) {
}

// -----

// expected-error @+1 {{elements of an array must be fixed-point numbers or beats, but they are 'index'}}
dataflow.process @p(in %x: !dataflow.array<4xindex>) {
}

// -----

// expected-error @+1 {{expected 'in' or 'out', but found 'inout'}}
dataflow.process @p(inout %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
}

// -----

// expected-error @+1 {{port 'x' must be a FIFO or an array, but is a '!qnn.fixed<s8, 3>'}}
dataflow.process @p(in %x: !qnn.fixed<s8, 3>) {
}

// -----

// expected-error @+1 {{names ports 0 and 1 'x'}}
dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y "x": !dataflow.array<4x!qnn.fixed<s8, 3>>) {
}

// -----

// expected-error @+1 {{has 1 ports, but 2 names and 1 directions}}
"dataflow.process"() ({
^bb0(%x: !dataflow.array<4x!qnn.fixed<s8, 3>>):
}) {sym_name = "p", port_names = ["x", "y"], port_directions = [#dataflow.direction<in>]} : () -> ()

// -----

// expected-error @+1 {{has 1 ports, but attributes of 2}}
"dataflow.process"() ({
^bb0(%x: !dataflow.array<4x!qnn.fixed<s8, 3>>):
}) {sym_name = "p", port_names = ["x"], port_directions = [#dataflow.direction<in>], port_attrs = [{}, {}]} : () -> ()

// -----

// expected-error @+1 {{port 'x' has 'dataflow.shape', which is not an attribute of ports of a process}}
dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 4>}) {
}

// -----

// expected-error @+1 {{port 'x' has 'dataflow.partition', which must be an array of #dataflow.partition on a port that is an array}}
dataflow.process @p(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>> {dataflow.partition = [#dataflow.partition<0 complete>]}) {
}

// -----

// expected-error @+1 {{divides dimension 1, but the array has 1 dimensions}}
dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.partition = [#dataflow.partition<1 complete>]}) {
}

// -----

// expected-error @+1 {{port 'x' has 'dataflow.type_name', which must be a string}}
dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.type_name = 3}) {
}

// -----

// expected-error @+1 {{port 'x' has 'dataflow.depth', which is not an attribute of ports}}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.depth = 3}) {
}

// -----

// expected-error @+1 {{port 'x' has 'dataflow.interface', which must be a #dataflow.interface}}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.interface = "axis"}) {
}

// -----

// expected-error @+1 {{port 'x' has the interface 'axi_stream', which is for FIFOs, but is a '!dataflow.array<4x!qnn.fixed<s8, 3>>'}}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.interface = #dataflow.interface<axi_stream>}) {
}

// -----

// expected-error @+1 {{port 'x' has 'dataflow.shape', which must be an array<i64> of positive sizes}}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.shape = [4]}) {
}

// -----

// expected-error @+1 {{port 'x' stores 8 elements, but its shape has 4}}
dataflow.design @d(in %x: !dataflow.array<4xbeat<2x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 4>}) {
}

// -----

// expected-error @+1 {{port 'x' transfers 4 elements at once, which does not divide the 6 of its shape}}
dataflow.design @d(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 6>}) {
}

// -----

// expected-error @+1 {{port 'x' is a FIFO and needs 'dataflow.shape', the shape of the tensor that passes}}
dataflow.design @d(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>) {
}

// -----

// expected-error @+1 {{'qnn.input' must be a #qnn.input attribute of a function argument}}
dataflow.design @d(out %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {qnn.input = 3}) {
}

// -----

// expected-note @+1 {{design is here}}
dataflow.design @d() {
  // expected-error @+1 {{does not belong into a design, which holds FIFOs, arrays and instances}}
  dataflow.for %i = 0 to 4 {
  }
}

// -----

dataflow.design @d() {
  // expected-error @+1 {{refers to '@fc1', which is not a dataflow.process of the module}}
  dataflow.instance @fc1()
}

// -----

// expected-note @+1 {{process declared here}}
dataflow.process @fc1(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
}
dataflow.design @d() {
  // expected-error @+1 {{connects 0 ports, but the process has 1}}
  dataflow.instance @fc1()
}

// -----

// expected-note @+1 {{process declared here}}
dataflow.process @fc1(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
}
dataflow.design @d(in %a: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 4>}) {
  // expected-error @+1 {{connects port 'x' to '!dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>', but it is '!dataflow.fifo<!qnn.fixed<s8, 3>>'}}
  dataflow.instance @fc1(%a) : !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>
}

// -----

dataflow.process @sink(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
}
dataflow.design @d() {
  // expected-error @+1 {{'dataflow.design' op FIFO 'unwritten' has 0 writers, but needs 1}}
  %unwritten = dataflow.fifo depth 2 : !dataflow.fifo<!qnn.fixed<s8, 3>>
  dataflow.instance @sink(%unwritten) : !dataflow.fifo<!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @pass(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
}
dataflow.process @sink(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
}
dataflow.design @d(in %a: !dataflow.fifo<!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 4>}) {
  // expected-error @+1 {{'dataflow.design' op FIFO 'forked' has 2 readers, but needs 1}}
  %forked = dataflow.fifo depth 2 : !dataflow.fifo<!qnn.fixed<s8, 3>>
  dataflow.instance @pass(%a, %forked) : !dataflow.fifo<!qnn.fixed<s8, 3>>, !dataflow.fifo<!qnn.fixed<s8, 3>>
  // expected-note @+1 {{used here}}
  dataflow.instance @sink(%forked) : !dataflow.fifo<!qnn.fixed<s8, 3>>
  // expected-note @+1 {{used here}}
  dataflow.instance @sink(%forked) : !dataflow.fifo<!qnn.fixed<s8, 3>>
}

// -----

// expected-error @+1 {{'dataflow.design' op port 'y' has 0 writers, but needs 1}}
dataflow.design @d(out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
}

// -----

dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  // expected-note @+1 {{loop is here}}
  dataflow.for %i = 0 to 4 {
  }
}
dataflow.design @d(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) pipeline 1 {
  // expected-error @+1 {{is pipelined, but holds a loop of 4 iterations that is not unrolled}}
  dataflow.instance @p(%x) : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

// expected-error @+1 {{is pipelined, but holds a loop of 4 iterations of which 2 are unrolled}}
dataflow.process @p() pipeline 1 {
  // expected-note @+1 {{loop is here}}
  dataflow.for %i = 0 to 4 unroll 2 {
  }
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{is pipelined, but holds a loop of 4 iterations that is not unrolled}}
  dataflow.for %i = 0 to 4 pipeline 1 {
    // expected-note @+1 {{loop is here}}
    dataflow.for %j = 0 to 4 {
    }
  }
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{is both pipelined and fully unrolled, which leaves no loop to pipeline}}
  dataflow.for %i = 0 to 4 pipeline 1 unroll {
  }
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{is unrolled into 8 copies, but has 4 iterations}}
  dataflow.for %i = 0 to 4 unroll 8 {
  }
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{runs from 0 to 2147483647 in steps of 4, which does not fit an int of 32 bits}}
  dataflow.for %i = 0 to 2147483647 step 4 {
  }
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{needs one block argument of type index}}
  "dataflow.for"() ({
  ^bb0:
  }) {variable = "i", lower = 0 : i64, upper = 4 : i64} : () -> ()
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{must stand in a dataflow.design}}
  dataflow.process @q() {
  }
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{divides dimension 2, but the array has 1 dimensions}}
  %a = dataflow.array partition [2 complete] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{divides dimension 0 completely, which takes no factor, but has 2}}
  %a = dataflow.array partition [0 complete 2] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{divides dimension 0 of 4 elements into 8 parts ('cyclic'), but needs 2 to 4}}
  %a = dataflow.array reshape [0 cyclic 8] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{divides dimension 0 twice}}
  %a = dataflow.array partition [0 complete] reshape [0 complete] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{expected 'complete', 'cyclic' or 'block', but found 'whole'}}
  %a = dataflow.array partition [0 whole] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{is bound to 'shift_register', which is for FIFOs}}
  %a = dataflow.array storage shift_register : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{refers to '@w', which is not a qnn.weight of the module}}
  %a = dataflow.rom @w : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

// expected-note @+1 {{weight declared here}}
qnn.weight @w dense<[1, 2]> : tensor<2xi8> as !qnn.fixed<s8, 3>
dataflow.process @p() {
  // expected-error @+1 {{has 4 elements, but the weight has 2}}
  %a = dataflow.rom @w : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

// expected-note @+1 {{weight declared here}}
qnn.weight @w dense<[1, 2]> : tensor<2xi8> as !qnn.fixed<s8, 3>
dataflow.process @p() {
  // expected-error @+1 {{has elements of type '!qnn.fixed<s8, 4>', but the weight has '!qnn.fixed<s8, 3>'}}
  %a = dataflow.rom @w : !dataflow.array<2x!qnn.fixed<s8, 4>>
}

// -----

qnn.weight @w dense<[1, 2]> : tensor<2xi8> as !qnn.fixed<s8, 3>
dataflow.process @p() {
  // expected-error @+1 {{has elements of type '!dataflow.beat<2x!qnn.fixed<s8, 3>>', but a weight has numbers}}
  %a = dataflow.rom @w : !dataflow.array<1xbeat<2x!qnn.fixed<s8, 3>>>
}

// -----

qnn.weight @w dense<[1, 2]> : tensor<2xi8> as !qnn.fixed<s8, 3>
dataflow.process @p() {
  // expected-error @+1 {{has order [0, 0], which is no permutation of the 2 dimensions}}
  %a = dataflow.rom @w order [0, 0] : !dataflow.array<1x2x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p(in %x: !dataflow.array<4xbeat<2x!qnn.fixed<s8, 3>>>) {
  // expected-error @+1 {{has 0 indices, but '!dataflow.array<4xbeat<2x!qnn.fixed<s8, 3>>>' takes 1 or, with a lane, 2}}
  %v = dataflow.load %x[] : !dataflow.array<4xbeat<2x!qnn.fixed<s8, 3>>>
}

// -----

dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  dataflow.for %i = 2 to 8 step 3 {
    // expected-error @+1 {{has indices 2 to 5 for dimension 0, which has 4 elements}}
    %v = dataflow.load %x[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
  }
}

// -----

dataflow.process @p(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  %i = arith.constant -1 : index
  // expected-error @+1 {{has index -1 for dimension 0, which has 4 elements}}
  %v = dataflow.load %x[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

// expected-note @+1 {{port of this process}}
dataflow.process @p(out %y: !dataflow.array<!qnn.fixed<s8, 3>>) {
  // expected-error @+1 {{reads port 'y', which is 'out'}}
  %v = dataflow.load %y[] : !dataflow.array<!qnn.fixed<s8, 3>>
}

// -----

// expected-note @+1 {{port of this process}}
dataflow.process @p(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  %v = qnn.constant 0 : !qnn.fixed<s8, 3>
  // expected-error @+1 {{writes port 'x', which is 'in'}}
  dataflow.write %x, %v : !dataflow.fifo<!qnn.fixed<s8, 3>>
}

// -----

qnn.weight @w dense<[1, 2]> : tensor<2xi8> as !qnn.fixed<s8, 3>
dataflow.process @p() {
  %i = arith.constant 0 : index
  %v = qnn.constant 0 : !qnn.fixed<s8, 3>
  // expected-note @+1 {{array declared here}}
  %w = dataflow.rom @w : !dataflow.array<2x!qnn.fixed<s8, 3>>
  // expected-error @+1 {{writes 'w', which is constant}}
  dataflow.store %v, %w[%i] : !qnn.fixed<s8, 3>, !dataflow.array<2x!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p(out %y: !dataflow.array<!qnn.fixed<s8, 3>>) {
  %v = qnn.constant 0 : !qnn.fixed<s9, 3>
  // expected-error @+1 {{stores '!qnn.fixed<s9, 3>' into elements of '!qnn.fixed<s8, 3>', which do not hold all its values}}
  dataflow.store %v, %y[] : !qnn.fixed<s9, 3>, !dataflow.array<!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p(out %y: !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>) {
  %v = qnn.constant 0 : !qnn.fixed<s8, 3>
  // expected-error @+1 {{stores '!qnn.fixed<s8, 3>' into elements of '!dataflow.beat<2x!qnn.fixed<s8, 3>>'}}
  dataflow.store %v, %y[] : !qnn.fixed<s8, 3>, !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
}

// -----

dataflow.process @p(out %y: !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>) {
  %v = qnn.constant 0 : !qnn.fixed<s8, 3>
  // expected-error @+1 {{adds to elements of '!dataflow.beat<2x!qnn.fixed<s8, 3>>', but needs numbers}}
  dataflow.accumulate %v, %y[] : !qnn.fixed<s8, 3>, !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
}

// -----

dataflow.process @p(out %y: !dataflow.array<!qnn.fixed<s8, 3>>) {
  %v = qnn.constant 0 : !qnn.fixed<s9, 3>
  // expected-error @+1 {{adds numbers in steps of 2^-6 to elements in steps of 2^-5}}
  dataflow.accumulate %v, %y[] : !qnn.fixed<s9, 3>, !dataflow.array<!qnn.fixed<s8, 3>>
}

// -----

dataflow.process @p(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  // expected-error @+1 {{failed to verify that result is an element of the FIFO}}
  %v = "dataflow.read"(%x) : (!dataflow.fifo<!qnn.fixed<s8, 3>>) -> !qnn.fixed<s9, 3>
}

// -----

// expected-error @below {{a counter has 0 values, but must have 1 to 1073741824}}
func.func private @empty(!dataflow.counter<0>)

// -----

dataflow.process @p() {
  // expected-error @below {{starts at 4, but counts to 3}}
  %c = dataflow.counter from 4 : !dataflow.counter<4>
}

// -----

dataflow.process @p() {
  %c = dataflow.counter from 0 : !dataflow.counter<4>
  // expected-error @below {{moves on by 5, but the counter has 4 values}}
  dataflow.advance %c by 5 : !dataflow.counter<4>
}

// -----

dataflow.process @p() {
  dataflow.for %i = 0 to 9 {
    // expected-error @below {{has an index from 0 to 8, but a ring of 4 takes 0 to 7}}
    %0 = dataflow.wrap %i in 4
  }
}

// -----

dataflow.process @p() {
  %ring = dataflow.array : !dataflow.array<4x!qnn.fixed<s8, 3>>
  %c = dataflow.counter from 0 : !dataflow.counter<5>
  %at = dataflow.count %c : !dataflow.counter<5>
  // expected-error @below {{has indices 0 to 4 for dimension 0, which has 4 elements}}
  %0 = dataflow.load %ring[%at] : !dataflow.array<4x!qnn.fixed<s8, 3>>
}

// -----

// expected-error @below {{a beat has 2147483649 lanes, but must have 1 to 2147483648}}
func.func private @lanes(!dataflow.fifo<beat<2147483649x!qnn.fixed<s8, 3>>>)

// -----

// expected-error @below {{a dimension of an array has 2147483649 elements, but must have 1 to 2147483648}}
func.func private @dimension(!dataflow.array<2147483649x!qnn.fixed<s8, 3>>)

// -----

// expected-error @below {{an array has more than 2147483648 numbers}}
func.func private @array(!dataflow.array<65536x65536x!qnn.fixed<s8, 3>>)

// -----

dataflow.process @p(in %x: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>, out %y: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>) {
}
dataflow.design @top(in %x: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 4>},
                     out %y: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 4>}) {
  // expected-error @below {{has a depth of 1073741825 elements of 2 numbers, but a FIFO holds at most 2147483648 numbers}}
  %m = dataflow.fifo depth 1073741825 : !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>
  dataflow.instance @p(%x, %m) : !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>, !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>
  dataflow.instance @p(%m, %y) : !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>, !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>
}

// -----

// expected-error @below {{port 'x' has a shape of more than 2147483648 elements}}
dataflow.design @top(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 65536, 65536>}) {
}
