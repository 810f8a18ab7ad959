// RUN: hls4mlir-opt --split-input-file --convert-qnn-to-stream %s | FileCheck %s
// RUN: hls4mlir-opt --split-input-file --convert-qnn-to-stream=io=parallel %s | FileCheck %s --check-prefix=PARALLEL

// PARALLEL: stream.graph @mlp{{.*}} io parallel

qnn.weight @kernel dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
qnn.weight @bias dense<3> : tensor<8xi16> as !qnn.fixed<s12, 2>
qnn.weight @table dense<[0, 0, 1, 3, 3, 2, 1, 0]> : tensor<8xi8> as !qnn.fixed<u3, -2>
qnn.weight @thresholds dense<[[0, 1, 2]]> : tensor<1x3xi8> as !qnn.fixed<u3, -2>

// The batch goes; names, attributes and locations stay.
// CHECK-LABEL: stream.graph @mlp
// CHECK-SAME: (%[[X:.*]]: !stream.channel<16x!qnn.fixed<s8, 3>> {qnn.name = "x"})
// CHECK-SAME: -> (!stream.channel<8x!qnn.fixed<s3, 3>> {qnn.name = "y"}) io stream {
func.func @mlp(%x: tensor<1x16x!qnn.fixed<s8, 3>> {qnn.name = "x"}) -> (tensor<1x8x!qnn.fixed<s3, 3>> {qnn.name = "y"}) {
  // CHECK-NEXT: %[[ACC:.*]] = stream.matvec %[[X]], @kernel bias @bias lanes [1, 1] {qnn.reuse_factor = 4 : i64} :
  %acc = qnn.dense %x, @kernel bias @bias {qnn.reuse_factor = 4 : i64}
    : tensor<1x16x!qnn.fixed<s8, 3>> -> tensor<1x8x!qnn.fixed<s18, 8>>
  // CHECK-NEXT: %[[RELU:.*]] = stream.relu %[[ACC]]
  %relu = qnn.relu %acc : tensor<1x8x!qnn.fixed<s18, 8>> -> tensor<1x8x!qnn.fixed<u17, 7>>
  // CHECK-NEXT: %[[Q:.*]] = stream.requantize %[[RELU]] half_even {{ ?}}saturate clamp [0, 6]
  %q = qnn.requantize %relu half_even saturate clamp [0, 6] : tensor<1x8x!qnn.fixed<u17, 7>> -> tensor<1x8x!qnn.fixed<u3, 0>>
  // CHECK-NEXT: %[[P:.*]] = stream.reinterpret %[[Q]]
  %p = qnn.reinterpret %q : tensor<1x8x!qnn.fixed<u3, 0>> -> tensor<1x8x!qnn.fixed<u3, -2>>
  // CHECK-NEXT: %[[L:.*]] = stream.lookup %[[P]], @table
  %l = qnn.lookup %p, @table error_bound 0.5 : tensor<1x8x!qnn.fixed<u3, -2>> -> tensor<1x8x!qnn.fixed<u3, -2>>
  // CHECK-NEXT: %[[T:.*]] = stream.threshold %[[L]], @thresholds first [-1] step [1]
  %t = qnn.threshold %l, @thresholds first [-1] step [1] : tensor<1x8x!qnn.fixed<u3, -2>> -> tensor<1x8x!qnn.fixed<s3, 3>>
  // CHECK-NEXT: stream.output %[[T]]
  return %t : tensor<1x8x!qnn.fixed<s3, 3>>
}

// -----

qnn.weight @row dense<[[1, 2, 3]]> : tensor<1x3xi8> as !qnn.fixed<s4, 4>
qnn.weight @full dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8> as !qnn.fixed<s4, 4>

