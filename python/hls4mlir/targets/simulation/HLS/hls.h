// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// A stand-in for the HLS/hls.h of Intel HLS Compiler, for simulation on a machine without it; it is found by the include
// path alone. Streams between tasks are as deep as their buffers, those at the component's ports hold what they are
// given. Messages name a stream by its symbol, which the program has when it is linked with -rdynamic.
#ifndef HLS4MLIR_SIMULATION_HLS_HLS_H
#define HLS4MLIR_SIMULATION_HLS_HLS_H

#include "../fifo.h"
#include <cxxabi.h>
#include <dlfcn.h>
#include <vector>

#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

#define component
#define hls_bankbits(...)
#define hls_bankwidth(bytes)
#define hls_component_ii(cycles)
#define hls_memory
#define hls_memory_impl(type)
#define hls_numbanks(count)
#define hls_register

namespace ihc {

template <int Words> struct buffer {
    static const int words = Words;
};

namespace simulation {

// The first of the parameters that is a buffer; without one, a stream between tasks holds one element.
template <class... Parameters> struct depth {
    static const int words = 1;
};
template <int Words, class... Rest> struct depth<buffer<Words>, Rest...> {
    static const int words = Words > 0 ? Words : 1;
};
template <class First, class... Rest> struct depth<First, Rest...> : depth<Rest...> {};

inline std::vector<hls4mlir::FifoBase *> &streams_between_tasks() {
    static std::vector<hls4mlir::FifoBase *> all;
    return all;
}

template <class T> class stream : public hls4mlir::Fifo<T> {
public:
    explicit stream(std::size_t limit) : hls4mlir::Fifo<T>("", limit) {}

    T tryRead(bool &success) {
        T element = T();
        success = this->read_nb(element);
        return element;
    }
    bool tryWrite(const T &element) { return this->write_nb(element); }

protected:
    std::string name() const override {
        Dl_info symbol;
        if (!dladdr(this, &symbol) || !symbol.dli_sname || symbol.dli_saddr != static_cast<const void *>(this))
            return "unnamed";
        int status = 0;
        char *demangled = abi::__cxa_demangle(symbol.dli_sname, nullptr, nullptr, &status);
        std::string result = demangled ? demangled : symbol.dli_sname;
        std::free(demangled);
        return result.substr(result.rfind(':') + 1);
    }
};

} // namespace simulation

template <class T, class... Parameters> class stream : public simulation::stream<T> {
public:
    stream() : simulation::stream<T>(simulation::depth<Parameters...>::words) {
        simulation::streams_between_tasks().push_back(this);
    }
};
template <class T, class... Parameters> class stream_in : public simulation::stream<T> {
public:
    stream_in() : simulation::stream<T>(0) {}
};
template <class T, class... Parameters> class stream_out : public simulation::stream<T> {
public:
    stream_out() : simulation::stream<T>(0) {}
};

// Tasks start when the component collects the first of them; then all run to their ends.
template <auto function, unsigned capacity = 0, class... Arguments> void launch(Arguments... arguments) {
    hls4mlir::Processes::launched().add(hls4mlir::argument(__PRETTY_FUNCTION__, "function", "_task_"),
                                        [=] { function(arguments...); });
}

template <auto function, unsigned capacity = 0> void collect() {
    hls4mlir::Processes::launched().run();
    for (hls4mlir::FifoBase *stream : simulation::streams_between_tasks())
        stream->checkEmpty();
}

} // namespace ihc

#endif
