#include "HLS/hls.h"
#include <cstdio>
#include <cstdlib>

static const int kCount = 100;

namespace fifos {
ihc::stream_in<int> x;
ihc::stream_out<int> y;
ihc::stream<int, ihc::buffer<1>> straight;
ihc::stream<int, ihc::buffer<DEPTH>> skip;
} // namespace fifos

template <auto &x, auto &straight, auto &skip> static void spread() {
  for (int i = 0; i < kCount; ++i) {
    const int value = x.read();
    straight.write(value);
    skip.write(value);
  }
}

// Holds everything back until it has seen all.
template <auto &straight, auto &skip, auto &y> static void total() {
  int sum = 0;
  for (int i = 0; i < kCount; ++i)
    sum += straight.read();
  for (int i = 0; i < kCount - LEFT; ++i)
    y.write(sum + skip.read());
}

component void top() {
  ihc::launch<spread<fifos::x, fifos::straight, fifos::skip>>();
  ihc::launch<total<fifos::straight, fifos::skip, fifos::y>>();
  ihc::collect<spread<fifos::x, fifos::straight, fifos::skip>>();
  ihc::collect<total<fifos::straight, fifos::skip, fifos::y>>();
}

int main() {
  for (int sample = 0; sample < 2; ++sample) {
    for (int i = 0; i < kCount; ++i)
      fifos::x.write(i);
    top();
    int sum = 0;
    for (bool filled = true; filled;) {
      const int value = fifos::y.tryRead(filled);
      if (filled)
        sum += value;
    }
    std::printf("sum: %d\n", sum);
  }
}
