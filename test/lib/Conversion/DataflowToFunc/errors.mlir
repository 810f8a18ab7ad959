// RUN: hls4mlir-opt %s --convert-dataflow-to-func --split-input-file --verify-diagnostics

!array = !dataflow.array<!qnn.fixed<s4, 4>>
dataflow.process @shifts(in %x: !array, out %y: !array) {
  %c1 = arith.constant 1 : index
  // expected-error @below {{'arith.shli' op cannot be run}}
  %c2 = arith.shli %c1, %c1 : index
}
dataflow.design @top(in %x: !array, out %y: !array) {
  dataflow.instance @shifts(%x, %y) : !array, !array
}

// -----

!array = !dataflow.array<!qnn.fixed<s4, 4>>
dataflow.process @tensors(in %x: !array, out %y: !array) {
  // expected-error @below {{'qnn.get_weight' op cannot be run}}
  %t = qnn.get_weight @w : tensor<1x!qnn.fixed<s4, 4>>
}
qnn.weight @w dense<1> : tensor<1xi8> as !qnn.fixed<s4, 4>
dataflow.design @top(in %x: !array, out %y: !array) {
  dataflow.instance @tensors(%x, %y) : !array, !array
}
