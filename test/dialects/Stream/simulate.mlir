// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(stream.graph(stream-simulate))' --split-input-file --verify-diagnostics

// A chain: four transfers, one per cycle; the channel between adds a cycle, and so does the way to the host.
// expected-remark @below {{a sample every 4 cycles; the first takes 5 cycles, a later one 5}}
stream.graph @chain(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u7, 7>> io stream {
  %a = stream.layer "first" (%in = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u7, 7>> depths [2] {
    %r = stream.relu %in : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u7, 7>>
    stream.yield %r : !stream.channel<4x!qnn.fixed<u7, 7>>
  }
  %b = stream.layer "second" (%in = %a) : (!stream.channel<4x!qnn.fixed<u7, 7>>) -> !stream.channel<4x!qnn.fixed<u7, 7>> {
    %r = stream.relu %in : !stream.channel<4x!qnn.fixed<u7, 7>> -> !stream.channel<4x!qnn.fixed<u7, 7>>
    stream.yield %r : !stream.channel<4x!qnn.fixed<u7, 7>>
  }
  stream.output %b : !stream.channel<4x!qnn.fixed<u7, 7>>
}

// -----

// The reordered branch gives nothing before it has taken all; the other one has no room for that.
// expected-error @below {{comes to a standstill: 'fork' waits for room in its channel of depth 3 to 'join', 'reorder' waits for a transfer of 'fork', 'join' waits for a transfer of 'reorder'}}
stream.graph @standstill(%x: !stream.channel<2x2x!qnn.fixed<s8, 8>>) -> !stream.channel<2x2x!qnn.fixed<s9, 9>> io stream {
  // expected-note @below {{'fork' waits}}
  %0:2 = stream.layer "fork" (%in = %x) : (!stream.channel<2x2x!qnn.fixed<s8, 8>>) -> (!stream.channel<2x2x!qnn.fixed<s8, 8>>, !stream.channel<2x2x!qnn.fixed<s8, 8>>) depths [2, 3] {
    %a, %b = stream.fork %in : !stream.channel<2x2x!qnn.fixed<s8, 8>> to 2
    stream.yield %a, %b : !stream.channel<2x2x!qnn.fixed<s8, 8>>, !stream.channel<2x2x!qnn.fixed<s8, 8>>
  }
  %t = stream.transpose %0#0 [1, 0] : !stream.channel<2x2x!qnn.fixed<s8, 8>> -> !stream.channel<2x2x!qnn.fixed<s8, 8>, order [1, 0]>
  // expected-note @below {{'reorder' waits}}
  %r = stream.layer "reorder" (%in = %t) : (!stream.channel<2x2x!qnn.fixed<s8, 8>, order [1, 0]>) -> !stream.channel<2x2x!qnn.fixed<s8, 8>> depths [2] {
    %h = stream.reorder %in : !stream.channel<2x2x!qnn.fixed<s8, 8>, order [1, 0]> -> !stream.channel<2x2x!qnn.fixed<s8, 8>>
    stream.yield %h : !stream.channel<2x2x!qnn.fixed<s8, 8>>
  }
  // expected-note @below {{'join' waits}}
  %y = stream.layer "join" (%a = %r, %b = %0#1) : (!stream.channel<2x2x!qnn.fixed<s8, 8>>, !stream.channel<2x2x!qnn.fixed<s8, 8>>) -> !stream.channel<2x2x!qnn.fixed<s9, 9>> {
    %s = stream.add %a, %b : !stream.channel<2x2x!qnn.fixed<s8, 8>>, !stream.channel<2x2x!qnn.fixed<s8, 8>> -> !stream.channel<2x2x!qnn.fixed<s9, 9>>
    stream.yield %s : !stream.channel<2x2x!qnn.fixed<s9, 9>>
  }
  stream.output %y : !stream.channel<2x2x!qnn.fixed<s9, 9>>
}
