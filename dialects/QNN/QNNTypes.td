//===- QNNTypes.td - Fixed-point number type ---------------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_TYPES_TD
#define HLS4MLIR_QNN_TYPES_TD

include "dialects/QNN/QNNDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinTypeInterfaces.td"
include "mlir/IR/CommonTypeConstraints.td"

def QNN_FixedType : TypeDef<QNN_Dialect, "Fixed", [MemRefElementTypeInterface]> {
  let mnemonic = "fixed";
  let summary = "fixed-point number";
  let description = [{
    `!qnn.fixed<s8, 3>` is the set of values `code * 2^-(width - integer)` for the codes of an 8-bit signed
    integer; `u` stands for unsigned. The number of integer bits counts the sign bit, as in `ap_fixed` and
    `ac_fixed`; it may be negative (all bits lie right of the binary point) or larger than the width (the
    step is larger than one).

    The type is a value set and nothing else: how a value is rounded or saturated *into* it is said by the
    operation that does so (`qnn.requantize`), because it happens there and not in the storage.

    | type                  | step   | smallest | largest   |
    |-----------------------|--------|----------|-----------|
    | `!qnn.fixed<s8, 3>`   | 2^-5   | -4       | 4 - 2^-5  |
    | `!qnn.fixed<u6, 0>`   | 2^-6   | 0        | 1 - 2^-6  |
    | `!qnn.fixed<s4, 6>`   | 4      | -32      | 28        |
    | `!qnn.fixed<u8, -2>`  | 2^-10  | 0        | 2^-2 - 2^-10 |
  }];
  let parameters = (ins
    "unsigned":$width,
    "int":$integer,
    "bool":$isSigned
  );
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let builders = [
    TypeBuilder<(ins "const ::hls4mlir::FixedFormat &":$format)>
  ];
  let extraClassDeclaration = [{
    /// The widest type that is accepted. Far beyond any accumulator; it bounds memory for hostile input.
    static constexpr unsigned kMaxWidth = 4096;
    /// The binary point lies within this many bits of the code.
    static constexpr int kMaxInteger = 8192;

    ::hls4mlir::FixedFormat getFormat() const {
      return {getWidth(), getInteger(), getIsSigned()};
    }
    /// Exponent of the least significant bit: the step between values is 2^getLsb().
    int getLsb() const { return getFormat().lsb(); }
  }];
}

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

class QNN_TensorOf<list<Type> elements>
    : TensorOf<elements, [CPred<"::hls4mlir::qnn::isSizedTensor($_self)">],
               "tensor of static shape (1 to 2^27 elements)">;
def QNN_FloatTensor : QNN_TensorOf<[F32]>;
def QNN_FixedTensor : QNN_TensorOf<[QNN_FixedType]>;
def QNN_NumberTensor : AnyTypeOf<[QNN_FloatTensor, QNN_FixedTensor], "f32 or fixed-point tensor of static shape (1 to 2^27 elements)">;
/// One fixed-point number or a tensor of them.
def QNN_Fixed : AnyTypeOf<[QNN_FixedType, QNN_FixedTensor],
                          "fixed-point number or tensor of them, of static shape (1 to 2^27 elements)">;
/// What arithmetic works on, in both forms.
def QNN_Number : AnyTypeOf<[QNN_FixedType, QNN_FixedTensor, QNN_FloatTensor],
                           "fixed-point number, tensor of them, or f32 tensor, of static shape (1 to 2^27 elements)">;

#endif // HLS4MLIR_QNN_TYPES_TD
