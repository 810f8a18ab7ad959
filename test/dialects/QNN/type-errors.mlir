// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the fixed-point type.

// expected-error@+1 {{expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'}}
func.func private @f(!qnn.fixed<i8, 3>)

// -----

// expected-error@+1 {{expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'}}
func.func private @f(!qnn.fixed<s, 3>)

// -----

// expected-error@+1 {{expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'}}
func.func private @f(!qnn.fixed<s99999999999999999999, 3>)

// -----

// expected-error@+1 {{width of a fixed-point type is 0, but must lie in 1..4096}}
func.func private @f(!qnn.fixed<u0, 3>)

// -----

// expected-error@+1 {{width of a fixed-point type is 4097, but must lie in 1..4096}}
func.func private @f(!qnn.fixed<s4097, 3>)

// -----

// expected-error@+1 {{integer bits of a fixed-point type are 8193, but must lie in -8192..8192}}
func.func private @f(!qnn.fixed<s8, 8193>)

// -----

// expected-error@+1 {{integer bits of a fixed-point type are -8193, but must lie in -8192..8192}}
func.func private @f(!qnn.fixed<s8, -8193>)

// -----

// expected-error@+1 {{expected ','}}
func.func private @f(!qnn.fixed<s8>)

// -----

// expected-error@+1 {{expected valid keyword}}
func.func private @f(!qnn.fixed<8, 3>)
