// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Every message of the verifiers of operations on whole tensors and of convolutions.

func.func @f(%x: tensor<1x4x3xf32>, %y: tensor<1x5x3xf32>) {
  // expected-error@+2 {{concat along dimension 2 joins 'tensor<1x4x3xf32>' with 'tensor<1x5x3xf32>', its operand 1; they may differ in that dimension only}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.concat %x, %y axis 2 : tensor<1x4x3xf32>, tensor<1x5x3xf32> -> tensor<1x4x6xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{concat is along dimension 3, but its operands have rank 3}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.concat %x, %x axis 3 : tensor<1x4x3xf32>, tensor<1x4x3xf32> -> tensor<1x4x6xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{slice takes elements 1 to 4 of dimension 1 of 'tensor<1x4x3xf32>'}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.slice %x offsets [0, 1, 0] sizes [1, 4, 3] strides [1, 1, 1] : tensor<1x4x3xf32> -> tensor<1x4x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{slice has a stride of 0 along dimension 1}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.slice %x offsets [0, 1, 0] sizes [1, 2, 3] strides [1, 0, 1] : tensor<1x4x3xf32> -> tensor<1x2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{offsets has 2 entries, but 'tensor<1x4x3xf32>' has rank 3}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.slice %x offsets [0, 1] sizes [1, 2, 3] strides [1, 1, 1] : tensor<1x4x3xf32> -> tensor<1x2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{low has the entry -1, but must have entries of 0 to 134217728}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pad %x low [0, -1, 0] high [0, 0, 0] interior [0, 0, 0] : tensor<1x4x3xf32> -> tensor<1x3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{the constant of a padding of f32 is zero, but the code 1 is given}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pad %x low [0, 1, 0] high [0, 0, 0] interior [0, 0, 0] value 1 : tensor<1x4x3xf32> -> tensor<1x5x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3x!qnn.fixed<u4, 4>>) {
  // expected-error@+2 {{padding code 16 does not fit the input type '!qnn.fixed<u4, 4>'}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pad %x low [0, 1, 0] high [0, 0, 0] interior [0, 0, 0] value 16 : tensor<1x4x3x!qnn.fixed<u4, 4>> -> tensor<1x5x3x!qnn.fixed<u4, 4>>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{factors has the entry 0, but must have entries of 1 to 134217728}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.repeat %x factors [1, 0, 1] : tensor<1x4x3xf32> -> tensor<1x4x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{has a window of 5 elements, but dimension 1 of its input has 4, with padding 4}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pool max %x window [5] strides [1] padding [0], [0] dilations [1] : tensor<1x4x3xf32> -> tensor<1x1x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{has a window of 3 elements, but dimension 1 of its input has 4, with padding 5; with dilation 3 the window extends over 7}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pool max %x window [3] strides [1] padding [1], [0] dilations [3] : tensor<1x4x3xf32> -> tensor<1x1x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{strides has 2 entries, but 'tensor<1x4x3xf32>' has 1 spatial dimensions}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pool max %x window [2] strides [1, 1] padding [0], [0] dilations [1] : tensor<1x4x3xf32> -> tensor<1x3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{strides has the entry 0, but must have entries of 1 to 134217728}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pool max %x window [2] strides [0] padding [0], [0] dilations [1] : tensor<1x4x3xf32> -> tensor<1x3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<4x3xf32>) {
  // expected-error@+2 {{windows need an input of samples, spatial dimensions and channels, but it is 'tensor<4x3xf32>'}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pool max %x window [] strides [] padding [], [] dilations [] : tensor<4x3xf32> -> tensor<4x3xf32>
  return
}

// -----

// The taps of the middle window lie on both sides of the only element.
func.func @f(%x: tensor<1x1x3xf32>) {
  // expected-error@+2 {{has a window in the padding of dimension 1 alone: it is padded by 2 and 2, and window 1 of 2 elements sees none of the 1 of the input}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.pool max %x window [2] strides [1] padding [2], [2] dilations [2] : tensor<1x1x3xf32> -> tensor<1x3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>) {
  // expected-error@+2 {{axes are [2, 1], but must ascend among the 3 dimensions of 'tensor<1x4x3xf32>'}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.reduce sum %x axes [2, 1] : tensor<1x4x3xf32> -> tensor<1x1x1xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>, %w: tensor<2x3xf32>) {
  // expected-error@+2 {{convolution has an input of rank 3, which needs a kernel of the same rank, but it is 'tensor<2x3xf32>'}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.convolution %x, %w strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x3xf32>, tensor<2x3xf32> -> tensor<1x2x2xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>, %w: tensor<2x3x2xf32>) {
  // expected-error@+2 {{has an input of 3 channels in 1 group, but its kernel [2, 3, 2] is for 2 channels per group}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.convolution %x, %w strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x3xf32>, tensor<2x3x2xf32> -> tensor<1x2x2xf32>
  return
}

// -----

