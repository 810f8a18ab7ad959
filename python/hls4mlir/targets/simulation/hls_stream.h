// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// A stand-in for the vendor's hls_stream.h, for simulation on a machine without the vendor's tool; it is found by the
// include path alone. It simulates processes that run one after the other, so a FIFO holds as much as it is given
// unless Depth bounds it. A mistake ends the program with exit code 1 and a message that names the FIFO: a read from an
// empty one, a write to a full one, elements left when it goes away.
#ifndef HLS4MLIR_SIMULATION_HLS_STREAM_H
#define HLS4MLIR_SIMULATION_HLS_STREAM_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace hls {

template <class T, int Depth = 0> class stream {
public:
    stream() : label("unnamed"), most(0) {}
    explicit stream(const char *name) : label(name), most(0) {}
    ~stream() {
        if (!elements.empty())
            fail("has elements left", elements.size());
    }

    T read() {
        if (elements.empty())
            fail("is read, but empty", 0);
        T element = elements.front();
        elements.pop_front();
        return element;
    }
    void read(T &element) { element = read(); }
    bool read_nb(T &element) { return !empty() && (element = read(), true); }

    void write(const T &element) {
        if (full())
            fail("is written, but full", elements.size());
        elements.push_back(element);
        if (elements.size() > most)
            most = elements.size();
    }
    bool write_nb(const T &element) { return !full() && (write(element), true); }

    bool empty() const { return elements.empty(); }
    bool full() const { return Depth > 0 && elements.size() >= static_cast<std::size_t>(Depth); }
    std::size_t size() const { return elements.size(); }
    // The most elements that the FIFO has held.
    std::size_t peak() const { return most; }

private:
    stream(const stream &);
    stream &operator=(const stream &);

    void fail(const char *what, std::size_t count) const {
        std::fprintf(stderr, "error: FIFO '%s' %s (%lu elements)\n", label.c_str(), what,
                     static_cast<unsigned long>(count));
        std::fflush(NULL);
        std::_Exit(1);
    }

    std::string label;
    std::deque<T> elements;
    std::size_t most;
};

} // namespace hls

#endif
