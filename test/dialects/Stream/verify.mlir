// RUN: hls4mlir-opt --split-input-file --verify-diagnostics --stream-verify %s

// expected-error @below {{is left at the stream level, where a module holds stream.graph and qnn.weight only}}
func.func @left() {
  return
}

// -----

// expected-error @below {{channel of 'x' has 0 consumers, but must have one; stream-materialize-forks sees to it}}
stream.graph @unread(%x: !stream.channel<4x!qnn.fixed<s8, 8>> {qnn.name = "x"}) io stream {
  stream.output
}

// -----

stream.graph @shared(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{channel of 'a' has 2 consumers, but must have one; stream-materialize-forks sees to it}}
  %0 = stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u7, 7>> {
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u7, 7>>
    stream.yield %1 : !stream.channel<4x!qnn.fixed<u7, 7>>
  }
  // expected-note @below {{consumer is here}}
  stream.layer "b" (%b = %0) : (!stream.channel<4x!qnn.fixed<u7, 7>>) -> () {
    stream.fork %b : !stream.channel<4x!qnn.fixed<u7, 7>> to 0
  }
  // expected-note @below {{consumer is here}}
  stream.layer "c" (%c = %0) : (!stream.channel<4x!qnn.fixed<u7, 7>>) -> () {
    stream.fork %c : !stream.channel<4x!qnn.fixed<u7, 7>> to 0
  }
  stream.output
}

// -----

stream.graph @outside(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{'fork' stands outside a layer; stream-form-layers sees to it}}
  stream.fork %x : !stream.channel<4x!qnn.fixed<s8, 8>> to 0
  stream.output
}

// -----

// expected-note @below {{channel of 'input0' begins here}}
stream.graph @beats(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u7, 7>, beat 2> io stream {
  %0 = stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u7, 7>, beat 2> {
    // expected-error @below {{in layer 'a' reads operand 0 in beats of 2, but its channel has beats of 1; stream-insert-width-converters sees to it}}
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u7, 7>, beat 2>
    stream.yield %1 : !stream.channel<4x!qnn.fixed<u7, 7>, beat 2>
  }
  stream.output %0 : !stream.channel<4x!qnn.fixed<u7, 7>, beat 2>
}

// -----

stream.graph @passed(%x: !stream.channel<4x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> !stream.channel<4x!qnn.fixed<s8, 8>> io stream {
  // expected-error @below {{result 0 is the input 'x' itself, without a process between; stream-materialize-forks sees to it}}
  stream.output %x : !stream.channel<4x!qnn.fixed<s8, 8>>
}

// -----

// What passes.
stream.graph @fine(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<2x2x!qnn.fixed<u7, 7>> io stream {
  %0 = stream.layer "a" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u7, 7>> {
    %1 = stream.relu %a : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u7, 7>>
    stream.yield %1 : !stream.channel<4x!qnn.fixed<u7, 7>>
  }
  %2 = stream.reshape %0 : !stream.channel<4x!qnn.fixed<u7, 7>> -> !stream.channel<2x2x!qnn.fixed<u7, 7>>
  stream.output %2 : !stream.channel<2x2x!qnn.fixed<u7, 7>>
}
