// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the scalar operations of the dataflow level.

func.func @constant() -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{code does not fit '!qnn.fixed<s8, 3>'}}
  %c = qnn.constant 128 : !qnn.fixed<s8, 3>
  return %c : !qnn.fixed<s8, 3>
}

// -----

func.func @constant_sign() -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{code does not fit '!qnn.fixed<u8, 3>'}}
  %c = qnn.constant -1 : !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @constant_width() -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.constant' op has a code of type 'i9' for '!qnn.fixed<s8, 3>', but needs i8}}
  %c = "qnn.constant"() {code = 5 : i9} : () -> !qnn.fixed<s8, 3>
  return %c : !qnn.fixed<s8, 3>
}

// -----

func.func @constant_signedness() -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.constant' op has a code of type 'ui8' for '!qnn.fixed<u8, 3>', but needs i8}}
  %c = "qnn.constant"() {code = 5 : ui8} : () -> !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @compare(%a: !qnn.fixed<s8, 3>) -> !qnn.fixed<u2, 2> {
  // expected-error@+1 {{'qnn.compare' op has a result of type '!qnn.fixed<u2, 2>', but a truth value is !qnn.fixed<u1, 1>}}
  %c = qnn.compare lt %a, %a : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<u2, 2>
  return %c : !qnn.fixed<u2, 2>
}

// -----

func.func @divide_sign(%a: !qnn.fixed<s8, 3>) -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.divide_codes' op divides unsigned numbers only}}
  %c = qnn.divide_codes %a, %a shift 8 : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @divide_shift(%a: !qnn.fixed<u8, 3>) -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.divide_codes' op shifts by 257, but must shift by 0 to 256}}
  %c = qnn.divide_codes %a, %a shift 257 : !qnn.fixed<u8, 3>, !qnn.fixed<u8, 3> -> !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @code_sign(%a: !qnn.fixed<s8, 3>) -> index {
  // expected-error@+1 {{'qnn.code' op reads bits 0 to 4 of '!qnn.fixed<s8, 3>', but of a signed number it can only read all}}
  %c = qnn.code %a low 0 bits 4 : !qnn.fixed<s8, 3>
  return %c : index
}

// -----

func.func @code_bits(%a: !qnn.fixed<u8, 3>) -> index {
  // expected-error@+1 {{'qnn.code' op reads 31 bits from bit 0, but can read 0 to 30 bits from bit 0 to 4096}}
  %c = qnn.code %a low 0 bits 31 : !qnn.fixed<u8, 3>
  return %c : index
}
