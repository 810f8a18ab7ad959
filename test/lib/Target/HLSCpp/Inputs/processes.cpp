#include <cstdio>
#include <cstdlib>
#include <hls_stream.h>

static const int kCount = 100;

static void spread(hls::stream<int> &x, hls::stream<int> &straight, hls::stream<int> &skip) {
  for (int i = 0; i < kCount; ++i) {
    const int value = x.read();
    straight.write(value);
    skip.write(value);
  }
}

// Holds everything back until it has seen all.
static void total(hls::stream<int> &straight, hls::stream<int> &skip, hls::stream<int> &y) {
  int sum = 0;
  for (int i = 0; i < kCount; ++i)
    sum += straight.read();
  for (int i = 0; i < kCount; ++i)
    y.write(sum + skip.read());
}

// Usage: processes DEPTH, that of the FIFO beside the process that holds back.
int main(int, char **argv) {
  hls::stream<int> x("x"), y("y");
  for (int i = 0; i < kCount; ++i)
    x.write(i);
  {
    hls::stream<int> straight("straight"), skip("skip");
    straight.bound(1, "spread", "total");
    skip.bound(std::atoi(argv[1]), "spread", "total");
    hls4mlir::Processes processes;
    processes.add("spread", [&] { spread(x, straight, skip); });
    processes.add("total", [&] { total(straight, skip, y); });
    processes.run();
    std::printf("most in skip: %d\n", static_cast<int>(skip.peak()));
  }
  int sum = 0;
  while (!y.empty())
    sum += y.read();
  std::printf("sum: %d\n", sum);
}
