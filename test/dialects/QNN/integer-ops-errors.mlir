// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the operations of the integer form.

// expected-error@+1 {{'qnn.weight' op has shape [16777216, 16777216], but must have 1 to 134217728 elements}}
qnn.weight @w dense<1> : tensor<16777216x16777216xi8> as !qnn.fixed<s6, 1>

// -----

// expected-error@+1 {{'qnn.weight' op element type '!qnn.fixed<s65, 1>' is wider than the 64 bits of the widest storage}}
qnn.weight @w dense<1> : tensor<2xi64> as !qnn.fixed<s65, 1>

// -----

// expected-error@+1 {{'qnn.weight' op stores codes of '!qnn.fixed<s9, 1>' as 'i8', but needs i16}}
qnn.weight @w dense<1> : tensor<2xi8> as !qnn.fixed<s9, 1>

// -----

// expected-error@+1 {{'qnn.weight' op value must be dense or a dense resource}}
qnn.weight @w sparse<0, 1> : tensor<2xi8> as !qnn.fixed<s8, 1>

// -----

// expected-error@+1 {{'qnn.weight' op resource 'nowhere' has no data}}
qnn.weight @w dense_resource<nowhere> : tensor<2xi8> as !qnn.fixed<s8, 1>

// -----

// expected-error@+1 {{'qnn.weight' op resource 'short' has 1 bytes, but the type needs 2}}
qnn.weight @w dense_resource<short> : tensor<2xi8> as !qnn.fixed<s8, 1>

{-#
  dialect_resources: { builtin: { short: "0x0100000001" } }
#-}

// -----

// expected-error@+1 {{'qnn.weight' op code 32 does not fit '!qnn.fixed<s6, 1>'}}
qnn.weight @w dense<[31, 32]> : tensor<2xi8> as !qnn.fixed<s6, 1>

// -----

// expected-error@+1 {{'qnn.weight' op code 255 does not fit '!qnn.fixed<u7, 1>'}}
qnn.weight @w dense<[1, -1]> : tensor<2xi8> as !qnn.fixed<u7, 1>

// -----

func.func @unknown() -> tensor<2x!qnn.fixed<s6, 1>> {
  // expected-error@+1 {{'qnn.get_weight' op refers to '@w', which is not a qnn.weight of the module}}
  %w = qnn.get_weight @w : tensor<2x!qnn.fixed<s6, 1>>
  return %w : tensor<2x!qnn.fixed<s6, 1>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<2xi8> as !qnn.fixed<s6, 1>
func.func @type() -> tensor<2x!qnn.fixed<s7, 1>> {
  // expected-error@+1 {{'qnn.get_weight' op has type 'tensor<2x!qnn.fixed<s7, 1>>', but the weight is 'tensor<2x!qnn.fixed<s6, 1>>'}}
  %w = qnn.get_weight @w : tensor<2x!qnn.fixed<s7, 1>>
  return %w : tensor<2x!qnn.fixed<s7, 1>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<2xi8> as !qnn.fixed<s6, 1>
func.func @rank(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op needs an input of rank 1 or more and a weight of rank 2, but they have ranks 2 and 1}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s15, 5>>
  return %y : tensor<1x2x!qnn.fixed<s15, 5>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<4x3xi8> as !qnn.fixed<s6, 1>
func.func @inputs(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op has 2 inputs, but the weight is for 3}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s15, 5>>
  return %y : tensor<1x4x!qnn.fixed<s15, 5>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
func.func @outputs(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op has a result of shape [1, 5], but needs [1, 4]}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<s15, 5>>
  return %y : tensor<1x5x!qnn.fixed<s15, 5>>
}

// -----

qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
// expected-note@+1 {{weight declared here}}
qnn.weight @b dense<1> : tensor<3xi8> as !qnn.fixed<s6, 1>
func.func @bias(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op needs a bias of shape [4], but it has [3]}}
  %y = qnn.dense %x, @w bias @b : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s15, 5>>
  return %y : tensor<1x4x!qnn.fixed<s15, 5>>
}

// -----

qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
func.func @no_bias(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op refers to '@b', which is not a qnn.weight of the module}}
  %y = qnn.dense %x, @w bias @b : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s15, 5>>
  return %y : tensor<1x4x!qnn.fixed<s15, 5>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
func.func @step(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s14, 5>> {
  // expected-error@+1 {{'qnn.dense' op accumulates in steps of 2^-9, but sums have steps of 2^-10}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s14, 5>>
  return %y : tensor<1x4x!qnn.fixed<s14, 5>>
}

// -----

func.func @same_shape(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<3x!qnn.fixed<s8, 3>> {
  // expected-error@+1 {{'qnn.requantize' op has an input of shape [2] and a result of shape [3]}}
  %y = qnn.requantize %x floor wrap : tensor<2x!qnn.fixed<s8, 3>> -> tensor<3x!qnn.fixed<s8, 3>>
  return %y : tensor<3x!qnn.fixed<s8, 3>>
}

// -----

func.func @tensor_to_number(%x: tensor<!qnn.fixed<s8, 3>>) -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.reinterpret' op has an input of shape [] and a result of shape []}}
  %y = qnn.reinterpret %x : tensor<!qnn.fixed<s8, 3>> -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @clamp_order(%x: !qnn.fixed<s8, 3>) -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.requantize' op clamp must give the lowest and the highest code, in this order}}
  %y = qnn.requantize %x floor wrap clamp [3, 2] : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @clamp_code(%x: !qnn.fixed<s8, 3>) -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.requantize' op clamp code 128 does not fit the result type '!qnn.fixed<s8, 3>'}}
  %y = qnn.requantize %x floor wrap clamp [0, 128] : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @reinterpret(%x: !qnn.fixed<s8, 3>) -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.reinterpret' op must keep width and sign, but goes from '!qnn.fixed<s8, 3>' to '!qnn.fixed<u8, 3>'}}
  %y = qnn.reinterpret %x : !qnn.fixed<s8, 3> -> !qnn.fixed<u8, 3>
  return %y : !qnn.fixed<u8, 3>
}

// -----

qnn.weight @t dense<1> : tensor<i8> as !qnn.fixed<s8, 3>
func.func @threshold_rank(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op needs thresholds of rank 1 or more}}
  %y = qnn.threshold %x, @t first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<3x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_rows(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op thresholds per element of shape [3] does not broadcast over an input of shape [1, 2]}}
  %y = qnn.threshold %x, @t first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 4>