// A constant is a parameter, on either side; a value that is smaller than the result is repeated.
// CHECK-LABEL: stream.graph @constants
// CHECK-SAME: (%[[X:.*]]: !stream.channel<2x3x!qnn.fixed<s4, 4>>, %[[Y:.*]]: !stream.channel<3x!qnn.fixed<s4, 4>>)
func.func @constants(%x: tensor<2x3x!qnn.fixed<s4, 4>>, %y: tensor<1x3x!qnn.fixed<s4, 4>>)
    -> (tensor<2x3x!qnn.fixed<s5, 5>>, tensor<2x3x!qnn.fixed<s5, 5>>, tensor<2x3x!qnn.fixed<s8, 8>>,
        tensor<2x3x!qnn.fixed<s5, 5>>, tensor<1x3x!qnn.fixed<s4, 4>>) {
  %row = qnn.get_weight @row : tensor<1x3x!qnn.fixed<s4, 4>>
  %full = qnn.get_weight @full : tensor<2x3x!qnn.fixed<s4, 4>>
  // CHECK-NEXT: %[[A:.*]] = stream.add %[[X]], @row :
  %a = qnn.add %x, %row : tensor<2x3x!qnn.fixed<s4, 4>>, tensor<1x3x!qnn.fixed<s4, 4>> -> tensor<2x3x!qnn.fixed<s5, 5>>
  // CHECK-NEXT: %[[S:.*]] = stream.sub @full, %[[X]] :
  %s = qnn.sub %full, %x : tensor<2x3x!qnn.fixed<s4, 4>>, tensor<2x3x!qnn.fixed<s4, 4>> -> tensor<2x3x!qnn.fixed<s5, 5>>
  // CHECK-NEXT: %[[R:.*]] = stream.broadcast %[[Y]] : !stream.channel<3x!qnn.fixed<s4, 4>> -> !stream.channel<2x3x!qnn.fixed<s4, 4>>
  // CHECK-NEXT: %[[M:.*]] = stream.mul %[[X]], %[[R]] :
  %m = qnn.mul %x, %y : tensor<2x3x!qnn.fixed<s4, 4>>, tensor<1x3x!qnn.fixed<s4, 4>> -> tensor<2x3x!qnn.fixed<s8, 8>>
  // Of two constants, one is sent.
  // CHECK-NEXT: %[[C:.*]] = stream.source @full :
  // CHECK-NEXT: %[[D:.*]] = stream.add %[[C]], @row :
  %d = qnn.add %full, %row : tensor<2x3x!qnn.fixed<s4, 4>>, tensor<1x3x!qnn.fixed<s4, 4>> -> tensor<2x3x!qnn.fixed<s5, 5>>
  // CHECK-NEXT: %[[E:.*]] = stream.source @row : !stream.channel<1x3x!qnn.fixed<s4, 4>>
  // CHECK-NEXT: %[[F:.*]] = stream.reshape %[[E]] : !stream.channel<1x3x!qnn.fixed<s4, 4>> -> !stream.channel<3x!qnn.fixed<s4, 4>>
  // CHECK-NEXT: stream.output %[[A]], %[[S]], %[[M]], %[[D]], %[[F]]
  return %a, %s, %m, %d, %row : tensor<2x3x!qnn.fixed<s5, 5>>, tensor<2x3x!qnn.fixed<s5, 5>>, tensor<2x3x!qnn.fixed<s8, 8>>,
                                tensor<2x3x!qnn.fixed<s5, 5>>, tensor<1x3x!qnn.fixed<s4, 4>>
}

// -----

qnn.weight @kernel dense<1> : tensor<5x4xi8> as !qnn.fixed<s6, 6>

