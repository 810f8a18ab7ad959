//===- Vivado.cpp - AMD Vivado HLS -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/AMD.h"

using namespace hls4mlir;
using namespace hls4mlir::hlscpp;
using dataflow::Storage;

// Vivado HLS knows no UltraRAM for ROMs and FIFOs.
static constexpr Spelling<Storage> kArrayStorage[] = {
    {Storage::BlockRam, "#pragma HLS RESOURCE variable={0} core=RAM_2P_BRAM"},
    {Storage::LutRam, "#pragma HLS RESOURCE variable={0} core=RAM_2P_LUTRAM"},
    {Storage::UltraRam, "#pragma HLS RESOURCE variable={0} core=RAM_2P_URAM"},
};

static constexpr Spelling<Storage> kRomStorage[] = {
    {Storage::BlockRam, "#pragma HLS RESOURCE variable={0} core=ROM_1P_BRAM"},
    {Storage::LutRam, "#pragma HLS RESOURCE variable={0} core=ROM_1P_LUTRAM"},
};

static constexpr Spelling<Storage> kFifoStorage[] = {
    {Storage::BlockRam, "#pragma HLS RESOURCE variable={0} core=FIFO_BRAM"},
    {Storage::LutRam, "#pragma HLS RESOURCE variable={0} core=FIFO_LUTRAM"},
    {Storage::ShiftRegister, "#pragma HLS RESOURCE variable={0} core=FIFO_SRL"},
};

const Target hlscpp::kVivado = {
    /*name=*/"vivado",
    /*title=*/"AMD Vivado HLS",
    /*signedNumber=*/"ap_fixed<{0}, {1}>",
    /*unsignedNumber=*/"ap_ufixed<{0}, {1}>",
    /*headers=*/"#include \"ap_fixed.h\"\n#include \"hls_stream.h\"",
    /*numberSupport=*/"ap",
    /*widthLimitMacro=*/"AP_INT_MAX_W",
    /*defaultWidthLimit=*/1024,
    /*largestWidthLimit=*/4096,
    /*rounding=*/amd::kRounding,
    /*overflow=*/amd::kOverflow,
    /*streamType=*/"hls::stream<{0}>",
    /*streamDeclaration=*/"{0} {1}(\"{1}\")",
    /*streamRead=*/"{0}.read()",
    /*streamWrite=*/"{0}.write({1})",
    /*launching=*/nullptr,
    /*inFrontOfLoops=*/false,
    /*dataflow=*/"#pragma HLS DATAFLOW",
    /*functionPipeline=*/"#pragma HLS PIPELINE II={0}",
    /*inlined=*/"#pragma HLS INLINE",
    /*loopPipeline=*/"#pragma HLS PIPELINE II={0}",
    /*loopUnroll=*/"#pragma HLS UNROLL",
    /*loopUnrollBy=*/"#pragma HLS UNROLL factor={0}",
    /*layoutAttributes=*/nullptr,
    /*partition=*/
    {"#pragma HLS ARRAY_PARTITION variable={0} complete dim={1}",
     "#pragma HLS ARRAY_PARTITION variable={0} cyclic factor={2} dim={1}",
     "#pragma HLS ARRAY_PARTITION variable={0} block factor={2} dim={1}"},
    /*reshape=*/
    {"#pragma HLS ARRAY_RESHAPE variable={0} complete dim={1}",
     "#pragma HLS ARRAY_RESHAPE variable={0} cyclic factor={2} dim={1}",
     "#pragma HLS ARRAY_RESHAPE variable={0} block factor={2} dim={1}"},
    /*distance=*/"#pragma HLS DEPENDENCE variable={0} inter RAW distance={1} true",
    /*loopDistance=*/nullptr,
    /*aggregate=*/"#pragma HLS DATA_PACK variable={0}",
    /*streamDepth=*/"#pragma HLS STREAM variable={0} depth={1}",
    /*arrayStorage=*/kArrayStorage,
    /*romStorage=*/kRomStorage,
    /*fifoStorage=*/kFifoStorage,
    /*interface=*/amd::kInterface,
    /*reserved=*/amd::kReserved,
};
