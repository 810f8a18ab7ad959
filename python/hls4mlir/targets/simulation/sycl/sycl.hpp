// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// A stand-in for what the emitted C++ uses of SYCL and its extensions for FPGAs, for simulation on a machine without
// Intel oneAPI; it is found by the include path alone. Kernels run side by side when the host waits for them or for a
// pipe. A pipe holds as much as its capacity says.
#ifndef HLS4MLIR_SIMULATION_SYCL_SYCL_HPP
#define HLS4MLIR_SIMULATION_SYCL_SYCL_HPP

#include "../fifo.h"
#include <vector>

// Attributes of the vendor are for the vendor's compiler.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"
#pragma clang diagnostic ignored "-Wunknown-attributes"
#else
#pragma GCC diagnostic ignored "-Wattributes"
#endif

namespace sycl {

namespace simulation {

inline std::vector<hls4mlir::FifoBase *> &pipes_between_kernels() {
    static std::vector<hls4mlir::FifoBase *> all;
    return all;
}

template <class Name> std::string kernel_name() { return hls4mlir::argument(__PRETTY_FUNCTION__, "Name", "_"); }
template <class Name> std::string pipe_name() { return hls4mlir::argument(__PRETTY_FUNCTION__, "Name", "_pipe_"); }

struct selector {};

} // namespace simulation

class queue {
public:
    explicit queue(simulation::selector = {}) {}

    template <class Name, class Kernel> void single_task(const Kernel &kernel) {
        hls4mlir::Processes::launched().add(simulation::kernel_name<Name>(), kernel);
    }

    void wait() {
        hls4mlir::Processes::launched().run();
        for (hls4mlir::FifoBase *pipe : simulation::pipes_between_kernels())
            pipe->checkEmpty();
    }
};

namespace ext {
namespace intel {

inline constexpr simulation::selector fpga_emulator_selector_v{}, fpga_simulator_selector_v{}, fpga_selector_v{};

// Between kernels.
template <class Name, class T, std::size_t Capacity = 0> class pipe {
public:
    static T read() { return fifo().read(); }
    static void write(const T &element) { fifo().write(element); }

private:
    static hls4mlir::Fifo<T> &fifo() {
        static hls4mlir::Fifo<T> &elements = *[] {
            static hls4mlir::Fifo<T> created(simulation::pipe_name<Name>(), Capacity > 0 ? Capacity : 1);
            simulation::pipes_between_kernels().push_back(&created);
            return &created;
        }();
        return elements;
    }
};

namespace experimental {

// Between the host and a kernel.
template <class Name, class T, std::size_t Capacity = 0> class pipe {
public:
    static T read() { return fifo().read(); }
    static void write(const T &element) { fifo().write(element); }
    static T read(queue &) { return fifo().read(); }
    static void write(queue &, const T &element) { fifo().write(element); }

private:
    static hls4mlir::Fifo<T> &fifo() {
        static hls4mlir::Fifo<T> elements(simulation::pipe_name<Name>(), Capacity > 0 ? Capacity : 1);
        return elements;
    }
};

} // namespace experimental
} // namespace intel
} // namespace ext
} // namespace sycl

#endif
