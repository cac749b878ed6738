# What every target of ours agrees on. Nothing is set globally, so what comes
# from elsewhere is compiled its own way.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
option(SIDESTEP_WERROR "Warnings are errors" ON)

find_package(PkgConfig REQUIRED)
find_package(LibArchive REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(fmt REQUIRED)
find_package(date REQUIRED)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(MSPACK REQUIRED IMPORTED_TARGET libmspack)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(EVT REQUIRED IMPORTED_TARGET libevt)
pkg_check_modules(EVTX REQUIRED IMPORTED_TARGET libevtx)
pkg_check_modules(BFIO REQUIRED IMPORTED_TARGET libbfio)

add_library(house_options INTERFACE)
target_compile_features(house_options INTERFACE cxx_std_20)
target_compile_options(house_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms of GCC 12 in std::string (GCC bug 105651)
  $<$<BOOL:${SIDESTEP_WERROR}>:-Werror>)
target_include_directories(house_options INTERFACE ${PROJECT_SOURCE_DIR})

# house_quick(NAME): what is compiled more often than it is run, such as tests, is not optimised, and
# reads once what nearly every file reads first, which takes more than half of such a compilation.
# (With optimisation a precompiled header brings GCC 12 to false alarms in std::string.) With
# CMAKE_DISABLE_PRECOMPILE_HEADERS, as in the preset `dev`, each file has to include what it uses.
# The gold linker, where there is one, takes a third of the time of the other.
add_library(house_headers OBJECT ${CMAKE_CURRENT_LIST_DIR}/precompiled.cpp)
target_link_libraries(house_headers PRIVATE house_options)
target_compile_options(house_headers PRIVATE -O0)
target_precompile_headers(house_headers PRIVATE ${PROJECT_SOURCE_DIR}/base/json.hpp
  <algorithm> <filesystem> <functional> <map> <memory> <optional> <set> <string> <variant> <vector>)
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold SIDESTEP_GOLD)
function(house_quick name)
  target_compile_options(${name} PRIVATE -O0)
  target_link_options(${name} PRIVATE $<$<BOOL:${SIDESTEP_GOLD}>:-fuse-ld=gold>)
  target_precompile_headers(${name} REUSE_FROM house_headers)
endfunction()

# house_together(NAME [ALONE ...]): with SIDESTEP_UNITY the files of a target are compiled several at
# a time, since most of the time goes into headers. Files that are ALONE have names of their own that
# another file of the target has too.
option(SIDESTEP_UNITY "Compile the files of a room together, in half the time" OFF)
function(house_together name)
  cmake_parse_arguments(TARGET "" "" "ALONE" ${ARGN})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${SIDESTEP_UNITY} UNITY_BUILD_BATCH_SIZE 12)
  set_source_files_properties(${TARGET_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# house_unhurried(NAME): what writes a page or parses a command line takes no time that anybody would
# notice, and a third less to compile.
function(house_unhurried name)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# house_room(NAME [UNHURRIED] [SOURCES ...] [LINKS ...] [GUESTS ...] [ALONE ...]): a folder of the
# house as a static library; ALONE are sources, too. What a room may use is what it links: an arrow
# against the house fails at link time.
function(house_room name)
  cmake_parse_arguments(ROOM "UNHURRIED" "" "SOURCES;LINKS;GUESTS;ALONE" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES} ${ROOM_ALONE})
  house_together(${name} ALONE ${ROOM_ALONE})
  if(ROOM_UNHURRIED)
    house_unhurried(${name})
  endif()
  target_link_libraries(${name} PUBLIC house_options ${ROOM_LINKS} PRIVATE ${ROOM_GUESTS})
endfunction()
