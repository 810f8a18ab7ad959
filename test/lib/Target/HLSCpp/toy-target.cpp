//===- toy-target.cpp - A target in one file -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// All that it takes to emit C++ for another tool: the table of a tool that knows loops, one memory and no more. As a
// program, it prepares a module and prints it, as hls4mlir-opt and hls4mlir-translate do for the targets that there
// are.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/HLSCpp.h"
#include "lib/Target/HLSCpp/Target.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::hlscpp;
using dataflow::Storage;
using qnn::OverflowMode;
using qnn::RoundingMode;

static constexpr RoundingSpelling kRounding[] = {{RoundingMode::Floor, "requantize", "AP_TRN"},
                                                 {RoundingMode::HalfEven, "requantize", "AP_RND_CONV"}};
static constexpr Spelling<OverflowMode> kOverflow[] = {{OverflowMode::Saturate, "AP_SAT"},
                                                       {OverflowMode::Wrap, "AP_WRAP"}};
static constexpr Spelling<Storage> kStorage[] = {{Storage::BlockRam, "// {0} in the block RAM"}};
static constexpr Spelling<dataflow::Interface> kInterface[] = {{dataflow::Interface::AxiStream, ""}};
static constexpr llvm::StringLiteral kReserved[] = {"hls", "toy"};

static const Target kToy = {
    /*name=*/"toy",
    /*title=*/"Toy HLS",
    /*signedNumber=*/"ap_fixed<{0}, {1}>",
    /*unsignedNumber=*/"ap_ufixed<{0}, {1}>",
    /*headers=*/"#include \"ap_fixed.h\"\n#include \"hls_stream.h\"",
    /*numberSupport=*/"ap",
    /*widthLimitMacro=*/"AP_INT_MAX_W",
    /*defaultWidthLimit=*/1024,
    /*largestWidthLimit=*/1024,
    /*rounding=*/kRounding,
    /*overflow=*/kOverflow,
    /*streamType=*/"hls::stream<{0}>",
    /*streamDeclaration=*/"{0} {1}(\"{1}\")",
    /*streamRead=*/"{0}.read()",
    /*streamWrite=*/"{0}.write({1})",
    /*launching=*/nullptr,
    /*inFrontOfLoops=*/true,
    /*dataflow=*/nullptr,
    /*functionPipeline=*/nullptr,
    /*inlined=*/"",
    /*loopPipeline=*/"#pragma toy every {0} cycles",
    /*loopUnroll=*/"#pragma toy unroll",
    /*loopUnrollBy=*/nullptr,
    /*layoutAttributes=*/nullptr,
    /*partition=*/{},
    /*reshape=*/{},
    /*distance=*/nullptr,
    /*loopDistance=*/nullptr,
    /*aggregate=*/"",
    /*streamDepth=*/"// {0} holds {1}",
    /*arrayStorage=*/kStorage,
    /*romStorage=*/{},
    /*fifoStorage=*/kStorage,
    /*interface=*/kInterface,
    /*reserved=*/kReserved,
};

int main(int argc, char **argv) {
  registerTarget(kToy);
  TranslateFromMLIRRegistration registration(
      "emit-toy-cpp", "prepare a module and print the files of its project",
      [](ModuleOp module, raw_ostream &os) -> LogicalResult {
        PassManager pm(module->getContext());
        DataflowPrepareForEmissionOptions options;
        options.target = "toy";
        pm.addPass(createDataflowPrepareForEmission(options));
        if (failed(pm.run(module)))
          return failure();
        FailureOr<std::map<std::string, std::string>> files = emitHLSCpp(module, "toy");
        if (failed(files))
          return failure();
        for (const auto &[path, text] : *files)
          os << "//--- " << path << "\n" << text;
        return success();
      },
      [](DialectRegistry &registry) {
        registry.insert<arith::ArithDialect, scf::SCFDialect, qnn::QNNDialect, dataflow::DataflowDialect>();
      });
  return failed(mlirTranslateMain(argc, argv, "C++ for a toy\n"));
}
