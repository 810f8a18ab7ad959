// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// All that is simulated of SYCL stands in one file.
#include "../../../sycl.hpp"