// A transposition costs nothing where it ends in the order that the next operation needs.
// CHECK-LABEL: stream.graph @orders
// CHECK-SAME: (%[[X:.*]]: !stream.channel<4x6x!qnn.fixed<s8, 8>>)
func.func @orders(%x: tensor<1x4x6x!qnn.fixed<s8, 8>>) -> (tensor<1x6x5x!qnn.fixed<s16, 16>>, tensor<1x24x!qnn.fixed<u7, 7>>) {
  // CHECK-NEXT: %[[T:.*]] = stream.transpose %[[X]] [1, 0] : {{.*}} -> !stream.channel<6x4x!qnn.fixed<s8, 8>, order [1, 0]>
  %t = qnn.transpose %x [0, 2, 1] : tensor<1x4x6x!qnn.fixed<s8, 8>> -> tensor<1x6x4x!qnn.fixed<s8, 8>>
  // CHECK-NEXT: %[[R:.*]] = stream.reorder %[[T]] : {{.*}} -> !stream.channel<6x4x!qnn.fixed<s8, 8>>
  // CHECK-NEXT: %[[A:.*]] = stream.matvec %[[R]], @kernel lanes [1, 1]
  %a = qnn.dense %t, @kernel : tensor<1x6x4x!qnn.fixed<s8, 8>> -> tensor<1x6x5x!qnn.fixed<s16, 16>>
  // CHECK-NEXT: %[[P:.*]] = stream.relu %[[T]] : {{.*}} -> !stream.channel<6x4x!qnn.fixed<u7, 7>, order [1, 0]>
  %p = qnn.relu %t : tensor<1x6x4x!qnn.fixed<s8, 8>> -> tensor<1x6x4x!qnn.fixed<u7, 7>>
  // CHECK-NEXT: %[[B:.*]] = stream.transpose %[[P]] [1, 0] : {{.*}} -> !stream.channel<4x6x!qnn.fixed<u7, 7>>
  %b = qnn.transpose %p [0, 2, 1] : tensor<1x6x4x!qnn.fixed<u7, 7>> -> tensor<1x4x6x!qnn.fixed<u7, 7>>
  // CHECK-NEXT: %[[F:.*]] = stream.reshape %[[B]]
  %f = qnn.reshape %b : tensor<1x4x6x!qnn.fixed<u7, 7>> -> tensor<1x24x!qnn.fixed<u7, 7>>
  // CHECK-NEXT: stream.output %[[A]], %[[F]]
  return %a, %f : tensor<1x6x5x!qnn.fixed<s16, 16>>, tensor<1x24x!qnn.fixed<u7, 7>>
}

// -----

// A batch that is moved comes back for as long as it takes; moving dimensions of size one costs nothing.
// CHECK-LABEL: stream.graph @batch_moved
// CHECK-SAME: (%[[X:.*]]: !stream.channel<4x6x!qnn.fixed<s8, 8>>)
// CHECK-SAME: -> !stream.channel<4x1x6x!qnn.fixed<s8, 8>>
func.func @batch_moved(%x: tensor<1x4x6x!qnn.fixed<s8, 8>>) -> tensor<4x1x6x!qnn.fixed<s8, 8>> {
  // CHECK-NEXT: %[[A:.*]] = stream.reshape %[[X]] : {{.*}} -> !stream.channel<1x4x6x!qnn.fixed<s8, 8>>
  // CHECK-NEXT: %[[B:.*]] = stream.transpose %[[A]] [1, 0, 2] : {{.*}} -> !stream.channel<4x1x6x!qnn.fixed<s8, 8>>
  // CHECK-NEXT: stream.output %[[B]]
  %t = qnn.transpose %x [1, 0, 2] : tensor<1x4x6x!qnn.fixed<s8, 8>> -> tensor<4x1x6x!qnn.fixed<s8, 8>>
  return %t : tensor<4x1x6x!qnn.fixed<s8, 8>>
}

// -----

qnn.weight @coarse dense<[127, 1]> : tensor<2xi8> as !qnn.fixed<u8, 0>
qnn.weight @fine dense<[127, 8]> : tensor<2xi8> as !qnn.fixed<u8, 0>

