// Runs a fuzz target without a fuzzer: over every file of some folders, then over mutations of them
// that are the same each time.
//
//   fuzz_replay_TARGET MUTATIONS FOLDER…
#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxInput = 16 << 20;
constexpr std::size_t kMaxMutated = 64 << 10;  // the rest of large seeds is data that nobody reads

std::vector<std::string> inputs_of(const std::vector<fs::path>& folders) {
  std::vector<fs::path> paths;
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder)) paths.push_back(folder);
    if (!fs::is_directory(folder)) continue;  // a corpus that is not here
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.file_size() <= kMaxInput) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<std::string> inputs;
  for (const fs::path& path : paths)
    if (auto bytes = base::read_file(path, kMaxInput)) inputs.push_back(*std::move(bytes));
  return inputs;
}

void run(const std::string& input) {
  // A copy of exactly this size: a read behind it is one behind a heap block.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

// std::uniform_int_distribution may give other numbers elsewhere; this does not.
std::size_t below(std::mt19937& random, std::size_t end) { return random() % end; }

void mutate(std::string& input, std::mt19937& random) {
  static constexpr unsigned char kOdd[] = {0, 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x7F, 0x80, 0xFE, 0xFF};
  const auto odd = [&] { return static_cast<char>(kOdd[below(random, std::size(kOdd))]); };
  for (std::size_t n = 1 + below(random, 8); n > 0 && !input.empty(); --n) {
    const std::size_t at = below(random, input.size());
    switch (below(random, 6)) {
      case 0:
        input[at] = static_cast<char>(input[at] ^ (1 << below(random, 8)));
        break;
      case 1:
        input[at] = odd();
        break;
      case 2:
        std::fill_n(input.begin() + static_cast<std::ptrdiff_t>(at),
                    std::min<std::size_t>(4, input.size() - at), odd());
        break;
      case 3:
        input.resize(at);
        break;
      case 4:
        input.insert(at, input.substr(below(random, input.size()), below(random, 64)));
        break;
      default:
        input.erase(at, below(random, 16));
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.size() < 2) {
    std::fprintf(stderr, "usage: %s MUTATIONS FOLDER...\n", arguments[0]);
    return 3;
  }
  std::vector<std::string> inputs = inputs_of({given.begin() + 1, given.end()});
  fuzz::require(!inputs.empty(), "there are seeds");
  for (const std::string& input : inputs) run(input);
  const std::size_t replayed = inputs.size();

  std::erase_if(inputs, [](const std::string& input) { return input.size() > kMaxMutated; });
  std::mt19937 random(1999);
  const long mutations = inputs.empty() ? 0 : std::stol(given.front());
  for (long i = 0; i < mutations; ++i) {
    std::string input = inputs[below(random, inputs.size())];
    mutate(input, random);
    run(input);
  }
  std::printf("%zu inputs, %ld mutations\n", replayed, mutations);
}
