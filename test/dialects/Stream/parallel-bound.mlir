// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream{io=parallel},stream.graph(stream-fold{max-products=300}))' --verify-diagnostics

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
// expected-error @below {{is hopeless in io parallel: 384 products side by side, about }}
func.func @wide(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"}) {
  // expected-note @below {{'matvec' alone has 384}}
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>>
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}
