//===- QNNArithmeticOps.td - Operations of both forms ------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_ARITHMETIC_OPS_TD
#define HLS4MLIR_QNN_ARITHMETIC_OPS_TD

include "dialects/QNN/QNNOpBase.td"

//===----------------------------------------------------------------------===//
// Operations of both forms
//===----------------------------------------------------------------------===//

class QNN_BinaryOp<string mnemonic, list<Trait> traits = []>
    : QNN_Op<mnemonic, !listconcat([Pure, InferNarrowableRange, DeclareOpInterfaceMethods<InferTypeOpInterface>],
                                   traits)> {
  let arguments = (ins QNN_Number:$lhs, QNN_Number:$rhs);
  let results = (outs QNN_Number:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  // Folds constants of the integer form.
  let hasFolder = 1;
}

def QNN_AddOp : QNN_BinaryOp<"add", [Commutative]> {
  let summary = "exact sum, broadcasting";
  let description = [{
    On fixed-point numbers the result type holds every sum; with `F = width - integer` fraction bits,
    `max'` after a signed operand is added to an unsigned one whose integer bits then grow by one:

    | lhs      | rhs      | result                                           |
    |----------|----------|--------------------------------------------------|
    | `u<W,I>` | `u<V,J>` | `u`, integer `max(I, J) + 1`, fraction `max(F, G)` |
    | `s<W,I>` | `s<V,J>` | `s`, integer `max(I, J) + 1`, fraction `max(F, G)` |
    | `s<W,I>` | `u<V,J>` | `s`, integer `max(I, J + 1) + 1`, fraction `max(F, G)` |

    Example:
    ```mlir
    %s = qnn.add %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s9, 4>
    ```
  }];
}

def QNN_SubOp : QNN_BinaryOp<"sub"> {
  let summary = "exact difference, broadcasting";
  let description = [{
    The result is signed and holds every difference: integer bits as for `qnn.add` (of two unsigned
    operands, `max(I, J) + 1`), fraction bits `max(F, G)`.

    Example:
    ```mlir
    %d = qnn.sub %a, %b : !qnn.fixed<u8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<s9, 9>
    ```
  }];
}

def QNN_MulOp : QNN_BinaryOp<"mul", [Commutative]> {
  let summary = "exact product, broadcasting";
  let description = [{
    Widths and integer bits add; the result is signed when an operand is.

    Example:
    ```mlir
    %p = qnn.mul %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s12, 5>
    ```
  }];
}

def QNN_MaxOp : QNN_BinaryOp<"max", [Commutative]> {
  let summary = "the larger of two numbers, broadcasting";
  let description = [{
    On fixed-point numbers the result type is the smallest that holds both operand types.

    Example:
    ```mlir
    %m = qnn.max %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
    ```
  }];
}

def QNN_MinOp : QNN_BinaryOp<"min", [Commutative]> {
  let summary = "the smaller of two numbers, broadcasting";
  let description = [{
    On fixed-point numbers the result type is the smallest that holds both operand types.

    Example:
    ```mlir
    %m = qnn.min %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s8, 3>
    ```
  }];
}

def QNN_ReluOp : QNN_Op<"relu", [Pure, InferNarrowableRange, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "max(x, 0)";
  let description = [{
    On fixed-point numbers the result is unsigned: a signed operand `s<W,I>` gives `u<W-1,I-1>`; an unsigned
    one is returned as it is.

    Example:
    ```mlir
    %y = qnn.relu %x : !qnn.fixed<s18, 8> -> !qnn.fixed<u17, 7>
    ```
  }];
  let arguments = (ins QNN_Number:$input);
  let results = (outs QNN_Number:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasFolder = 1;
}

#endif // HLS4MLIR_QNN_ARITHMETIC_OPS_TD
