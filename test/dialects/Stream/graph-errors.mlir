// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

// expected-error @below {{expected 'stream' or 'parallel', but found 'memory'}}
stream.graph @g() io memory {
  stream.output
}

// -----

// expected-error @below {{argument 0 is 'tensor<4xf32>', but must be a channel}}
stream.graph @g(%x: tensor<4xf32>) io stream {
  stream.output
}

// -----

// expected-error @below {{argument 0 runs in order [1, 0], but the host knows row-major order only}}
stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>, order [1, 0]>) io stream {
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) -> !stream.channel<4x!qnn.fixed<s8, 3>> io stream {
  // expected-error @below {{has 0 channels, but the graph has 1 results}}
  stream.output
}

// -----

// expected-note @below {{graph declared here}}
stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) -> !stream.channel<5x!qnn.fixed<s8, 3>> io stream {
  // expected-error @below {{channel 0 is '!stream.channel<4x!qnn.fixed<s8, 3>>', but result 0 of the graph is '!stream.channel<5x!qnn.fixed<s8, 3>>'}}
  stream.output %x : !stream.channel<4x!qnn.fixed<s8, 3>>
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{operands and arguments of the body differ in number or type}}
  "stream.layer"(%x) <{name = "a"}> ({
    "stream.yield"() : () -> ()
  }) : (!stream.channel<4x!qnn.fixed<s8, 3>>) -> ()
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{'a' has no processor}}
  stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 3>>) -> () {
  }
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  %0 = stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 3>>) -> !stream.channel<4x!qnn.fixed<s8, 3>> {
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<u7, 2>>
    // expected-error @below {{channels and results of the layer differ in number or type}}
    stream.yield %1 : !stream.channel<4x!qnn.fixed<u7, 2>>
  }
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  %0:2 = stream.layer "a" (%a = %x)
      : (!stream.channel<4x!qnn.fixed<s8, 3>>) -> (!stream.channel<4x!qnn.fixed<u7, 2>>, !stream.channel<4x!qnn.fixed<u7, 2>>) {
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<u7, 2>>
    // expected-error @below {{follows the head of layer 'a', but is not elementwise}}
    %2:2 = stream.fork %1 : !stream.channel<4x!qnn.fixed<u7, 2>> to 2
    stream.yield %2#0, %2#1 : !stream.channel<4x!qnn.fixed<u7, 2>>, !stream.channel<4x!qnn.fixed<u7, 2>>
  }
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  %0 = stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 3>>) -> !stream.channel<4x!qnn.fixed<u7, 2>> {
    // expected-note @below {{processor before it is here}}
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<u7, 2>>
    // expected-error @below {{must be the one user of the processor before it in layer 'a'}}
    %2 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<u7, 2>>
    stream.yield %2 : !stream.channel<4x!qnn.fixed<u7, 2>>
  }
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<u8, 3>>) io stream {
  %0 = stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<u8, 3>>) -> !stream.channel<4x!qnn.fixed<u8, 3>> {
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<u8, 3>> -> !stream.channel<4x!qnn.fixed<u8, 3>>
    // expected-error @below {{must yield the results of the last processor}}
    stream.yield %a : !stream.channel<4x!qnn.fixed<u8, 3>>
  }
  stream.output
}
