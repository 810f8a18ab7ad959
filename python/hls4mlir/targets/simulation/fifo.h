// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// A FIFO as the stand-ins for the vendors' stream classes have it. Where processes run one after the other, it holds as
// much as it is given unless it is bounded. Where they run side by side (processes.h), a read from an empty FIFO and a
// write to a full one wait. A mistake ends the program with exit code 1 and a message that names the FIFO: a read from
// an empty one or a write to a full one that nothing will change, elements left when it goes away.
#ifndef HLS4MLIR_SIMULATION_FIFO_H
#define HLS4MLIR_SIMULATION_FIFO_H

#include "processes.h"
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace hls4mlir {

// What a FIFO of any type has.
class FifoBase {
public:
    FifoBase(const std::string &label, std::size_t limit) : label(label), limit(limit), most(0) {}
    virtual ~FifoBase() {}

    virtual std::size_t size() const = 0;
    bool empty() const { return size() == 0; }
    bool full() const { return limit > 0 && size() >= limit; }
    // The most elements that the FIFO has held.
    std::size_t peak() const { return most; }

    // The depth that the FIFO has in hardware, and the processes at its ends, for messages.
    void bound(int depth, const char *writerName, const char *readerName) {
        limit = static_cast<std::size_t>(depth);
        writer = writerName;
        reader = readerName;
    }

    // Ends the program unless the FIFO is empty.
    void checkEmpty() const {
        if (!empty())
            fail("has elements left");
    }

protected:
    // Waits until there is an element, or room for one.
    void beforeRead() {
        meet(reader);
        if (empty() && !wait("reads", false))
            fail("is read, but empty");
    }
    void beforeWrite() {
        meet(writer);
        if (full() && !wait("writes", true))
            fail("is written, but full");
    }
    void afterWrite() {
        if (size() > most)
            most = size();
    }

    virtual std::string name() const { return label; }

private:
    FifoBase(const FifoBase &);
    FifoBase &operator=(const FifoBase &);

    // Remembers who is at an end.
    static void meet(std::string &end) {
        const std::string *running = Processes::running();
        if (running && end.empty())
            end = *running;
    }

    // Lets other processes run until the FIFO is no longer full or empty; false where there are none.
    bool wait(const char *what, bool whileFull) {
        return Processes::wait([=] { return whileFull ? !full() : !empty(); },
                               [=] { return what + (" FIFO " + describe()) + ", which is " +
                                            (whileFull ? "full" : "empty"); });
    }

    std::string ends() const {
        return (writer.empty() ? "" : " from '" + writer + "'") + (reader.empty() ? "" : " to '" + reader + "'");
    }

    std::string describe() const {
        return "'" + name() + "'" + ends() + " (" + std::to_string(size()) + " elements)";
    }

    void fail(const char *what) const {
        std::fprintf(stderr, "error: FIFO '%s'%s %s (%lu elements)\n", name().c_str(), ends().c_str(), what,
                     static_cast<unsigned long>(size()));
        std::fflush(NULL);
        std::_Exit(1);
    }

    std::string label, writer, reader;
    std::size_t limit, most;
};

template <class T> class Fifo : public FifoBase {
public:
    explicit Fifo(const std::string &label, std::size_t limit = 0) : FifoBase(label, limit) {}
    ~Fifo() { checkEmpty(); }

    std::size_t size() const { return elements.size(); }

    T read() {
        beforeRead();
        T element = elements.front();
        elements.pop_front();
        return element;
    }
    bool read_nb(T &element) { return !empty() && (element = read(), true); }

    void write(const T &element) {
        beforeWrite();
        elements.push_back(element);
        afterWrite();
    }
    bool write_nb(const T &element) { return !full() && (write(element), true); }

private:
    std::deque<T> elements;
};

} // namespace hls4mlir

#endif
