#include "migrator/destination/vcard_reader.hpp"

#include "base/blob.hpp"

namespace migrator::destination {
namespace {

constexpr std::size_t kLongestLine = 1u << 20;  // unfolded; an EXPORT line is 4 KB at most

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
    } else {
      ++i;
      out += value[i] == 'n' ? '\n' : value[i];
    }
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const std::function<void(const DirectoryEntry&)>& take) : take_(take) {}

  base::Result<void> feed(std::string_view bytes) {
    for (char c : bytes) {
      ++at_;
      if (c == '\r') continue;
      if (c != '\n') {
        if (start_of_line_ && c != ' ')
          if (auto done = line(); !done) return done;
        if (!start_of_line_ || c != ' ') line_ += c;
        start_of_line_ = false;
        if (line_.size() > kLongestLine) return wrong("a shorter line");
      } else {
        start_of_line_ = true;
      }
    }
    return {};
  }
  base::Result<void> end() {
    if (auto done = line(); !done) return done;
    return inside_ ? wrong("END:VCARD") : base::Result<void>();
  }

 private:
  base::Error wrong(std::string_view expected) const {
    return {base::Errc::malformed,
            "not a vCard file of ours: expected " + std::string(expected) + " before byte " +
                std::to_string(at_),
            "remove it and run the migration again: it is made anew"};
  }
  base::Result<void> line() {
    const std::string line = std::exchange(line_, "");
    if (line.empty()) return {};
    const auto colon = line.find(':');
    if (colon == std::string::npos) return wrong("a property");
    const auto name = std::string_view(line).substr(0, colon);
    const std::string value = unescaped(std::string_view(line).substr(colon + 1));
    if (inside_ == (name == "BEGIN")) return wrong(inside_ ? "END:VCARD" : "BEGIN:VCARD");
    if (name == "BEGIN") {
      inside_ = true;
      entry_ = {};
    } else if (name == "FN") {
      entry_.name = value;
    } else if (name == "X-CCMAIL-LOCATION") {
      entry_.location = value;
    } else if (name == "X-CCMAIL-ADDRESS") {
      entry_.address = value;
    } else if (name == "END") {
      inside_ = false;
      take_(entry_);
    }
    return {};
  }

  const std::function<void(const DirectoryEntry&)>& take_;
  DirectoryEntry entry_;
  std::string line_;
  std::uint64_t at_ = 0;
  bool start_of_line_ = true, inside_ = false;
};

}  // namespace

base::Result<void> read_entries(const std::filesystem::path& path,
                                const std::function<void(const DirectoryEntry&)>& take) {
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  auto read = read_entries(base::Blob::window(*file, 0, (*file)->size()), take);
  if (!read) return std::move(read).error().during(path.string());
  return {};
}

base::Result<void> read_entries(const base::Blob& file,
                                const std::function<void(const DirectoryEntry&)>& take) {
  Reader reader(take);
  auto read = file.each([&](base::Bytes bytes) { return reader.feed(base::text_of(bytes)); });
  return read ? reader.end() : read;
}

}  // namespace migrator::destination
