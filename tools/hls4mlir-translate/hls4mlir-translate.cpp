//===- hls4mlir-translate.cpp - Prints a module in another language -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/HLSCpp.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"

int main(int argc, char **argv) {
  hls4mlir::registerHLSCppTranslation();
  return mlir::failed(mlir::mlirTranslateMain(argc, argv, "hls4mlir: HLS C++ from MLIR\n"));
}
