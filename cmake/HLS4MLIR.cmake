# MLIR set-up and the functions with which every folder declares what it builds.
#
# Only the two shared libraries `MLIR` and `LLVM` are linked. The imported targets of single MLIR libraries
# (MLIRIR, MLIROptLib, ...) pull static copies of the same code, and with them a second set of TypeIDs.

# `find_package(MLIR 22)` rejects 22.1.x: the version file asks for an exact minor version.
find_package(MLIR REQUIRED CONFIG HINTS /usr/lib/llvm-22/lib/cmake/mlir)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "hls4mlir needs MLIR 22, found ${LLVM_PACKAGE_VERSION} in ${MLIR_DIR}")
endif()
list(APPEND CMAKE_MODULE_PATH "${MLIR_CMAKE_DIR}" "${LLVM_CMAKE_DIR}")
include(TableGen)
include(AddLLVM)
include(AddMLIR)

set(HLS4MLIR_INCLUDE_DIRS "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}")
set(HLS4MLIR_WARNINGS -Wall -Wextra -Wno-unused-parameter)

# Options that all our C++ is compiled with. RTTI and exceptions stay off outside the Python bindings.
function(hls4mlir_compile_options target)
  # ccache refuses precompiled headers that hold the time; instantiations in the header serve every file.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp" -fpch-instantiate-templates)
  endif()
  target_include_directories(${target} PUBLIC ${HLS4MLIR_INCLUDE_DIRS})
  target_include_directories(${target} SYSTEM PUBLIC ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
  target_compile_options(${target} PRIVATE ${HLS4MLIR_WARNINGS})
endfunction()

# hls4mlir_precompile(NAME headers...): headers that libraries reuse in place of parsing them, since they take most of
# the time of a small file. The define keeps ccache from giving one clone what another one has precompiled: it holds
# absolute paths.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/cmake/precompiled.cpp" CONTENT "")
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/cmake/clone.h" CONTENT "#define HLS4MLIR_CLONE \"@PROJECT_BINARY_DIR@\"\n")
function(hls4mlir_precompile name)
  add_library(${name} STATIC "${PROJECT_BINARY_DIR}/cmake/precompiled.cpp")
  hls4mlir_core_options(${name})
  target_precompile_headers(${name} PRIVATE "${PROJECT_BINARY_DIR}/cmake/clone.h" ${ARGN})
endfunction()

# What mlir-tblgen generates for all dialects.
add_custom_target(hls4mlir-headers)

# What libraries and tools have in common: no exceptions, no RTTI.
function(hls4mlir_core_options target)
  hls4mlir_compile_options(${target})
  target_compile_options(${target} PRIVATE -fno-rtti -fno-exceptions)
  # Generated headers of one dialect are included by the others.
  add_dependencies(${target} hls4mlir-headers)
endfunction()

hls4mlir_precompile(hls4mlir-precompiled-mlir "${PROJECT_SOURCE_DIR}/cmake/PrecompiledMLIR.h")
hls4mlir_precompile(hls4mlir-precompiled-dialects "${PROJECT_SOURCE_DIR}/cmake/PrecompiledDialects.h")

# hls4mlir_add_library(NAME [DIALECT] sources... [DEPENDS tablegen-targets...] [LINK libraries...])
# DIALECT: the library defines a dialect and does not wait for the headers of the others.
function(hls4mlir_add_library name)
  cmake_parse_arguments(ARG "DIALECT" "" "DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  hls4mlir_core_options(${name})
  # Tools reuse neither: position-independent executables are other code.
  if(ARG_DIALECT)
    target_precompile_headers(${name} REUSE_FROM hls4mlir-precompiled-mlir)
  else()
    target_precompile_headers(${name} REUSE_FROM hls4mlir-precompiled-dialects)
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# hls4mlir_add_tool(NAME sources... LINK libraries...)
function(hls4mlir_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  hls4mlir_core_options(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
endfunction()

# hls4mlir_add_dialect(NAME mnemonic): runs mlir-tblgen over NAMEDialect.td, NAMETypes.td, NAMEAttrs.td,
# NAMEInterfaces.td, NAMEOps.td and NAMEPasses.td of the current folder, whichever exist.
function(hls4mlir_add_dialect name mnemonic)
  set(dir "${CMAKE_CURRENT_SOURCE_DIR}")
  include_directories("${PROJECT_SOURCE_DIR}" ${MLIR_INCLUDE_DIRS})
  macro(generate td)
    set(LLVM_TARGET_DEFINITIONS "${name}${td}.td")
  endmacro()
  generate(Dialect)
  mlir_tablegen(${name}Dialect.h.inc -gen-dialect-decls -dialect=${mnemonic})
  mlir_tablegen(${name}Dialect.cpp.inc -gen-dialect-defs -dialect=${mnemonic})
  generate(Ops)
  mlir_tablegen(${name}Ops.h.inc -gen-op-decls -dialect=${mnemonic})
  mlir_tablegen(${name}Ops.cpp.inc -gen-op-defs -dialect=${mnemonic})
  if(EXISTS "${dir}/${name}Types.td")
    generate(Types)
    mlir_tablegen(${name}Types.h.inc -gen-typedef-decls -typedefs-dialect=${mnemonic})
    mlir_tablegen(${name}Types.cpp.inc -gen-typedef-defs -typedefs-dialect=${mnemonic})
  endif()
  if(EXISTS "${dir}/${name}Attrs.td")
    generate(Attrs)
    mlir_tablegen(${name}Attrs.h.inc -gen-attrdef-decls -attrdefs-dialect=${mnemonic})
    mlir_tablegen(${name}Attrs.cpp.inc -gen-attrdef-defs -attrdefs-dialect=${mnemonic})
    mlir_tablegen(${name}Enums.h.inc -gen-enum-decls)
    mlir_tablegen(${name}Enums.cpp.inc -gen-enum-defs)
  endif()
  if(EXISTS "${dir}/${name}Interfaces.td")
    generate(Interfaces)
    mlir_tablegen(${name}Interfaces.h.inc -gen-op-interface-decls)
    mlir_tablegen(${name}Interfaces.cpp.inc -gen-op-interface-defs)
  endif()
  if(EXISTS "${dir}/${name}Passes.td")
    generate(Passes)
    mlir_tablegen(${name}Passes.h.inc -gen-pass-decls -name=HLS4MLIR${name})
  endif()
  add_public_tablegen_target(hls4mlir-${mnemonic}-headers)
  add_dependencies(hls4mlir-headers hls4mlir-${mnemonic}-headers)
endfunction()
