// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(stream.graph(stream-fold))' --split-input-file --verify-diagnostics

// What one lane of a step function of 15 thresholds on 8 bits takes follows its form. 300 of its lookup tables are control
// and 4 the FIFO behind it; the FIFO in front of it takes 6.

!x = !stream.channel<16x!qnn.fixed<s8, 8>>
!y = !stream.channel<16x!qnn.fixed<u4, 4>>
qnn.weight @t dense<[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]]> : tensor<1x15xi8> as !qnn.fixed<s8, 8>
// A comparison with each.
// expected-error @below {{what comes closest, for 16 cycles per sample, takes 445 lookup tables of 0}}
stream.graph @comparators(%x: !x) -> !y io stream attributes {qnn.budget = {lut = 0 : i64}} {
  // expected-note @below {{layer 'threshold' alone takes 439 lookup tables}}
  %y = stream.threshold %x, @t first [0] step [1] : !x -> !y
  stream.output %y : !y
}

// -----

!x = !stream.channel<16x!qnn.fixed<s8, 8>>
!y = !stream.channel<16x!qnn.fixed<u4, 4>>
qnn.weight @t dense<[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]]> : tensor<1x15xi8> as !qnn.fixed<s8, 8>
// Four comparisons, and a memory for each behind the first.
// expected-error @below {{what comes closest, for 16 cycles per sample, takes 370 lookup tables of 0}}
stream.graph @search(%x: !x) -> !y io stream attributes {qnn.budget = {lut = 0 : i64}} {
  // expected-note @below {{layer 'threshold' alone takes 364 lookup tables}}
  %y = stream.threshold %x, @t first [0] step [1] form(#qnn.binary_search) : !x -> !y
  stream.output %y : !y
}

// -----

!x = !stream.channel<16x!qnn.fixed<s8, 8>>
!y = !stream.channel<16x!qnn.fixed<u4, 4>>
qnn.weight @t dense<[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]]> : tensor<1x15xi8> as !qnn.fixed<s8, 8>
qnn.weight @c dense<[[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15]]> : tensor<1x256xi8> as !qnn.fixed<u4, 4>
// A table of 256 entries of 4 bits.
// expected-error @below {{what comes closest, for 16 cycles per sample, takes 326 lookup tables of 0}}
stream.graph @table(%x: !x) -> !y io stream attributes {qnn.budget = {lut = 0 : i64}} {
  // expected-note @below {{layer 'threshold' alone takes 320 lookup tables}}
  %y = stream.threshold %x, @t first [0] step [1] form(#qnn.code_table<@c>) : !x -> !y
  stream.output %y : !y
}

// -----

!x = !stream.channel<16x!qnn.fixed<s8, 8>>
!y = !stream.channel<16x!qnn.fixed<u4, 4>>
qnn.weight @t dense<[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]]> : tensor<1x15xi8> as !qnn.fixed<s8, 8>
qnn.weight @m dense<1> : tensor<1xi8> as !qnn.fixed<u2, 2>
qnn.weight @b dense<1> : tensor<1xi8> as !qnn.fixed<u2, 2>
// A product of 8 by 2 bits, a sum and two comparisons.
// expected-error @below {{what comes closest, for 16 cycles per sample, takes 359 lookup tables of 0}}
stream.graph @multiply(%x: !x) -> !y io stream attributes {qnn.budget = {lut = 0 : i64}} {
  // expected-note @below {{layer 'threshold' alone takes 353 lookup tables}}
  %y = stream.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>) : !x -> !y
  stream.output %y : !y
}
