// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// A stand-in for the vendor's hls_stream.h, for simulation on a machine without the vendor's tool; it is found by the
// include path alone. Where processes run one after the other, a FIFO holds as much as it is given unless Depth or
// bound() limits it. Where they run side by side (processes.h), a read from an empty FIFO and a write to a full one
// wait. A mistake ends the program with exit code 1 and a message that names the FIFO: a read from an empty one or a
// write to a full one that nothing will change, elements left when it goes away.
#ifndef HLS4MLIR_SIMULATION_HLS_STREAM_H
#define HLS4MLIR_SIMULATION_HLS_STREAM_H

#include "processes.h"
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace hls {

template <class T, int Depth = 0> class stream {
public:
    stream() : label("unnamed"), limit(Depth), most(0) {}
    explicit stream(const char *name) : label(name), limit(Depth), most(0) {}
    ~stream() {
        if (!elements.empty())
            fail("has elements left");
    }

    // The depth that the FIFO has in hardware, and the processes at its ends, for messages.
    void bound(int depth, const char *writer, const char *reader) {
        limit = static_cast<std::size_t>(depth);
        ends = std::string(" from '") + writer + "' to '" + reader + "'";
    }

    T read() {
        if (elements.empty() && !wait("reads", false))
            fail("is read, but empty");
        T element = elements.front();
        elements.pop_front();
        return element;
    }
    void read(T &element) { element = read(); }
    bool read_nb(T &element) { return !empty() && (element = read(), true); }

    void write(const T &element) {
        if (full() && !wait("writes", true))
            fail("is written, but full");
        elements.push_back(element);
        if (elements.size() > most)
            most = elements.size();
    }
    bool write_nb(const T &element) { return !full() && (write(element), true); }

    bool empty() const { return elements.empty(); }
    bool full() const { return limit > 0 && elements.size() >= limit; }
    std::size_t size() const { return elements.size(); }
    // The most elements that the FIFO has held.
    std::size_t peak() const { return most; }

private:
    stream(const stream &);
    stream &operator=(const stream &);

    // Lets other processes run until the FIFO is no longer full or empty; false where there are none.
    bool wait(const char *what, bool whileFull) {
        return hls4mlir::Processes::wait([=] { return whileFull ? !full() : !empty(); },
                                         [=] { return what + (" FIFO " + describe()) + ", which is " +
                                                      (whileFull ? "full" : "empty"); });
    }

    std::string describe() const {
        return "'" + label + "'" + ends + " (" + std::to_string(elements.size()) + " elements)";
    }

    void fail(const char *what) const {
        std::fprintf(stderr, "error: FIFO '%s'%s %s (%lu elements)\n", label.c_str(), ends.c_str(), what,
                     static_cast<unsigned long>(elements.size()));
        std::fflush(NULL);
        std::_Exit(1);
    }

    std::string label, ends;
    std::deque<T> elements;
    std::size_t limit, most;
};

} // namespace hls

#endif
