#include <cstdio>
#include <sycl/sycl.hpp>

static const int kCount = 100;

namespace fifos {
class x_pipe_;
using x = sycl::ext::intel::experimental::pipe<x_pipe_, int, 4>;
class y_pipe_;
using y = sycl::ext::intel::experimental::pipe<y_pipe_, int, kCount>;
class straight_pipe_;
using straight = sycl::ext::intel::pipe<straight_pipe_, int, 1>;
class skip_pipe_;
using skip = sycl::ext::intel::pipe<skip_pipe_, int, DEPTH>;
} // namespace fifos

template <class x, class straight, class skip> static void spread() {
  for (int i = 0; i < kCount; ++i) {
    const int value = x::read();
    straight::write(value);
    skip::write(value);
  }
}

// Holds everything back until it has seen all.
template <class straight, class skip, class y> static void total() {
  int sum = 0;
  for (int i = 0; i < kCount; ++i)
    sum += straight::read();
  for (int i = 0; i < kCount; ++i)
    y::write(sum + skip::read());
}

namespace launched {
class spread;
class total;
} // namespace launched

static void top(sycl::queue &queue, int samples) {
  queue.single_task<launched::spread>([=]() {
    for (int sample = 0; sample < samples; ++sample)
      spread<fifos::x, fifos::straight, fifos::skip>();
  });
  queue.single_task<launched::total>([=]() {
    for (int sample = 0; sample < samples; ++sample)
      total<fifos::straight, fifos::skip, fifos::y>();
  });
}

int main() {
  sycl::queue queue(sycl::ext::intel::fpga_emulator_selector_v);
  top(queue, 2);
  for (int sample = 0; sample < 2; ++sample) {
    for (int i = 0; i < kCount; ++i)
      fifos::x::write(queue, i);
    int sum = 0;
    for (int i = 0; i < READ; ++i)
      sum += fifos::y::read(queue);
    std::printf("sum: %d\n", sum);
  }
  queue.wait();
}
