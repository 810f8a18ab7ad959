// RUN: hls4mlir-opt %s --split-input-file --verify-diagnostics

// x / 2 by x * 3 / 4: one too large from 2 on.
qnn.weight @t dense<[[2, 4, 6]]> : tensor<1x3xi8> as !qnn.fixed<u4, 4>
qnn.weight @m dense<3> : tensor<i8> as !qnn.fixed<u2, 0>
qnn.weight @b dense<0> : tensor<i8> as !qnn.fixed<u1, -1>
func.func @above(%x: tensor<1x2x!qnn.fixed<u3, 3>>) -> tensor<1x2x!qnn.fixed<u2, 2>> {
  // expected-error @below {{multiply_shift is not exact in row 0: for the input code 3, from threshold 0 on, it gives the code 2, and the thresholds 1}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : tensor<1x2x!qnn.fixed<u3, 3>> -> tensor<1x2x!qnn.fixed<u2, 2>>
  return %y : tensor<1x2x!qnn.fixed<u2, 2>>
}

// -----

// Right in the first row only, and wrong one step below the threshold of the second.
qnn.weight @t dense<[[4], [3]]> : tensor<2x1xi8> as !qnn.fixed<u3, 3>
qnn.weight @m dense<1> : tensor<i8> as !qnn.fixed<u1, -1>
qnn.weight @b dense<[0, 2]> : tensor<2xi8> as !qnn.fixed<u2, 0>
func.func @below(%x: tensor<1x2x!qnn.fixed<u3, 3>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{multiply_shift is not exact in row 1: for the input code 2, below threshold 0, it gives the code 1, and the thresholds 0}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : tensor<1x2x!qnn.fixed<u3, 3>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[4]]> : tensor<1x1xi8> as !qnn.fixed<u3, 3>
qnn.weight @m dense<1> : tensor<i8> as !qnn.fixed<u1, -1>
qnn.weight @b dense<0> : tensor<i8> as !qnn.fixed<u1, 0>
func.func @step(%x: tensor<1x2x!qnn.fixed<u3, 3>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{adds an offset in steps of 2^-1 to products in steps of 2^-2}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : tensor<1x2x!qnn.fixed<u3, 3>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[4]]> : tensor<1x1xi8> as !qnn.fixed<u3, 3>
qnn.weight @m dense<1> : tensor<i8> as !qnn.fixed<u1, 2>
qnn.weight @b dense<0> : tensor<i8> as !qnn.fixed<u1, 2>
func.func @shift(%x: tensor<1x2x!qnn.fixed<u3, 3>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{shifts products in steps of 2^1 to results in steps of 2^0, but the shift must be 0 to 120}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : tensor<1x2x!qnn.fixed<u3, 3>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[4]]> : tensor<1x1xi8> as !qnn.fixed<u3, 3>
// expected-note @below {{weight declared here}}
qnn.weight @m dense<1> : tensor<3xi8> as !qnn.fixed<u1, -1>
qnn.weight @b dense<0> : tensor<i8> as !qnn.fixed<u1, -1>
func.func @rows(%x: tensor<1x2x!qnn.fixed<u3, 3>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{multiplier has shape [3], but the thresholds have rows of shape [1]}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : tensor<1x2x!qnn.fixed<u3, 3>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @b dense<0> : tensor<i8> as !qnn.fixed<u1, -1>
qnn.weight @t dense<[[4]]> : tensor<1x1xi8> as !qnn.fixed<u3, 3>
func.func @unknown(%x: tensor<1x2x!qnn.fixed<u3, 3>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{refers to '@m', which is not a qnn.weight of the module}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : tensor<1x2x!qnn.fixed<u3, 3>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
qnn.weight @c dense<[[0, 1, 0, 1]]> : tensor<1x4xi8> as !qnn.fixed<u1, 1>
func.func @table(%x: tensor<1x2x!qnn.fixed<u2, 2>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{code_table is not exact in row 0: for the input code 2 it gives the code 0, and the thresholds 1}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.code_table<@c>) : tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
// expected-note @below {{weight declared here}}
qnn.weight @c dense<[[0, 1]]> : tensor<1x2xi8> as !qnn.fixed<u1, 1>
func.func @table_size(%x: tensor<1x2x!qnn.fixed<u2, 2>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{table has shape [1, 2], but the thresholds have rows of shape [1, 4]}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.code_table<@c>) : tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
qnn.weight @c dense<[[0, 1, 1, 1]]> : tensor<1x4xi8> as !qnn.fixed<u1, 0>
func.func @table_step(%x: tensor<1x2x!qnn.fixed<u2, 2>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{has a table in steps of 2^-1 for results in steps of 2^0}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.code_table<@c>) : tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
qnn.weight @c dense<[[0, 1]]> : tensor<1x2xi8> as !qnn.fixed<u1, 1>
func.func @table_width(%x: tensor<1x2x!qnn.fixed<u25, 25>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{has a table for an input of 25 bits, but at most 24 are supported}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.code_table<@c>) : tensor<1x2x!qnn.fixed<u25, 25>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
qnn.weight @m dense<1> : tensor<i8> as !qnn.fixed<u1, 1>
func.func @width(%x: tensor<1x2x!qnn.fixed<u62, 62>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{has a form that computes for an input of type '!qnn.fixed<u62, 62>' and thresholds of type '!qnn.fixed<u2, 2>', but at most 61 bits are supported}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @m>) : tensor<1x2x!qnn.fixed<u62, 62>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
func.func @attribute(%x: tensor<1x2x!qnn.fixed<u2, 2>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{failed to satisfy constraint: how hardware computes thresholds}}
  %y = qnn.threshold %x, @t first [0] step [1] form(3 : i64) : tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}

// -----

qnn.weight @t dense<[[1]]> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
func.func @wide_search(%x: tensor<1x2x!qnn.fixed<s64, 64>>) -> tensor<1x2x!qnn.fixed<u1, 1>> {
  // expected-error @below {{has a form that computes for an input of type '!qnn.fixed<s64, 64>' and thresholds of type '!qnn.fixed<u2, 2>', but at most 61 bits are supported}}
  %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.binary_search) : tensor<1x2x!qnn.fixed<s64, 64>> -> tensor<1x2x!qnn.fixed<u1, 1>>
  return %y : tensor<1x2x!qnn.fixed<u1, 1>>
}
