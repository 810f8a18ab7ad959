// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// A stand-in for the vendor's hls_stream.h, for simulation on a machine without the vendor's tool; it is found by the
// include path alone. Depth or bound() limits what a FIFO holds.
#ifndef HLS4MLIR_SIMULATION_HLS_STREAM_H
#define HLS4MLIR_SIMULATION_HLS_STREAM_H

#include "fifo.h"

namespace hls {

template <class T, int Depth = 0> class stream : public hls4mlir::Fifo<T> {
public:
    stream() : hls4mlir::Fifo<T>("unnamed", Depth) {}
    explicit stream(const char *name) : hls4mlir::Fifo<T>(name, Depth) {}

    using hls4mlir::Fifo<T>::read;
    void read(T &element) { element = this->read(); }
};

} // namespace hls

#endif
