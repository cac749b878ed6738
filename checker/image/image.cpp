#include "checker/image/image.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "checker/image/ne.hpp"
#include "checker/image/pe.hpp"
#include "checker/image/reader.hpp"
#include "checker/image/resources.hpp"
#include "checker/image/version_resource.hpp"

namespace checker::image {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kDosHeader = 64;
// Windows' loader (RtlImageNtHeaderEx) looks for no new header from 256 MiB on.
constexpr std::uint32_t kMaxNewHeader = 0x10000000;
// A DOS program that is more than that has its relocations at or behind byte 64; in older ones
// the bytes at 60 are anything.
constexpr std::uint16_t kNewRelocations = 0x40;

std::string hex4(std::uint16_t value) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04x", unsigned{value});
  return text.data();
}

bool is_64_bit(const std::optional<std::string>& machine) {
  return machine && (*machine == "amd64" || *machine == "arm64" || *machine == "ia64" ||
                     *machine == "alpha64");
}

class ImageReader {
 public:
  ImageReader(const base::RandomAccess& file, bool strings) : in_(file), strings_(strings) {}

  Image read() {
    if (auto done = read_dos(); !done) fail(std::move(done).error());
    return std::move(out_);
  }

 private:
  Result<void> read_dos() {
    auto start = in_.want({0}, kDosHeader);
    if (!start) return std::move(start).error();
    if (!may_be_image(*start)) return {};
    out_.format = "mz";
    start = in_.need({0}, kDosHeader, "DOS header");
    if (!start) return std::move(start).error();
    Cursor header(*start);
    header.skip(24);
    const auto relocations = header.le<std::uint16_t>();
    header.skip(34);
    const auto new_header = header.le<std::uint32_t>();
    if (new_header < 4 || new_header >= kMaxNewHeader) return {};
    const FileOffset at{new_header};
    if (at.value >= in_.size() && relocations < kNewRelocations) return {};
    auto signature = in_.need(at, 2, "new header");
    if (!signature) return std::move(signature).error();
    const std::string kind(base::text_of(*signature));
    if (kind == "NE") return read_ne(at);
    if (kind == "LE" || kind == "LX") out_.format = "le";
    return kind == "PE" ? read_pe_image(at) : Result<void>();
  }

  Result<void> read_pe_image(FileOffset at) {
    auto head = in_.need(at, 6, "PE header");
    if (!head) return std::move(head).error();
    Cursor header(*head);
    if (header.le<std::uint32_t>() != 0x4550) return {};  // "PE" without its two zeros
    out_.machine = machine_name(header.le<std::uint16_t>());
    out_.format = is_64_bit(out_.machine) ? "pe32+" : "pe32";  // until the optional header says
    const auto headers = read_pe(in_, at);
    if (!headers) return headers.error();
    out_.format = headers->plus ? "pe32+" : "pe32";
    const auto entry = find_version(in_, *headers);
    if (!entry) return entry.error();
    if (entry->data) out_.language = hex4(entry->data->language);
    if (entry->languages.size() > 1)
      std::ranges::transform(entry->languages, std::back_inserter(out_.languages), hex4);
    return read_block(*entry);
  }

  Result<void> read_ne(FileOffset at) {
    out_.format = "ne";
    const auto entry = find_version_ne(in_, at);
    if (!entry) return entry.error();
    return read_block(*entry);
  }

  Result<void> read_block(const VersionEntry& entry) {
    if (entry.other_id) out_.version_state = VersionState::other_id;
    if (!entry.data) return {};
    const auto [at, size, language] = *entry.data;
    const std::size_t wanted = std::min<std::size_t>(size, kMaxVersionBlock);
    auto bytes = in_.want(at, wanted);
    if (!bytes) return std::move(bytes).error();
    VersionBlock block = read_version_block(*bytes, strings_);
    const bool whole = bytes->size() == wanted || stated_length(*bytes) <= bytes->size();
    if (!whole) {
      // What is left may look whole and lack its last strings: none of it is believed.
      if (auto all = in_.need(at, wanted, "version resource"); !all) return all.error();
    }
    out_.info = std::move(block.info);
    if (block.error) return std::move(*block.error).during(at_byte("version resource", at));
    out_.version_state = VersionState::present;
    return {};
  }

  // A resource is padded behind its block; a file cut in the padding has lost nothing.
  static std::size_t stated_length(Bytes block) {
    Cursor in(block);
    const std::size_t length = in.le<std::uint16_t>();
    return in.ok() ? length : kMaxVersionBlock;
  }

  void fail(Error error) {
    out_.version_state = in_.ran_out() ? VersionState::cut_short : VersionState::unreadable;
    out_.error = std::move(error);
  }

  Reader in_;
  bool strings_;
  Image out_;
};

}  // namespace

std::string_view to_string(VersionState state) {
  switch (state) {
    case VersionState::present:
      return "present";
    case VersionState::none:
      return "none";
    case VersionState::other_id:
      return "other-id";
    case VersionState::unreadable:
      return "unreadable";
    case VersionState::cut_short:
      return "cut-short";
  }
  return "unreadable";
}

bool may_be_image(Bytes start) {
  return start.size() >= 2 && base::text_of(start.first(2)) == "MZ";
}

Image read_image(const base::RandomAccess& file, bool strings) {
  return ImageReader(file, strings).read();
}

}  // namespace checker::image
