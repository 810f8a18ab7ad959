//===- QNNScalarOps.td - Scalar arithmetic of the dataflow level -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_SCALAR_OPS_TD
#define HLS4MLIR_QNN_SCALAR_OPS_TD

include "dialects/QNN/QNNOpBase.td"

//===----------------------------------------------------------------------===//
// Scalar arithmetic of the dataflow level
//===----------------------------------------------------------------------===//

def QNN_ConstantOp : QNN_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a fixed-point number";
  let description = [{
    The attribute is the code as an integer of the type's width.

    Example:
    ```mlir
    %c = qnn.constant 5 : !qnn.fixed<s8, 3>   // 5 * 2^-5
    ```
  }];
  let arguments = (ins APIntAttr:$code);
  let results = (outs QNN_FixedType:$result);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_CompareOp : QNN_Op<"compare", [Pure]> {
  let summary = "exact comparison of two numbers";
  let description = [{
    The result is 1 where the relation holds and 0 elsewhere.

    Example:
    ```mlir
    %ge = qnn.compare ge %x, %t : !qnn.fixed<s12, 12>, !qnn.fixed<s13, 13> -> !qnn.fixed<u1, 1>
    ```
  }];
  let arguments = (ins QNN_ComparePredicateAttr:$predicate, QNN_FixedType:$lhs, QNN_FixedType:$rhs);
  let results = (outs QNN_FixedType:$result);
  let assemblyFormat = [{
    `` $predicate $lhs `,` $rhs attr-dict
    `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_DivideCodesOp : QNN_Op<"divide_codes", [Pure]> {
  let summary = "rounded quotient of two unsigned codes";
  let description = [{
    `code(result) = min(floor((2 * code(lhs) * 2^shift + code(rhs)) / (2 * code(rhs))), max)`: the quotient
    of the codes times 2^shift, rounded to nearest with ties upwards, clipped to the result type. All types
    are unsigned; the divisor is not zero.

    Example:
    ```mlir
    %y = qnn.divide_codes %e, %sum shift 15 : !qnn.fixed<u20, 1>, !qnn.fixed<u23, 4> -> !qnn.fixed<u16, 1>
    ```
  }];
  let arguments = (ins QNN_FixedType:$lhs, QNN_FixedType:$rhs, ConfinedAttr<I64Attr, [IntNonNegative]>:$shift);
  let results = (outs QNN_FixedType:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `shift` $shift attr-dict
    `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def QNN_CodeOp : QNN_Op<"code", [Pure]> {
  let summary = "bits of a code as an index";
  let description = [{
    `(code(input) >> low) & (2^bits - 1)`, after saturating the code to `2^(low + bits) - 1`. Of a signed number,
    all bits are read, and the code is counted from the lowest one: indices of a table ascend with the numbers.

    Example:
    ```mlir
    %k = qnn.code %d low 4 bits 6 : !qnn.fixed<u17, 7>
    %i = qnn.code %x low 0 bits 8 : !qnn.fixed<s8, 3>   // code + 128
    ```
  }];
  let arguments = (ins QNN_FixedType:$input, ConfinedAttr<I64Attr, [IntNonNegative]>:$low, ConfinedAttr<I64Attr, [IntNonNegative]>:$bits);
  let results = (outs Index:$result);
  let assemblyFormat = "$input `low` $low `bits` $bits attr-dict `:` qualified(type($input))";
  let hasVerifier = 1;
}

#endif // HLS4MLIR_QNN_SCALAR_OPS_TD