func.func @f(%x: tensor<1x4x3xf32>, %w: tensor<2x3x3xf32>) {
  // expected-error@+2 {{has 3 groups, which do not divide 3 input channels and 2 output channels}}
  // expected-error@+1 {{failed to infer returned types}}
  %0 = qnn.convolution %x, %w strides [1] padding [0], [0] dilations [1] groups 3 : tensor<1x4x3xf32>, tensor<2x3x3xf32> -> tensor<1x2x2xf32>
  return
}

// -----

qnn.weight @kernel dense<1> : tensor<2x3x3xi8> as !qnn.fixed<s2, 2>
func.func @f(%x: tensor<1x4x3x!qnn.fixed<u4, 4>>) {
  // expected-error@+1 {{padding code -1 does not fit the input type '!qnn.fixed<u4, 4>'}}
  %0 = qnn.conv %x, @kernel strides [1] padding [1], [1] value -1 dilations [1] groups 1 : tensor<1x4x3x!qnn.fixed<u4, 4>> -> tensor<1x4x2x!qnn.fixed<s9, 9>>
  return
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @kernel dense<1> : tensor<2x3xi8> as !qnn.fixed<s2, 2>
func.func @f(%x: tensor<1x4x3x!qnn.fixed<u4, 4>>) {
  // expected-error@+1 {{needs an input [samples, spatial.., channels] and a weight of the same rank, but they have ranks 3 and 2}}
  %0 = qnn.conv %x, @kernel strides [1] padding [1], [1] dilations [1] groups 1 : tensor<1x4x3x!qnn.fixed<u4, 4>> -> tensor<1x4x2x!qnn.fixed<s9, 9>>
  return
}

// -----

qnn.weight @kernel dense<1> : tensor<2x3x3xi8> as !qnn.fixed<s2, 2>
func.func @f(%x: tensor<1x4x3x!qnn.fixed<u4, 4>>) {
  // expected-error@+1 {{has a result of shape [1, 4, 2], but needs [1, 2, 2]}}
  %0 = qnn.conv %x, @kernel strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x3x!qnn.fixed<u4, 4>> -> tensor<1x4x2x!qnn.fixed<s9, 9>>
  return
}

// -----

qnn.weight @kernel dense<1> : tensor<2x3x3xi8> as !qnn.fixed<s2, 2>
// expected-note@+1 {{weight declared here}}
qnn.weight @bias dense<1> : tensor<3xi8> as !qnn.fixed<s2, 2>
func.func @f(%x: tensor<1x4x3x!qnn.fixed<u4, 4>>) {
  // expected-error@+1 {{needs a bias of shape [2], but it has [3]}}
  %0 = qnn.conv %x, @kernel bias @bias strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x3x!qnn.fixed<u4, 4>> -> tensor<1x2x2x!qnn.fixed<s9, 9>>
  return
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @kernel dense<1> : tensor<2x3x3xi8> as !qnn.fixed<s2, 1>
func.func @f(%x: tensor<1x4x3x!qnn.fixed<u4, 4>>) {
  // expected-error@+1 {{accumulates in steps of 2^0, but sums have steps of 2^-1}}
  %0 = qnn.conv %x, @kernel strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x3x!qnn.fixed<u4, 4>> -> tensor<1x2x2x!qnn.fixed<s9, 9>>
  return
}

// -----

func.func @reshape_element(%a: tensor<4xf32>) -> tensor<4x!qnn.fixed<s8, 3>> {
  // expected-error@+1 {{'qnn.reshape' op changes the element type from 'f32' to '!qnn.fixed<s8, 3>'}}
  %y = qnn.reshape %a : tensor<4xf32> -> tensor<4x!qnn.fixed<s8, 3>>
  return %y : tensor<4x!qnn.fixed<s8, 3>>
}

// -----

func.func @reshape_count(%a: tensor<4xf32>) -> tensor<5xf32> {
  // expected-error@+1 {{'qnn.reshape' op has an input of 4 elements and a result of 5}}
  %y = qnn.reshape %a : tensor<4xf32> -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

func.func @permutation(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{permutation must name each of the 2 dimensions of 'tensor<2x3xf32>' once}}
  %y = qnn.transpose %a [1, 1] : tensor<2x3xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

func.func @unranked(%a: tensor<*xf32>) -> tensor<*xf32> {
  // expected-error@+1 {{'qnn.transpose' op operand #0 must be f32 or fixed-point tensor of static shape (1 to 2^27 elements), but got 'tensor<*xf32>'}}
  %y = "qnn.transpose"(%a) {permutation = array<i64: 0>} : (tensor<*xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @huge(%a: tensor<4294967296x4294967296x!qnn.fixed<s8, 3>>) {
  // expected-error@+1 {{'qnn.reshape' op operand #0 must be f32 or fixed-point tensor of static shape (1 to 2^27 elements), but got 'tensor<4294967296x4294967296x!qnn.fixed<s8, 3>>'}}
  %y = qnn.reshape %a : tensor<4294967296x4294967296x!qnn.fixed<s8, 3>> -> tensor<1x!qnn.fixed<s8, 3>>
  return
}
