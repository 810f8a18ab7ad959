// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// Runs the processes of a design side by side, for simulation with FIFOs as deep as in hardware. Each process has a
// stack of its own and runs until it has to wait for a FIFO; then the next one that can go on has its turn. So the
// outcome is the same every time, and when none can go on it is known why: the program ends with exit code 1 and says
// which process waits for which FIFO.
#ifndef HLS4MLIR_SIMULATION_PROCESSES_H
#define HLS4MLIR_SIMULATION_PROCESSES_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <ucontext.h>
#include <vector>

namespace hls4mlir {

class Processes {
public:
    Processes() : current(NULL) {}

    // Adds a process, which starts with run().
    void add(const std::string &name, std::function<void()> body) {
        processes.push_back(std::unique_ptr<Process>(new Process(name, std::move(body))));
    }

    // Runs all processes to their ends.
    void run() {
        if (!runUntil(nullptr))
            fail("");
        processes.clear();
    }

    // Those that are launched one by one, and run when the program that has launched them waits.
    static Processes &launched() {
        static Processes all;
        return all;
    }

    // Lets others run until `ready`, which `reason` explains; false where no process is running or launched.
    static bool wait(std::function<bool()> ready, std::function<std::string()> reason) {
        Processes *all = active();
        if (!all) {
            Processes &others = launched();
            if (others.processes.empty())
                return false;
            if (!others.runUntil(ready))
                others.fail("  the program that feeds the design " + reason() + "\n");
            return true;
        }
        Process &process = *all->current;
        process.ready = std::move(ready);
        process.reason = std::move(reason);
        swapcontext(&process.context, &all->scheduler);
        return true;
    }

    // The name of the process that is running, NULL for none.
    static const std::string *running() {
        Processes *all = active();
        return all ? &all->current->name : NULL;
    }

private:
    // Room for the arrays of a process; memory is taken when it is touched.
    static const std::size_t kStackBytes = std::size_t(256) << 20;

    struct Process {
        Process(const std::string &name, std::function<void()> body) : name(name), body(std::move(body)), done(false) {
            stack = mmap(NULL, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (stack == MAP_FAILED) {
                std::fprintf(stderr, "error: no memory for the stack of process '%s'\n", name.c_str());
                std::_Exit(1);
            }
            getcontext(&context);
            context.uc_stack.ss_sp = stack;
            context.uc_stack.ss_size = kStackBytes;
            context.uc_link = NULL;
            makecontext(&context, enter, 0);
        }
        ~Process() { munmap(stack, kStackBytes); }
        Process(const Process &) = delete;
        Process &operator=(const Process &) = delete;

        std::string name;
        std::function<void()> body;
        bool done;
        void *stack;
        ucontext_t context;
        std::function<bool()> ready;
        std::function<std::string()> reason;
    };

    static Processes *&active() {
        static Processes *all = NULL;
        return all;
    }

    static void enter() {
        Processes *all = active();
        Process &process = *all->current;
        process.body();
        process.done = true;
        swapcontext(&process.context, &all->scheduler);
    }

    // Runs the processes until `enough`, or to their ends where there is no such thing; false when none can go on.
    bool runUntil(const std::function<bool()> &enough) {
        active() = this;
        bool moved = true, left = true;
        while (left && moved && !(enough && enough())) {
            moved = left = false;
            for (std::size_t i = 0; i < processes.size(); ++i) {
                Process &process = *processes[i];
                if (process.done)
                    continue;
                left = true;
                if (process.ready && !process.ready())
                    continue;
                moved = true;
                process.ready = nullptr;
                current = &process;
                swapcontext(&scheduler, &process.context);
                current = NULL;
            }
        }
        active() = NULL;
        return enough ? enough() : !left;
    }

    void fail(const std::string &others) {
        std::fprintf(stderr, "error: deadlock: no process can go on\n%s", others.c_str());
        for (std::size_t i = 0; i < processes.size(); ++i)
            if (!processes[i]->done)
                std::fprintf(stderr, "  process '%s' %s\n", processes[i]->name.c_str(), processes[i]->reason().c_str());
        std::fflush(NULL);
        std::_Exit(1);
    }

    std::vector<std::unique_ptr<Process> > processes;
    Process *current;
    ucontext_t scheduler;
};

// What a compiler says in __PRETTY_FUNCTION__ that the template parameter `key` is: a name, without its namespaces and
// without the `ending` that it has in the emitted C++.
inline std::string argument(const std::string &pretty, const std::string &key, const std::string &ending) {
    std::size_t start = pretty.find(key + " = ");
    if (start == std::string::npos)
        return "unnamed";
    start += key.size() + 3;
    if (pretty[start] == '&')
        ++start;
    std::string name;
    for (std::size_t i = start; i < pretty.size(); ++i) {
        const char c = pretty[i];
        if (c == ':')
            name.clear();
        else if (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            name += c;
        else
            break;
    }
    if (name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0)
        name.resize(name.size() - ending.size());
    return name;
}

} // namespace hls4mlir

#endif
