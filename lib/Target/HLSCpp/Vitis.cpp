//===- Vitis.cpp - AMD Vitis HLS -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/AMD.h"

using namespace hls4mlir;
using namespace hls4mlir::hlscpp;
using dataflow::Storage;

static constexpr Spelling<Storage> kArrayStorage[] = {
    {Storage::BlockRam, "#pragma HLS BIND_STORAGE variable={0} type=ram_2p impl=bram"},
    {Storage::LutRam, "#pragma HLS BIND_STORAGE variable={0} type=ram_2p impl=lutram"},
    {Storage::UltraRam, "#pragma HLS BIND_STORAGE variable={0} type=ram_2p impl=uram"},
};

static constexpr Spelling<Storage> kRomStorage[] = {
    {Storage::BlockRam, "#pragma HLS BIND_STORAGE variable={0} type=rom_1p impl=bram"},
    {Storage::LutRam, "#pragma HLS BIND_STORAGE variable={0} type=rom_1p impl=lutram"},
};

static constexpr Spelling<Storage> kFifoStorage[] = {
    {Storage::BlockRam, "#pragma HLS BIND_STORAGE variable={0} type=fifo impl=bram"},
    {Storage::LutRam, "#pragma HLS BIND_STORAGE variable={0} type=fifo impl=lutram"},
    {Storage::UltraRam, "#pragma HLS BIND_STORAGE variable={0} type=fifo impl=uram"},
    {Storage::ShiftRegister, "#pragma HLS BIND_STORAGE variable={0} type=fifo impl=srl"},
};

const Target hlscpp::kVitis = {
    /*name=*/"vitis",
    /*title=*/"AMD Vitis HLS",
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
    /*distance=*/"#pragma HLS DEPENDENCE variable={0} type=inter direction=RAW distance={1} dependent=true",
    /*loopDistance=*/nullptr,
    /*aggregate=*/"#pragma HLS AGGREGATE variable={0} compact=auto",
    /*streamDepth=*/"#pragma HLS STREAM variable={0} depth={1}",
    /*arrayStorage=*/kArrayStorage,
    /*romStorage=*/kRomStorage,
    /*fifoStorage=*/kFifoStorage,
    /*interface=*/amd::kInterface,
    /*reserved=*/amd::kReserved,
};