func.func @threshold_step(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op compares inputs in steps of 2^-5 with thresholds in steps of 2^-4}}
  %y = qnn.threshold %x, @t first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_first(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op first has 3 codes, but needs 1 or, one per row of thresholds, 2}}
  %y = qnn.threshold %x, @t first [-1, -1, -1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_steps(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op step has 0 codes, but needs 1 or, one per row of thresholds, 2}}
  %y = qnn.threshold %x, @t first [-1] step [] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_first_code(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op first code -3 does not fit the result type '!qnn.fixed<s2, 2>'}}
  %y = qnn.threshold %x, @t first [-1, -3] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

// The last code is computed exactly: it does not wrap around to a code that fits.
qnn.weight @t dense<[[1, 2, 3, 4]]> : tensor<1x4xi8> as !qnn.fixed<s8, 3>
func.func @threshold_last_code(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op last code 18446744073709551616 does not fit the result type '!qnn.fixed<s2, 2>'}}
  %y = qnn.threshold %x, @t first [0] step [4611686018427387904] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<[[1, 2], [2, 1]]> : tensor<2x2xi8> as !qnn.fixed<s8, 3>
func.func @threshold_order(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op has thresholds that do not ascend in row 1}}
  %y = qnn.threshold %x, @t first [0] step [1] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u2, 2>>
  return %y : tensor<1x2x!qnn.fixed<u2, 2>>
}

// -----

func.func @threshold_unknown(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op refers to '@threshold_unknown', which is not a qnn.weight of the module}}
  %y = qnn.threshold %x, @threshold_unknown first [0] step [1] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u2, 2>>
  return %y : tensor<1x2x!qnn.fixed<u2, 2>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
func.func @softmax_axis(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<u8, 1>> {
  // expected-error@+1 {{'qnn.table_softmax' op axis is -1, but the input has rank 2}}
  %y = qnn.table_softmax %x, @e, @e axis -1 drop 0 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<u8, 1>>
  return %y : tensor<1x5x!qnn.fixed<u8, 1>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
func.func @softmax_result(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<s8, 9>> {
  // expected-error@+1 {{'qnn.table_softmax' op result type is '!qnn.fixed<s8, 9>', whose step is larger than one, but a softmax lies between 0 and 1}}
  %y = qnn.table_softmax %x, @e, @e axis 1 drop 0 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<s8, 9>>
  return %y : tensor<1x5x!qnn.fixed<s8, 9>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
func.func @softmax_drop(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<u8, 1>> {
  // expected-error@+1 {{'qnn.table_softmax' op drops 65 bits, but can drop 0 to 64}}
  %y = qnn.table_softmax %x, @e, @e axis 1 drop 65 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<u8, 1>>
  return %y : tensor<1x5x!qnn.fixed<u8, 1>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
qnn.weight @f dense<1> : tensor<15xi8> as !qnn.fixed<u8, 1>
func.func @softmax_tables(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<u8, 1>> {
  // expected-error@+1 {{'qnn.table_softmax' op needs tables of rank 1, of a power of two of unsigned entries with at most one integer bit, but '@f' is 'tensor<15x!qnn.fixed<u8, 1>>'}}
  %y = qnn.table_softmax %x, @e, @f axis 1 drop 0 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<u8, 1>>
  return %y : tensor<1x5x!qnn.fixed<u8, 1>>
}

// -----

qnn.weight @t dense<1> : tensor<i8> as !qnn.fixed<s8, 8>
func.func @lookup_scalar(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op needs a table of rank 1 or more}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<3x8xi8> as !qnn.fixed<s8, 8>
func.func @lookup_rows(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op entries per element of shape [3] does not broadcast over an input of shape [2]}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<s8, 8>
func.func @lookup_entries(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op needs a table of 8 entries, one for each code of '!qnn.fixed<s3, 3>', but it has 4}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<8xi8> as !qnn.fixed<s8, 7>
func.func @lookup_type(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op has results of type '!qnn.fixed<s8, 8>', but its table has entries of type '!qnn.fixed<s8, 7>'}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<8xi8> as !qnn.fixed<s8, 7>
func.func @lookup_width(%x: tensor<2x!qnn.fixed<s17, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op has an input of type '!qnn.fixed<s17, 3>', but a table has an input of at most 16 bits}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s17, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}