// The axis of a softmax comes innermost; one over the batch sees one element.
// CHECK-LABEL: stream.graph @softmax
// CHECK-SAME: (%[[X:.*]]: !stream.channel<3x5x!qnn.fixed<s8, 3>>)
func.func @softmax(%x: tensor<1x3x5x!qnn.fixed<s8, 3>>)
    -> (tensor<1x3x5x!qnn.fixed<u8, 1>>, tensor<1x3x5x!qnn.fixed<u8, 1>>, tensor<1x3x5x!qnn.fixed<u8, 1>>) {
  // CHECK-NEXT: %[[A:.*]] = stream.table_softmax %[[X]], @coarse, @fine axis 1 drop 0
  %a = qnn.table_softmax %x, @coarse, @fine axis 2 drop 0 error_bound 0.1
    : tensor<1x3x5x!qnn.fixed<s8, 3>> -> tensor<1x3x5x!qnn.fixed<u8, 1>>
  // CHECK-NEXT: %[[R:.*]] = stream.reorder %[[X]] : {{.*}} -> !stream.channel<3x5x!qnn.fixed<s8, 3>, order [1, 0]>
  // CHECK-NEXT: %[[B:.*]] = stream.table_softmax %[[R]], @coarse, @fine axis 0 drop 0
  %b = qnn.table_softmax %x, @coarse, @fine axis 1 drop 0 error_bound 0.1
    : tensor<1x3x5x!qnn.fixed<s8, 3>> -> tensor<1x3x5x!qnn.fixed<u8, 1>>
  // CHECK-NEXT: %[[W:.*]] = stream.reshape %[[X]] : {{.*}} -> !stream.channel<1x3x5x!qnn.fixed<s8, 3>>
  // CHECK-NEXT: %[[C:.*]] = stream.table_softmax %[[W]], @coarse, @fine axis 0 drop 0
  // CHECK-NEXT: %[[D:.*]] = stream.reshape %[[C]] : {{.*}} -> !stream.channel<3x5x!qnn.fixed<u8, 1>>
  %c = qnn.table_softmax %x, @coarse, @fine axis 0 drop 0 error_bound 0.1
    : tensor<1x3x5x!qnn.fixed<s8, 3>> -> tensor<1x3x5x!qnn.fixed<u8, 1>>
  // CHECK-NEXT: %[[E:.*]] = stream.reorder %[[B]] : {{.*}} -> !stream.channel<3x5x!qnn.fixed<u8, 1>>
  // CHECK-NEXT: stream.output %[[A]], %[[E]], %[[D]]
  return %a, %b, %c : tensor<1x3x5x!qnn.fixed<u8, 1>>, tensor<1x3x5x!qnn.fixed<u8, 1>>, tensor<1x3x5x!qnn.fixed<u8, 1>>
}

// -----

// Sums of channels in different orders run as the first; an input may be an output, or nothing at all.
// CHECK-LABEL: stream.graph @joins
// CHECK-SAME: (%[[X:.*]]: !stream.channel<4x4x!qnn.fixed<s8, 8>>, %[[Y:.*]]: !stream.channel<3x!qnn.fixed<s8, 8>>, %{{.*}}: !stream.channel<!qnn.fixed<s8, 8>>)
func.func @joins(%x: tensor<4x4x!qnn.fixed<s8, 8>>, %y: tensor<1x3x!qnn.fixed<s8, 8>>, %unused: tensor<!qnn.fixed<s8, 8>>)
    -> (tensor<4x4x!qnn.fixed<s9, 9>>, tensor<1x3x!qnn.fixed<s8, 8>>) {
  // CHECK-NEXT: %[[T:.*]] = stream.transpose %[[X]] [1, 0]
  %t = qnn.transpose %x [1, 0] : tensor<4x4x!qnn.fixed<s8, 8>> -> tensor<4x4x!qnn.fixed<s8, 8>>
  // CHECK-NEXT: %[[R:.*]] = stream.reorder %[[T]]
  // CHECK-NEXT: %[[A:.*]] = stream.add %[[X]], %[[R]]
  %a = qnn.add %x, %t : tensor<4x4x!qnn.fixed<s8, 8>>, tensor<4x4x!qnn.fixed<s8, 8>> -> tensor<4x4x!qnn.fixed<s9, 9>>
  // CHECK-NEXT: stream.output %[[A]], %[[Y]]
  return %a, %y : tensor<4x4x!qnn.fixed<s9, 9>>, tensor<1x3x!qnn.fixed<s8, 8>>
}
