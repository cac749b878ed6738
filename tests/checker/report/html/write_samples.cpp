// write_samples DIR: the pages of all samples, for programs that are not ours.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/checker/report/html/samples.hpp"

namespace {

bool write(const std::filesystem::path& folder, const std::string& name, const std::string& page) {
  std::ofstream out(folder / (name + ".html"), std::ios::binary);
  out << page;
  out.close();
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: write_samples DIR\n", stderr), 2;
  const std::filesystem::path folder = argv[1];
  bool written = write(folder, "hostile", samples::hostile_page());
  for (const auto& sample : samples::all())
    written = write(folder, sample.name, samples::page_of(sample.name)) && written;
  return written ? 0 : 1;
}
