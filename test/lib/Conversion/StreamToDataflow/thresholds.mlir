// RUN: hls4mlir-opt %s --convert-stream-to-dataflow --canonicalize --cse --split-input-file | FileCheck %s

qnn.weight @t dense<[[2, 5, 8, 11, 14, 17]]> : tensor<1x6xi8> as !qnn.fixed<s8, 8>
qnn.weight @m dense<43> : tensor<i8> as !qnn.fixed<u6, -1>
qnn.weight @b dense<43> : tensor<i8> as !qnn.fixed<u6, -1>

// One multiplication; nothing of the thresholds is left but the codes to which they lead.
// CHECK: dataflow.process @act(
// CHECK-NOT: dataflow.rom
// CHECK: %[[P:.*]] = qnn.mul %{{.*}}, %{{.*}} : !qnn.fixed<s8, 8>, !qnn.fixed<u6, -1> -> !qnn.fixed<s14, 7>
// CHECK: %[[S:.*]] = qnn.add %[[P]], %{{.*}} : !qnn.fixed<s14, 7>, !qnn.fixed<u6, -1> -> !qnn.fixed<s15, 8>
// CHECK: qnn.requantize %[[S]] floor saturate clamp [0, 6] : !qnn.fixed<s15, 8> -> !qnn.fixed<u3, 3>
stream.graph @multiply(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u3, 3>> io stream {
  %y = stream.layer "act" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u3, 3>> {
    %q = stream.threshold %a, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>)
      : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u3, 3>>
    stream.yield %q : !stream.channel<4x!qnn.fixed<u3, 3>>
  }
  stream.output %y : !stream.channel<4x!qnn.fixed<u3, 3>>
}

// -----

qnn.weight @t dense<[[2, 5, 8, 11, 14, 17]]> : tensor<1x6xi8> as !qnn.fixed<s8, 8>

// Three comparisons: with the fourth threshold, then the second or sixth, then the first, third, fifth or none.
// CHECK-DAG: qnn.weight @act_threshold0 dense<11>
// CHECK-DAG: qnn.weight @act_threshold1 dense<{{\[\[}}5, 17]]>
// CHECK-DAG: qnn.weight @act_threshold2 dense<{{\[\[}}2, 8, 14, -128]]> : tensor<1x4xi8> as !qnn.fixed<u8, 8>
// CHECK: dataflow.process @act(
// CHECK: %[[C0:.*]] = qnn.compare ge
// CHECK: dataflow.accumulate %{{.*}}, %count[]
// CHECK: %[[I1:.*]] = qnn.code %{{.*}} low 2 bits 1 : !qnn.fixed<u3, 3>
// CHECK: dataflow.load %threshold1[%[[I1]]]
// CHECK: %[[I2:.*]] = qnn.code %{{.*}} low 1 bits 2 : !qnn.fixed<u3, 3>
// CHECK: dataflow.load %threshold2[%[[I2]]]
stream.graph @search(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u3, 3>> io stream {
  %y = stream.layer "act" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<u3, 3>> {
    %q = stream.threshold %a, @t first [0] step [1] form(#qnn.binary_search)
      : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u3, 3>>
    stream.yield %q : !stream.channel<4x!qnn.fixed<u3, 3>>
  }
  stream.output %y : !stream.channel<4x!qnn.fixed<u3, 3>>
}

// -----

qnn.weight @t dense<[[0, 1]]> : tensor<1x2xi8> as !qnn.fixed<s2, 2>
qnn.weight @c dense<[[0, 0, 1, 2]]> : tensor<1x4xi8> as !qnn.fixed<u2, 2>

// The distance to the least number is the place in the table.
// CHECK: dataflow.process @act(
// CHECK: %codes = dataflow.rom @c : !dataflow.array<4x!qnn.fixed<u2, 2>>
// CHECK: %[[D:.*]] = qnn.sub
// CHECK: %[[R:.*]] = qnn.relu %[[D]]
// CHECK: %[[I:.*]] = qnn.code %[[R]] low 0 bits 2
// CHECK: dataflow.load %codes[%[[I]]]
stream.graph @table(%x: !stream.channel<4x!qnn.fixed<s2, 2>>) -> !stream.channel<4x!qnn.fixed<u2, 2>> io stream {
  %y = stream.layer "act" (%a = %x) : (!stream.channel<4x!qnn.fixed<s2, 2>>) -> !stream.channel<4x!qnn.fixed<u2, 2>> {
    %q = stream.threshold %a, @t first [0] step [1] form(#qnn.code_table<@c>)
      : !stream.channel<4x!qnn.fixed<s2, 2>> -> !stream.channel<4x!qnn.fixed<u2, 2>>
    stream.yield %q : !stream.channel<4x!qnn.fixed<u2, 2>>
  }
  stream.output %y : !stream.channel<4x!qnn.fixed<u2, 2>>
}
