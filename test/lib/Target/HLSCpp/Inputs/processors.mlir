// Processors of random shapes, as test/python/test_processors.py makes them.
qnn.weight @offset0 dense<[-2]> : tensor<1xi8> as !qnn.fixed<s4, 4>
qnn.weight @case1_w dense<[[[[-2], [-2]]], [[[-3], [-2]]], [[[4], [1]]], [[[-8], [3]]], [[[5], [-3]]], [[[-4], [0]]], [[[-6], [2]]], [[[1], [-8]]]]> : tensor<8x1x2x1xi8> as !qnn.fixed<s4, 4>
qnn.weight @case1_b dense<[2, -6, 1, 3, 1, 7, 2, -3]> : tensor<8xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset1 dense<[-2, -1, 0, 1, 2, -2, -1, 0]> : tensor<8xi8> as !qnn.fixed<s4, 4>
qnn.weight @case2_w dense<[[-7, 0, -8, 3, 4, -8], [5, 3, 4, -8, 6, -7], [-3, -2, -5, -1, 6, 3], [3, 0, 6, -5, 3, 1]]> : tensor<4x6xi8> as !qnn.fixed<s4, 4>
qnn.weight @case2_b dense<[-7, 5, -6, -2]> : tensor<4xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset2 dense<[-2, -1, 0, 1]> : tensor<4xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset3 dense<[-2, -1, 0, 1, 2, -2]> : tensor<6xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset4 dense<[-2, -1, 0, 1, 2, -2]> : tensor<6xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset5 dense<[-2, -1, 0]> : tensor<3xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset6 dense<[-2, -1, 0, 1]> : tensor<4xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset7 dense<[-2, -1]> : tensor<2xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset8 dense<[-2, -1, 0, 1]> : tensor<4xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset9 dense<[-2, -1, 0, 1, 2, -2]> : tensor<6xi8> as !qnn.fixed<s4, 4>
qnn.weight @case10_w dense<[[[[6], [-3], [-1]], [[-3], [-7], [7]], [[-1], [-3], [-7]]], [[[-4], [-5], [2]], [[-3], [7], [-2]], [[-7], [5], [6]]], [[[3], [4], [-6]], [[-2], [-1], [3]], [[-8], [3], [4]]], [[[0], [5], [-5]], [[3], [-7], [1]], [[-5], [1], [2]]], [[[1], [3], [-4]], [[5], [5], [3]], [[6], [-4], [-3]]], [[[4], [7], [-2]], [[-4], [-6], [3]], [[-8], [4], [-5]]]]> : tensor<6x3x3x1xi8> as !qnn.fixed<s4, 4>
qnn.weight @case10_b dense<[2, -4, 2, 4, 5, 5]> : tensor<6xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset10 dense<[-2, -1, 0, 1, 2, -2]> : tensor<6xi8> as !qnn.fixed<s4, 4>
qnn.weight @case11_w dense<[[4, 4, -3, 0], [1, 7, 0, 5]]> : tensor<2x4xi8> as !qnn.fixed<s4, 4>
qnn.weight @case11_b dense<[-8, 2]> : tensor<2xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset11 dense<[-2, -1]> : tensor<2xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset12 dense<[-2]> : tensor<1xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset13 dense<[-2, -1, 0, 1, 2, -2]> : tensor<6xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset14 dense<[-2, -1, 0, 1, 2]> : tensor<5xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset15 dense<[-2, -1, 0, 1]> : tensor<4xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset16 dense<[-2]> : tensor<1xi8> as !qnn.fixed<s4, 4>
qnn.weight @offset17 dense<[-2]> : tensor<1xi8> as !qnn.fixed<s4, 4>
stream.graph @processors(%x0_0: !stream.channel<3x2x1x!qnn.fixed<s4, 4>, beat 1>, %x1_0: !stream.channel<7x7x4x!qnn.fixed<s4, 4>, beat 4>, %x2_0: !stream.channel<1x2x6x!qnn.fixed<s4, 4>, beat 3>, %x3_0: !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 1>, %x4_0: !stream.channel<1x6x6x!qnn.fixed<s4, 4>, beat 6>, %x5_0: !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 4>, %x6_0: !stream.channel<3x4x3x4x!qnn.fixed<s4, 4>, beat 4>, %x7_0: !stream.channel<6x4x!qnn.fixed<s4, 4>, beat 1>, %x8_0: !stream.channel<5x6x4x!qnn.fixed<s4, 4>, beat 4>, %x9_0: !stream.channel<3x2x!qnn.fixed<s4, 4>, beat 2>, %x9_1: !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 2>, %x10_0: !stream.channel<2x7x2x!qnn.fixed<s4, 4>, beat 2>, %x11_0: !stream.channel<2x1x4x!qnn.fixed<s4, 4>, beat 2>, %x12_0: !stream.channel<2x4x1x!qnn.fixed<s4, 4>, beat 1>, %x13_0: !stream.channel<2x6x!qnn.fixed<s4, 4>, beat 6>, %x14_0: !stream.channel<5x1x1x!qnn.fixed<s4, 4>, beat 1>, %x15_0: !stream.channel<1x4x3x4x!qnn.fixed<s4, 4>, beat 2>, %x16_0: !stream.channel<4x6x1x2x!qnn.fixed<s4, 4>, beat 1>, %x17_0: !stream.channel<6x5x4x2x!qnn.fixed<s4, 4>, beat 1>) -> (!stream.channel<3x2x1x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<3x6x8x!qnn.fixed<s17, 17>, beat 8>, !stream.channel<1x4x!qnn.fixed<s17, 17>, beat 2>, !stream.channel<4x6x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<2x6x6x!qnn.fixed<s5, 5>, beat 6>, !stream.channel<3x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<6x8x3x4x!qnn.fixed<s5, 5>, beat 4>, !stream.channel<1x2x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<2x4x1x3x3x4x!qnn.fixed<s5, 5>, beat 36>, !stream.channel<3x6x!qnn.fixed<s6, 6>, beat 2>, !stream.channel<1x6x6x!qnn.fixed<s17, 17>, beat 6>, !stream.channel<2x2x!qnn.fixed<s17, 17>, beat 2>, !stream.channel<5x6x1x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<1x6x!qnn.fixed<s5, 5>, beat 6>, !stream.channel<5x!qnn.fixed<s13, 13>, beat 1>, !stream.channel<3x12x9x4x!qnn.fixed<s5, 5>, beat 2>, !stream.channel<1x1x1x1x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s5, 5>, beat 1>) io stream {
%y0 = stream.layer "layer0" (%a = %x0_0) : (!stream.channel<3x2x1x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<3x2x1x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.concat %a dim 1 : !stream.channel<3x2x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<3x2x1x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset0 : !stream.channel<3x2x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<3x2x1x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<3x2x1x!qnn.fixed<s5, 5>, beat 1>
}
%y1 = stream.layer "layer1" (%a = %x1_0) : (!stream.channel<7x7x4x!qnn.fixed<s4, 4>, beat 4>) -> !stream.channel<3x6x8x!qnn.fixed<s17, 17>, beat 8> {
  %r = stream.depthwise %a, @case1_w bias @case1_b whole kernel [1, 2] strides [3, 1] dilations [1, 1] pad [0, 0] to [0, 0] code -3 : !stream.channel<7x7x4x!qnn.fixed<s4, 4>, beat 4> -> !stream.channel<3x6x8x!qnn.fixed<s16, 16>, beat 8>
  %s = stream.add %r, @offset1 : !stream.channel<3x6x8x!qnn.fixed<s16, 16>, beat 8> -> !stream.channel<3x6x8x!qnn.fixed<s17, 17>, beat 8>
  stream.yield %s : !stream.channel<3x6x8x!qnn.fixed<s17, 17>, beat 8>
}
%y2 = stream.layer "layer2" (%a = %x2_0) : (!stream.channel<1x2x6x!qnn.fixed<s4, 4>, beat 3>) -> !stream.channel<1x4x!qnn.fixed<s17, 17>, beat 2> {
  %r = stream.matvec %a, @case2_w bias @case2_b lanes [2, 3] groups 2 : !stream.channel<1x2x6x!qnn.fixed<s4, 4>, beat 3> -> !stream.channel<1x4x!qnn.fixed<s16, 16>, beat 2>
  %s = stream.add %r, @offset2 : !stream.channel<1x4x!qnn.fixed<s16, 16>, beat 2> -> !stream.channel<1x4x!qnn.fixed<s17, 17>, beat 2>
  stream.yield %s : !stream.channel<1x4x!qnn.fixed<s17, 17>, beat 2>
}
%y3 = stream.layer "layer3" (%a = %x3_0) : (!stream.channel<3x4x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<4x6x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.pad %a [0, 1] to [1, 1] interior [0, 0] code -4 : !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<4x6x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset3 : !stream.channel<4x6x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<4x6x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<4x6x!qnn.fixed<s5, 5>, beat 1>
}
%y4 = stream.layer "layer4" (%a = %x4_0) : (!stream.channel<1x6x6x!qnn.fixed<s4, 4>, beat 6>) -> !stream.channel<2x6x6x!qnn.fixed<s5, 5>, beat 6> {
  %r = stream.pool min %a whole kernel [1, 3] strides [2, 1] dilations [1, 1] pad [2, 0] to [0, 2] code 7 : !stream.channel<1x6x6x!qnn.fixed<s4, 4>, beat 6> -> !stream.channel<2x6x6x!qnn.fixed<s4, 4>, beat 6>
  %s = stream.add %r, @offset4 : !stream.channel<2x6x6x!qnn.fixed<s4, 4>, beat 6> -> !stream.channel<2x6x6x!qnn.fixed<s5, 5>, beat 6>
  stream.yield %s : !stream.channel<2x6x6x!qnn.fixed<s5, 5>, beat 6>
}
%y5 = stream.layer "layer5" (%a = %x5_0) : (!stream.channel<3x4x!qnn.fixed<s4, 4>, beat 4>) -> !stream.channel<3x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.reduce min %a [1] : !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 4> -> !stream.channel<3x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset5 : !stream.channel<3x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<3x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<3x!qnn.fixed<s5, 5>, beat 1>
}
%y6 = stream.layer "layer6" (%a = %x6_0) : (!stream.channel<3x4x3x4x!qnn.fixed<s4, 4>, beat 4>) -> !stream.channel<6x8x3x4x!qnn.fixed<s5, 5>, beat 4> {
  %r = stream.repeat %a [2, 2, 1, 1] : !stream.channel<3x4x3x4x!qnn.fixed<s4, 4>, beat 4> -> !stream.channel<6x8x3x4x!qnn.fixed<s4, 4>, beat 4>
  %s = stream.add %r, @offset6 : !stream.channel<6x8x3x4x!qnn.fixed<s4, 4>, beat 4> -> !stream.channel<6x8x3x4x!qnn.fixed<s5, 5>, beat 4>
  stream.yield %s : !stream.channel<6x8x3x4x!qnn.fixed<s5, 5>, beat 4>
}
%y7 = stream.layer "layer7" (%a = %x7_0) : (!stream.channel<6x4x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<1x2x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.slice %a from [0, 0] step [2, 2] : !stream.channel<6x4x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<1x2x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset7 : !stream.channel<1x2x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<1x2x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<1x2x!qnn.fixed<s5, 5>, beat 1>
}
%y8 = stream.layer "layer8" (%a = %x8_0) : (!stream.channel<5x6x4x!qnn.fixed<s4, 4>, beat 4>) -> !stream.channel<2x4x1x3x3x4x!qnn.fixed<s5, 5>, beat 36> {
  %r = stream.window %a groups 1 kernel [3, 3] strides [2, 2] dilations [1, 1] pad [0, 2] to [1, 1] code 0 : !stream.channel<5x6x4x!qnn.fixed<s4, 4>, beat 4> -> !stream.channel<2x4x1x3x3x4x!qnn.fixed<s4, 4>, beat 36>
  %s = stream.add %r, @offset8 : !stream.channel<2x4x1x3x3x4x!qnn.fixed<s4, 4>, beat 36> -> !stream.channel<2x4x1x3x3x4x!qnn.fixed<s5, 5>, beat 36>
  stream.yield %s : !stream.channel<2x4x1x3x3x4x!qnn.fixed<s5, 5>, beat 36>
}
%y9 = stream.layer "layer9" (%a = %x9_0, %b = %x9_1) : (!stream.channel<3x2x!qnn.fixed<s4, 4>, beat 2>, !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 2>) -> !stream.channel<3x6x!qnn.fixed<s6, 6>, beat 2> {
  %r = stream.concat %a, %b dim 1 : !stream.channel<3x2x!qnn.fixed<s4, 4>, beat 2>, !stream.channel<3x4x!qnn.fixed<s4, 4>, beat 2> -> !stream.channel<3x6x!qnn.fixed<s5, 5>, beat 2>
  %s = stream.add %r, @offset9 : !stream.channel<3x6x!qnn.fixed<s5, 5>, beat 2> -> !stream.channel<3x6x!qnn.fixed<s6, 6>, beat 2>
  stream.yield %s : !stream.channel<3x6x!qnn.fixed<s6, 6>, beat 2>
}
%y10 = stream.layer "layer10" (%a = %x10_0) : (!stream.channel<2x7x2x!qnn.fixed<s4, 4>, beat 2>) -> !stream.channel<1x6x6x!qnn.fixed<s17, 17>, beat 6> {
  %r = stream.depthwise %a, @case10_w bias @case10_b whole kernel [3, 3] strides [2, 1] dilations [2, 1] pad [2, 1] to [1, 0] code -2 : !stream.channel<2x7x2x!qnn.fixed<s4, 4>, beat 2> -> !stream.channel<1x6x6x!qnn.fixed<s16, 16>, beat 6>
  %s = stream.add %r, @offset10 : !stream.channel<1x6x6x!qnn.fixed<s16, 16>, beat 6> -> !stream.channel<1x6x6x!qnn.fixed<s17, 17>, beat 6>
  stream.yield %s : !stream.channel<1x6x6x!qnn.fixed<s17, 17>, beat 6>
}
%y11 = stream.layer "layer11" (%a = %x11_0) : (!stream.channel<2x1x4x!qnn.fixed<s4, 4>, beat 2>) -> !stream.channel<2x2x!qnn.fixed<s17, 17>, beat 2> {
  %r = stream.matvec %a, @case11_w bias @case11_b lanes [2, 2] groups 1 : !stream.channel<2x1x4x!qnn.fixed<s4, 4>, beat 2> -> !stream.channel<2x2x!qnn.fixed<s16, 16>, beat 2>
  %s = stream.add %r, @offset11 : !stream.channel<2x2x!qnn.fixed<s16, 16>, beat 2> -> !stream.channel<2x2x!qnn.fixed<s17, 17>, beat 2>
  stream.yield %s : !stream.channel<2x2x!qnn.fixed<s17, 17>, beat 2>
}
%y12 = stream.layer "layer12" (%a = %x12_0) : (!stream.channel<2x4x1x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<5x6x1x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.pad %a [0, 2, 0] to [1, 0, 0] interior [2, 0, 2] code 0 : !stream.channel<2x4x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<5x6x1x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset12 : !stream.channel<5x6x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<5x6x1x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<5x6x1x!qnn.fixed<s5, 5>, beat 1>
}
%y13 = stream.layer "layer13" (%a = %x13_0) : (!stream.channel<2x6x!qnn.fixed<s4, 4>, beat 6>) -> !stream.channel<1x6x!qnn.fixed<s5, 5>, beat 6> {
  %r = stream.pool min %a  kernel [3] strides [2] dilations [1] pad [1] to [1] code 7 : !stream.channel<2x6x!qnn.fixed<s4, 4>, beat 6> -> !stream.channel<1x6x!qnn.fixed<s4, 4>, beat 6>
  %s = stream.add %r, @offset13 : !stream.channel<1x6x!qnn.fixed<s4, 4>, beat 6> -> !stream.channel<1x6x!qnn.fixed<s5, 5>, beat 6>
  stream.yield %s : !stream.channel<1x6x!qnn.fixed<s5, 5>, beat 6>
}
%y14 = stream.layer "layer14" (%a = %x14_0) : (!stream.channel<5x1x1x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<5x!qnn.fixed<s13, 13>, beat 1> {
  %r = stream.reduce sum %a [1, 2] : !stream.channel<5x1x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<5x!qnn.fixed<s12, 12>, beat 1>
  %s = stream.add %r, @offset14 : !stream.channel<5x!qnn.fixed<s12, 12>, beat 1> -> !stream.channel<5x!qnn.fixed<s13, 13>, beat 1>
  stream.yield %s : !stream.channel<5x!qnn.fixed<s13, 13>, beat 1>
}
%y15 = stream.layer "layer15" (%a = %x15_0) : (!stream.channel<1x4x3x4x!qnn.fixed<s4, 4>, beat 2>) -> !stream.channel<3x12x9x4x!qnn.fixed<s5, 5>, beat 2> {
  %r = stream.repeat %a [3, 3, 3, 1] : !stream.channel<1x4x3x4x!qnn.fixed<s4, 4>, beat 2> -> !stream.channel<3x12x9x4x!qnn.fixed<s4, 4>, beat 2>
  %s = stream.add %r, @offset15 : !stream.channel<3x12x9x4x!qnn.fixed<s4, 4>, beat 2> -> !stream.channel<3x12x9x4x!qnn.fixed<s5, 5>, beat 2>
  stream.yield %s : !stream.channel<3x12x9x4x!qnn.fixed<s5, 5>, beat 2>
}
%y16 = stream.layer "layer16" (%a = %x16_0) : (!stream.channel<4x6x1x2x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<1x1x1x1x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.slice %a from [0, 3, 0, 0] step [2, 3, 1, 2] : !stream.channel<4x6x1x2x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<1x1x1x1x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset16 : !stream.channel<1x1x1x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<1x1x1x1x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<1x1x1x1x!qnn.fixed<s5, 5>, beat 1>
}
%y17 = stream.layer "layer17" (%a = %x17_0) : (!stream.channel<6x5x4x2x!qnn.fixed<s4, 4>, beat 1>) -> !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s5, 5>, beat 1> {
  %r = stream.window %a groups 2 kernel [3, 4, 2] strides [3, 1, 1] dilations [1, 1, 1] pad [0, 0, 1] to [2, 0, 2] code -7 : !stream.channel<6x5x4x2x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s4, 4>, beat 1>
  %s = stream.add %r, @offset17 : !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s4, 4>, beat 1> -> !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s5, 5>, beat 1>
  stream.yield %s : !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s5, 5>, beat 1>
}
stream.output %y0, %y1, %y2, %y3, %y4, %y5, %y6, %y7, %y8, %y9, %y10, %y11, %y12, %y13, %y14, %y15, %y16, %y17 : !stream.channel<3x2x1x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<3x6x8x!qnn.fixed<s17, 17>, beat 8>, !stream.channel<1x4x!qnn.fixed<s17, 17>, beat 2>, !stream.channel<4x6x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<2x6x6x!qnn.fixed<s5, 5>, beat 6>, !stream.channel<3x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<6x8x3x4x!qnn.fixed<s5, 5>, beat 4>, !stream.channel<1x2x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<2x4x1x3x3x4x!qnn.fixed<s5, 5>, beat 36>, !stream.channel<3x6x!qnn.fixed<s6, 6>, beat 2>, !stream.channel<1x6x6x!qnn.fixed<s17, 17>, beat 6>, !stream.channel<2x2x!qnn.fixed<s17, 17>, beat 2>, !stream.channel<5x6x1x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<1x6x!qnn.fixed<s5, 5>, beat 6>, !stream.channel<5x!qnn.fixed<s13, 13>, beat 1>, !stream.channel<3x12x9x4x!qnn.fixed<s5, 5>, beat 2>, !stream.channel<1x1x1x1x!qnn.fixed<s5, 5>, beat 1>, !stream.channel<2x2x6x2x3x4x2x1x!qnn.fixed<s5, 5>, beat 1>
}
