// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
// The open header takes the place of the one that comes with Intel oneAPI.
#include <ac_fixed.h>
