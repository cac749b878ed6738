#include "checker/image/image.hpp"

#include <algorithm>
#include <array>

#include "checker/image/layout.hpp"
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

class ImageReader {
 public:
  ImageReader(const base::RandomAccess& file, const ReadOptions& options, Image& out)
      : in_(file), options_(options), out_(out) {}

  void read() {
    if (auto done = read_dos(); !done) fail(std::move(done).error());
  }

 private:
  Result<void> read_dos() {
    auto start = in_.want({0}, kDosHeader);
    if (!start) return std::move(start).error();
    if (!may_be_image(*start)) return {};
    out_.format = "mz";
    out_.why = "a DOS program: it has no resources";
    start = in_.need({0}, kDosHeader, "DOS header");
    if (!start) return std::move(start).error();
    if (options_.layout) out_.layout.overlay = overlay_of_mz(*start, in_.size());
    Cursor header(*start);
    header.skip(24);
    const auto relocations = header.le<std::uint16_t>();
    header.skip(34);
    const auto new_header = header.le<std::uint32_t>();
    if (new_header < 4 || new_header >= kMaxNewHeader) return {};
    const FileOffset at{new_header};
    if (at.value >= in_.size() && relocations < kNewRelocations) return {};
    return read_new(at);
  }

  Result<void> read_new(FileOffset at) {
    auto signature = in_.need(at, 2, "new header");
    if (!signature) return std::move(signature).error();
    const std::array kind = {(*signature)[0], (*signature)[1]};
    const auto is = [&](const char* text) {
      return base::text_of(kind) == std::string_view(text, 2);
    };
    if (is("NE")) return read_ne_image(at);
    if (is("PE")) return read_pe_image(at);
    // LX is OS/2's; W3 and W4 (compressed) are the files of many LE drivers that WIN386.EXE and
    // VMM32.VXD are. The length of none of them is the DOS stub's.
    if (is("LE") || is("LX") || is("W3") || is("W4")) {
      out_.format = "le";
      out_.why = "an LE image: it has no resource table";
      out_.layout.overlay = {};
    }
    return {};
  }

  Result<void> read_pe_image(FileOffset at) {
    auto head = in_.need(at, 6, "PE header");
    if (!head) return std::move(head).error();
    Cursor header(*head);
    if (header.le<std::uint32_t>() != 0x4550) return {};  // "PE" without its two zeros
    const auto machine = header.le<std::uint16_t>();
    out_.layout.overlay = {};
    out_.why.clear();
    out_.machine = machine_name(machine);
    out_.format = is_64_bit(machine) ? "pe32+" : "pe32";  // until the optional header says
    auto headers = read_pe(in_, at);
    if (!headers) return std::move(headers).error();
    out_.format = headers->plus ? "pe32+" : "pe32";
    // Only what can be run can extract itself: of a DLL, the layout is not asked for.
    const bool layout = options_.layout && !headers->is_dll;
    if (headers->resources || layout) {
      auto done = read_sections(in_, *headers);
      if (!done) return headers->resources ? std::move(done) : Result<void>();
    }
    VersionEntry entry;
    auto found = find_version(in_, *headers, {options_.all_languages, layout}, entry);
    auto done = found ? take_entry(entry) : std::move(found);
    if (layout) take_layout(*headers, entry);
    return done;
  }

  Result<void> read_ne_image(FileOffset at) {
    out_.format = "ne";
    out_.why.clear();
    out_.layout.overlay = {};
    const auto header = read_ne(in_, at);
    if (!header) return header.error();
    if (options_.layout) out_.layout.overlay = overlay_of_ne(in_, *header);
    const auto entry = find_version_ne(in_, *header);
    if (!entry) return entry.error();
    if (entry->other_id) out_.version_state = VersionState::other_id;
    out_.why = entry->why;
    return entry->data ? read_version(*entry->data) : Result<void>();
  }

  void take_layout(const PeHeaders& headers, const VersionEntry& entry) {
    out_.layout.overlay = overlay_of_pe(in_, headers);
    if (!entry.cabinet || entry.cabinet->at.value >= in_.size()) return;
    const std::uint64_t at = entry.cabinet->at.value;
    out_.layout.cabinet = {at, std::min<std::uint64_t>(entry.cabinet->size, in_.size() - at)};
  }

  Result<void> take_entry(const VersionEntry& entry) {
    if (entry.other_id) out_.version_state = VersionState::other_id;
    out_.why = entry.why;
    if (entry.language_count > 1)
      std::ranges::transform(entry.languages, std::back_inserter(out_.languages), hex4);
    if (entry.data) out_.language = hex4(entry.data->language);
    auto done = entry.data ? read_version(*entry.data) : Result<void>();
    if (options_.all_languages) take_languages(entry);
    return done;
  }

  void take_languages(const VersionEntry& entry) {
    const Reader::Attempt attempt(in_);
    for (const LanguageData& each : entry.all) {
      LanguageVersion& out = out_.by_language.emplace_back();
      out.language = hex4(each.language);
      auto done = each.data ? read_block(*each.data, out.info) : Result<void>(each.data.error());
      if (!done) out.error = std::move(done).error();
    }
    if (entry.language_count <= entry.all.size()) return;
    LanguageVersion& rest = out_.by_language.emplace_back();
    rest.error =
        Error{Errc::limit, "version resource: it has " + std::to_string(entry.language_count) +
                               " languages, and only the first " + std::to_string(kMaxLanguages) +
                               " were read"};
  }

  Result<void> read_version(const ResourceData& data) {
    auto done = read_block(data, out_.info);
    if (done) out_.version_state = VersionState::present;
    return done;
  }

  Result<void> read_block(const ResourceData& data, VersionInfo& info) {
    const std::size_t wanted = std::min<std::size_t>(data.size, kMaxVersionBlock);
    auto bytes = in_.want_only(data.at, wanted);
    if (!bytes) return std::move(bytes).error();
    const bool whole = bytes->size() == wanted || stated_length(*bytes) <= bytes->size();
    if (!whole) {
      // What is left may look whole and lack its last strings: none of it is believed.
      if (auto all = in_.need(data.at, wanted, "version resource"); !all) return all.error();
    }
    VersionBlock block = read_version_block(*bytes, options_.strings);
    info = std::move(block.info);
    if (block.error) return std::move(*block.error).during(at_byte("version resource", data.at));
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
    out_.why.clear();  // the error says it
    out_.error = std::move(error);
  }

  Reader in_;
  const ReadOptions& options_;
  Image& out_;
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

Image read_image(const base::RandomAccess& file, const ReadOptions& options) {
  Image out;
  ImageReader(file, options, out).read();
  return out;
}

}  // namespace checker::image
