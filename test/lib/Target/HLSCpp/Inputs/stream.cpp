#include <cstdlib>
#include <hls_stream.h>

int main(int, char **argv) {
  switch (std::atoi(argv[1])) {
  case 0: { // Nothing wrong.
    hls::stream<int> good("good");
    good.write(1);
    good.write(2);
    int first = good.read(), second = 0;
    bool more = good.read_nb(second), none = good.read_nb(second);
    return !(first == 1 && second == 2 && more && !none && good.empty() && good.peak() == 2);
  }
  case 1: {
    hls::stream<int> early("early");
    return early.read();
  }
  case 2: {
    hls::stream<int> rest("rest");
    rest.write(1);
    return 0;
  }
  default: {
    hls::stream<int, 1> narrow("narrow");
    narrow.write(1);
    if (narrow.write_nb(2))
      return 0;
    narrow.write(3);
    return 0;
  }
  }
}
