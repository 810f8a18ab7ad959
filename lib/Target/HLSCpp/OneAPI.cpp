//===- OneAPI.cpp - Intel oneAPI for FPGAs (SYCL) -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Intel.h"

using namespace hls4mlir;
using namespace hls4mlir::hlscpp;

static std::string layoutAttributes(const Layout &layout) {
  return intel::layoutAttributes(layout, {/*registers=*/"[[intel::fpga_register]]",
                                          /*memory=*/"[[intel::fpga_memory]]",
                                          /*implementation=*/"[[intel::fpga_memory(\"{0}\")]]",
                                          /*bankWidth=*/"[[intel::bankwidth({0})]]",
                                          /*banks=*/"[[intel::numbanks({0})]]",
                                          /*bankBits=*/"[[intel::bank_bits({0})]]"});
}

// A kernel for each process, which loops over the samples; pipes join them. A pipe is a type, so FIFOs are types. Pipes
// to the host hold a sample: a host that writes one input after the other, and then reads one output after the other,
// cannot stop the kernels.
static constexpr Launching kLaunching = {
    /*fifoParameter=*/"class {0}",
    /*declareIn=*/"class {0}_pipe_;\nusing {0} = sycl::ext::intel::experimental::pipe<{0}_pipe_, {1}, {2}>;",
    /*declareOut=*/"class {0}_pipe_;\nusing {0} = sycl::ext::intel::experimental::pipe<{0}_pipe_, {1}, {2}>;",
    /*defineIn=*/"",
    /*defineOut=*/"",
    /*defineFifo=*/"class {0}_pipe_;\nusing {0} = sycl::ext::intel::pipe<{0}_pipe_, {1}, {2}>;",
    /*pipelinedProcess=*/"",
    /*pipelinedTop=*/"",
    /*top=*/"void {0}(sycl::queue &queue, int samples)",
    /*launchName=*/"class {0};",
    /*launch=*/
    "queue.single_task<{1}>([=]() {{\n"
    "    {2}for (int sample = 0; sample < samples; ++sample)\n"
    "        {0}();\n"
    "});",
    /*finish=*/"",
    /*alone=*/
    "queue.single_task<{1}>([=]() {{\n"
    "    {2}for (int sample = 0; sample < samples; ++sample)\n"
    "        {0}();\n"
    "});",
    /*samplePipeline=*/"[[intel::initiation_interval({0})]]",
    /*hostIncludes=*/"",
    /*hostStart=*/
    "int count_ = 0;\n"
    "for (std::string text_; std::getline(samples_, text_);)\n"
    "    ++count_;\n"
    "samples_.clear();\n"
    "samples_.seekg(0);\n"
    "#if defined(FPGA_SIMULATOR)\n"
    "sycl::queue queue_(sycl::ext::intel::fpga_simulator_selector_v);\n"
    "#elif defined(FPGA_HARDWARE)\n"
    "sycl::queue queue_(sycl::ext::intel::fpga_selector_v);\n"
    "#else\n"
    "sycl::queue queue_(sycl::ext::intel::fpga_emulator_selector_v);\n"
    "#endif\n"
    "{0}(queue_, count_);",
    /*hostCall=*/"",
    /*hostEnd=*/"queue_.wait();",
    /*hostRead=*/"const {2} {1} = {0}::read(queue_);",
    /*hostWrite=*/"{0}::write(queue_, {1});",
};

static constexpr llvm::StringLiteral kReserved[] = {
    "AC_RND", "AC_RND_CONV", "AC_RND_INF", "AC_RND_MIN_INF", "AC_RND_ZERO", "AC_SAT",   "AC_SAT_SYM", "AC_SAT_ZERO",
    "AC_TRN", "AC_TRN_ZERO", "AC_WRAP",    "AC_WRAP_SM",     "ac_int",      "ac_fixed", "ac_private", "fifos",
    "intel",  "launched",    "queue",      "sample",         "samples",     "sycl",
};

const Target hlscpp::kOneAPI = {
    /*name=*/"oneapi",
    /*title=*/"Intel oneAPI",
    /*signedNumber=*/"ac_fixed<{0}, {1}, true>",
    /*unsignedNumber=*/"ac_fixed<{0}, {1}, false>",
    /*headers=*/
    "#include <sycl/ext/intel/ac_types/ac_fixed.hpp>\n"
    "#include <sycl/ext/intel/ac_types/ac_int.hpp>\n"
    "#include <sycl/ext/intel/experimental/pipes.hpp>\n"
    "#include <sycl/ext/intel/fpga_extensions.hpp>\n"
    "#include <sycl/sycl.hpp>",
    /*numberSupport=*/"ac",
    /*widthLimitMacro=*/"",
    /*defaultWidthLimit=*/4096,
    /*largestWidthLimit=*/4096,
    /*rounding=*/intel::kRounding,
    /*overflow=*/intel::kOverflow,
    /*streamType=*/"",
    /*streamDeclaration=*/"",
    /*streamRead=*/"{0}::read()",
    /*streamWrite=*/"{0}::write({1})",
    /*launching=*/&kLaunching,
    /*inFrontOfLoops=*/true,
    /*dataflow=*/"",
    /*functionPipeline=*/"",
    /*inlined=*/"",
    /*loopPipeline=*/"[[intel::initiation_interval({0})]]",
    /*loopUnroll=*/"#pragma unroll",
    /*loopUnrollBy=*/"#pragma unroll {0}",
    /*layoutAttributes=*/layoutAttributes,
    /*partition=*/{},
    /*reshape=*/{},
    /*distance=*/nullptr,
    /*loopDistance=*/"[[intel::ivdep({0}, {1})]]",
    /*aggregate=*/"",
    /*streamDepth=*/"",
    /*arrayStorage=*/{},
    /*romStorage=*/{},
    /*fifoStorage=*/{},
    /*interface=*/intel::kInterface,
    /*reserved=*/kReserved,
};
