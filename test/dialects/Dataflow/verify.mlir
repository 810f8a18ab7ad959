// RUN: hls4mlir-opt %s --dataflow-verify -split-input-file -verify-diagnostics

// expected-error @+1 {{module has no dataflow.design}}
module {
}

// -----

// expected-note @+1 {{first one is here}}
dataflow.design @a() {
}
// expected-error @+1 {{is the second one of the module, which must have one}}
dataflow.design @b() {
}

// -----

// expected-error @+1 {{'func.func' op is left at the dataflow level, which has designs, processes and weights}}
func.func @f() {
  return
}

// -----

dataflow.design @a() {
}
// expected-error @+1 {{'@p' is not instantiated}}
dataflow.process @p() {
}

// -----

dataflow.process @p() {
  // expected-error @+1 {{gives a value of type 'f32', but values are numbers, beats and indices at the dataflow level}}
  %f = arith.constant 1.0 : f32
}
dataflow.design @a() {
  dataflow.instance @p()
}
