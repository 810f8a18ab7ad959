# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""From the files of frameworks to the import form of the qnn dialect.

One module per framework, one function per operator.
"""
