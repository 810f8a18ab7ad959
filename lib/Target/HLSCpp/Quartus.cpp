//===- Quartus.cpp - Intel HLS Compiler (i++) -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Intel.h"

using namespace hls4mlir;
using namespace hls4mlir::hlscpp;

static std::string layoutAttributes(const Layout &layout) {
  return intel::layoutAttributes(layout, {/*registers=*/"hls_register",
                                          /*memory=*/"hls_memory",
                                          /*implementation=*/"hls_memory_impl(\"{0}\")",
                                          /*bankWidth=*/"hls_bankwidth({0})",
                                          /*banks=*/"hls_numbanks({0})",
                                          /*bankBits=*/"hls_bankbits({0})"});
}

// A system of tasks. The component returns when every task has dealt with the sample.
static constexpr Launching kLaunching = {
    /*fifoParameter=*/"auto &{0}",
    /*declareIn=*/"extern ihc::stream_in<{1}> {0};",
    /*declareOut=*/"extern ihc::stream_out<{1}> {0};",
    /*defineIn=*/"ihc::stream_in<{1}> {0};",
    /*defineOut=*/"ihc::stream_out<{1}> {0};",
    /*defineFifo=*/"ihc::stream<{1}, ihc::buffer<{2}>> {0};",
    /*pipelinedProcess=*/"hls_component_ii({0})",
    /*pipelinedTop=*/"hls_component_ii({0})",
    /*top=*/"component void {0}()",
    /*launchName=*/"",
    /*launch=*/"ihc::launch<{0}>();",
    /*finish=*/"ihc::collect<{0}>();",
    /*alone=*/"{0}();",
    /*samplePipeline=*/"",
    /*hostIncludes=*/"",
    /*hostStart=*/"",
    /*hostCall=*/"{0}();",
    /*hostEnd=*/"",
    /*hostRead=*/
    "bool filled_ = false;\n"
    "const {2} {1} = {0}.tryRead(filled_);\n"
    "if (!filled_)\n"
    "    return fail(\"FIFO '{0}' has too few elements\");",
    /*hostWrite=*/"{0}.write({1});",
};

static constexpr llvm::StringLiteral kReserved[] = {
    "AC_RND", "AC_RND_CONV", "AC_RND_INF", "AC_RND_MIN_INF", "AC_RND_ZERO", "AC_SAT",   "AC_SAT_SYM", "AC_SAT_ZERO",
    "AC_TRN", "AC_TRN_ZERO", "AC_WRAP",    "AC_WRAP_SM",     "ac_int",      "ac_fixed", "ac_private", "component",
    "fifos",  "ihc",         "launched",
};

const Target hlscpp::kQuartus = {
    /*name=*/"quartus",
    /*title=*/"Intel HLS Compiler",
    /*signedNumber=*/"ac_fixed<{0}, {1}, true>",
    /*unsignedNumber=*/"ac_fixed<{0}, {1}, false>",
    /*headers=*/"#include \"HLS/hls.h\"\n#include \"HLS/ac_int.h\"\n#include \"HLS/ac_fixed.h\"",
    /*numberSupport=*/"ac",
    /*widthLimitMacro=*/"",
    /*defaultWidthLimit=*/4096,
    /*largestWidthLimit=*/4096,
    /*rounding=*/intel::kRounding,
    /*overflow=*/intel::kOverflow,
    /*streamType=*/"",
    /*streamDeclaration=*/"",
    /*streamRead=*/"{0}.read()",
    /*streamWrite=*/"{0}.write({1})",
    /*launching=*/&kLaunching,
    /*inFrontOfLoops=*/true,
    /*dataflow=*/"",
    /*functionPipeline=*/"",
    /*inlined=*/"",
    /*loopPipeline=*/"#pragma ii {0}",
    /*loopUnroll=*/"#pragma unroll",
    /*loopUnrollBy=*/"#pragma unroll {0}",
    /*layoutAttributes=*/layoutAttributes,
    /*partition=*/{},
    /*reshape=*/{},
    /*distance=*/nullptr,
    /*loopDistance=*/"#pragma ivdep array({0}) safelen({1})",
    /*aggregate=*/"",
    /*streamDepth=*/"",
    /*arrayStorage=*/{},
    /*romStorage=*/{},
    /*fifoStorage=*/{},
    /*interface=*/intel::kInterface,
    /*reserved=*/kReserved,
};
