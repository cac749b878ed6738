// What stands behind an image, and what looking for it costs.
#include <doctest/doctest.h>

#include "base/blob.hpp"
#include "checker/image/image.hpp"
#include "tests/checker/image/builder.hpp"

using base::MemoryAccess;
using builder::Resource;
using builder::set16;
using builder::set32;
using checker::image::FileRange;
using checker::image::Image;
using checker::image::Layout;
using checker::image::read_image;
using checker::image::ReadOptions;

namespace {

constexpr std::size_t kPe = 0x40, kOptional = 0x58, kSection = kOptional + 0xE0;
constexpr std::size_t kCertificates = kOptional + 96 + 8 * 4;

/// Counts what is asked of it.
class Counted : public base::RandomAccess {
 public:
  explicit Counted(const std::string& bytes) : bytes_(base::bytes_of(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  base::Result<std::size_t> read_at(std::uint64_t at, std::span<std::byte> room) const override {
    ++reads;
    CHECK(at + room.size() <= size());  // else a second read would only find the end
    return bytes_.read_at(at, room);
  }
  mutable int reads = 0;

 private:
  MemoryAccess bytes_;
};

int reads_of(const std::string& bytes, bool layout) {
  const Counted file(bytes);
  ReadOptions options;
  options.layout = layout;
  (void)read_image(file, options);
  return file.reads;
}

Layout layout_of(const std::string& bytes) {
  ReadOptions options;
  options.layout = true;
  return read_image(MemoryAccess(base::bytes_of(bytes)), options).layout;
}

std::string show(const FileRange& range) {
  return range.size == 0 ? "none" : std::to_string(range.offset) + "+" + std::to_string(range.size);
}

std::string overlay(const std::string& bytes) { return show(layout_of(bytes).overlay); }

std::string range(std::size_t offset, std::size_t size) { return show({offset, size}); }

const std::string kPayload(100, 'P');

std::string version_pe() { return builder::pe({{0x0409, builder::version(7).bytes()}}); }

// A 16-bit image with one segment beside its version resource, which stands at byte 256.
std::string ne_with_segment(unsigned sector, unsigned length, unsigned flags) {
  std::string out = builder::ne(builder::version(7).bytes());
  set16(out, 0x40 + 0x1C, 1);
  set16(out, 0x40 + 0x32, 4);
  set16(out, 0x40 + 0x22, 0xE0 - 0x40);  // the segment table, behind all others
  set16(out, 0xE0, sector);
  set16(out, 0xE2, length);
  set16(out, 0xE4, flags);
  return out;
}

}  // namespace

TEST_CASE("an overlay is what stands behind all sections, from 32 bytes on") {
  const std::string pe = version_pe();
  CHECK(overlay(pe) == "none");
  CHECK(overlay(pe + std::string(31, '\0')) == "none");
  CHECK(overlay(pe + std::string(32, '\0')) == range(pe.size(), 32));
  CHECK(overlay(pe + kPayload) == range(pe.size(), 100));

  struct Row {
    std::string what;
    std::size_t at;
    std::uint32_t value;
    std::string overlay;
  };
  const auto raw = static_cast<std::uint32_t>(pe.size() - 0x200);
  const Row rows[] = {
      {"the section is longer", kSection + 16, raw + 60, range(pe.size() + 60, 40)},
      {"the section is longer than the file", kSection + 16, 0xFFFFFFFF, "none"},
      {"the section begins behind the file", kSection + 20, 0x7FFFFFFF, range(0x200, raw + 100)},
      {"the section has no bytes in the file", kSection + 20, 0, range(0x200, raw + 100)},
      {"the headers are longer", kOptional + 60, static_cast<std::uint32_t>(pe.size() + 20),
       range(pe.size() + 20, 80)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    std::string bytes = pe + kPayload;
    set32(bytes, row.at, row.value);
    CHECK(overlay(bytes) == row.overlay);
  }
}

TEST_CASE("an image without resources has a layout, too") {
  std::string pe = version_pe();
  set32(pe, kOptional + 112, 0);
  CHECK(overlay(pe + kPayload) == range(pe.size(), 100));
}

TEST_CASE("a certificate table at the end is no part of the overlay") {
  const std::string pe = version_pe();
  struct Row {
    std::string what;
    std::size_t before;  // bytes between image and table
    std::uint32_t stated;
    std::size_t behind;
    std::string overlay;
  };
  const Row rows[] = {
      {"alone", 0, 64, 0, "none"},
      {"behind a payload", 100, 64, 0, range(pe.size(), 100)},
      {"padded", 100, 60, 0, range(pe.size(), 100)},
      {"not at the end", 0, 64, 100, range(pe.size(), 164)},
      {"longer than the file", 100, 65, 0, range(pe.size(), 164)},
      {"empty", 100, 0, 0, range(pe.size(), 164)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    std::string bytes =
        pe + std::string(row.before, 'P') + std::string(64, 'C') + std::string(row.behind, 'P');
    set32(bytes, kCertificates, static_cast<std::uint32_t>(pe.size() + row.before));
    set32(bytes, kCertificates + 4, row.stated);
    CHECK(overlay(bytes) == row.overlay);
  }
}

TEST_CASE("COFF symbols and their strings belong to the image") {
  const std::string pe = version_pe();
  struct Row {
    std::string what;
    std::uint32_t at, count, strings;  // where, how many, and what the strings state as length
    std::string overlay;
  };
  const auto end = static_cast<std::uint32_t>(pe.size());
  const std::size_t size = pe.size() + 2 * 18 + 40 + 100;
  const Row rows[] = {
      {"two symbols, 40 bytes of strings", end, 2, 40, range(size - 100, 100)},
      {"a length that does not count itself", end, 2, 0, range(size - 136, 136)},
      {"strings longer than the file", end, 2, 0x7FFFFFFF, range(size - 140, 140)},
      {"more symbols than fit", end, 0xFFFFFFFF, 40, range(end, size - end)},
      {"no symbols", end, 0, 40, range(end, size - end)},
      {"symbols within the sections", 0x200, 1, 40, range(end, size - end)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    std::string bytes = pe + std::string(2 * 18, 'S') + std::string(40, 'N') + kPayload;
    set32(bytes, kPe + 12, row.at);
    set32(bytes, kPe + 16, row.count);
    set32(bytes, pe.size() + 36, row.strings);
    CHECK(overlay(bytes) == row.overlay);
  }
}

TEST_CASE("a cabinet is the RCDATA of that name, whatever the case of its letters") {
  const std::string version = builder::version(7).bytes();
  struct Row {
    std::string what;
    std::vector<Resource> resources;
    std::string content;  // of the cabinet found
  };
  const Row rows[] = {
      {"as IExpress writes it", {{10, 0, "CABINET", 0x0409, "MSCF1"}}, "MSCF1"},
      {"small letters", {{10, 0, "Cabinet", 0x0409, "MSCF1"}}, "MSCF1"},
      {"among others",
       {{10, 0, "ADMQCMD", 0, "x"}, {10, 0, "CABINET", 0, "MSCF1"}, {10, 0, "TITLE", 0, "t"}},
       "MSCF1"},
      {"the first language",
       {{10, 0, "CABINET", 0x0407, "MSCF1"}, {10, 0, "CABINET", 0x0409, "MSCF2"}},
       "MSCF1"},
      {"another name", {{10, 0, "CABINETS", 0, "MSCF1"}, {10, 0, "CAB", 0, "MSCF1"}}, "none"},
      {"a number", {{10, 7, "", 0, "MSCF1"}}, "none"},
      {"another type", {{11, 0, "CABINET", 0, "MSCF1"}}, "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    std::vector<Resource> resources = row.resources;
    resources.push_back({16, 1, "", 0x0409, version});
    const std::string bytes = builder::pe_of(builder::ResourceTree(resources).bytes());
    const auto cabinet = layout_of(bytes).cabinet;
    CHECK((cabinet ? bytes.substr(cabinet->offset, cabinet->size) : "none") == row.content);
    CHECK(!read_image(MemoryAccess(base::bytes_of(bytes))).layout.cabinet);
  }
}

TEST_CASE("a cabinet that the file ends within is clipped, and the version beside it stands") {
  const std::vector<Resource> resources = {{16, 1, "", 0x0409, builder::version(7).bytes()},
                                           {10, 0, "CABINET", 0, std::string(5000, 'M')}};
  std::string bytes = builder::pe_of(builder::ResourceTree(resources).bytes());
  bytes.resize(bytes.size() - 1000);
  ReadOptions options;
  options.layout = true;
  const Image image = read_image(MemoryAccess(base::bytes_of(bytes)), options);
  REQUIRE(image.layout.cabinet);
  CHECK(image.layout.cabinet->size == 4000);
  CHECK(image.version_state == checker::image::VersionState::present);
}

TEST_CASE("a DOS program ends where its header says") {
  std::string dos(1000, '\0');
  dos.replace(0, 2, "MZ");
  struct Row {
    unsigned last_page, pages, paragraphs;
    std::string overlay;
  };
  const Row rows[] = {
      {0, 1, 4, range(512, 488)},    {100, 1, 4, range(100, 900)},
      {488, 2, 4, "none"},           {0, 2, 4, "none"},
      {600, 1, 4, range(512, 488)},  {0, 0, 4, range(64, 936)},
      {100, 1, 20, range(320, 680)}, {0, 0xFFFF, 4, "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.overlay);
    set16(dos, 2, row.last_page);
    set16(dos, 4, row.pages);
    set16(dos, 8, row.paragraphs);
    CHECK(overlay(dos) == row.overlay);
  }
}

TEST_CASE("a 16-bit image ends behind its resources, segments and names") {
  const std::string ne = builder::ne(builder::version(7).bytes());
  CHECK(overlay(ne) == "none");
  CHECK(overlay(ne + kPayload) == range(ne.size(), 100));

  struct Row {
    std::string what;
    unsigned sector, length, flags;
    std::size_t end;  // counted from the end of the resources
  };
  const auto last = static_cast<unsigned>(ne.size() / 16);
  const Row rows[] = {
      {"a segment before them", 0x10, 16, 0, 0},
      {"a segment behind them", last, 40, 0, 40},
      {"a segment with relocations", last, 40, 0x0100, 40 + 2 + 3 * 8},
      {"a segment without bytes", 0, 40, 0, 0},
      {"a segment of 64 KiB", last, 0, 0, 0x10000},
      {"a segment behind the file", 0xFFFF, 40, 0, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    std::string bytes = ne_with_segment(row.sector, row.length, row.flags) + kPayload;
    set16(bytes, ne.size() + 40, 3);  // three relocations
    const std::string expected =
        row.end >= 100 ? "none" : range(ne.size() + row.end, 100 - row.end);
    CHECK(overlay(bytes) == expected);
  }

  std::string named = ne + kPayload;
  set32(named, 0x40 + 0x2C, static_cast<std::uint32_t>(ne.size()));
  set16(named, 0x40 + 0x20, 10);
  CHECK(overlay(named) == range(ne.size() + 10, 90));
}

TEST_CASE("a linear executable has no overlay: its pages are not followed") {
  std::string le(64, '\0');
  le.replace(0, 2, "MZ");
  set16(le, 4, 1);
  set32(le, 0x3C, 64);
  for (const char* kind : {"LE", "LX", "W3", "W4"}) {
    CAPTURE(kind);
    const std::string bytes = le + kind + std::string(1000, 'x');
    CHECK(overlay(bytes) == "none");
    CHECK(read_image(MemoryAccess(base::bytes_of(bytes))).format == "le");
  }
}

TEST_CASE("a layout costs no read of an ordinary file, and a version at most three") {
  const std::string small = version_pe();
  CHECK(reads_of(small, false) == 1);
  CHECK(reads_of(small, true) == 1);
  CHECK(reads_of(small + kPayload, true) == 1);

  std::string far = small.substr(0, 0x200) + std::string(0x4000, '\0') + small.substr(0x200);
  set32(far, kSection + 20, 0x4200);
  CHECK(reads_of(far, false) == 2);
  CHECK(reads_of(far, true) == 2);

  std::vector<Resource> icons = {{3, 1, "", 0x0409, std::string(0x4000, 'i')},
                                 {10, 1, "", 0x0409, "data"},
                                 {16, 1, "", 0x0409, builder::version(7).bytes()}};
  std::string three = builder::pe_of(builder::ResourceTree(icons).bytes());
  three = three.substr(0, 0x200) + std::string(0x4000, '\0') + three.substr(0x200);
  set32(three, kSection + 20, 0x4200);
  CHECK(reads_of(three, false) == 3);
  CHECK(reads_of(three, true) == 3);

  std::string symbols =
      small + std::string(18, 'S') + std::string("\4\0\0\0", 4) + std::string(0x2000, 'P');
  set32(symbols, kPe + 12, static_cast<std::uint32_t>(small.size()));
  set32(symbols, kPe + 16, 1);
  CHECK(reads_of(symbols, false) == 1);
  CHECK(reads_of(std::string(0x4000, '\0').replace(0, symbols.size(), symbols), true) <= 2);
}

TEST_CASE("every prefix of an image with everything has a layout within the file") {
  std::vector<Resource> resources = {{10, 0, "CABINET", 0, "MSCF"},
                                     {16, 1, "", 0x0409, builder::version(7).bytes()}};
  const std::string pe = builder::pe_of(builder::ResourceTree(resources).bytes());
  std::string whole = pe + std::string(36, 'S') + std::string("\4\0\0\0", 4) + kPayload;
  set32(whole, kPe + 12, static_cast<std::uint32_t>(pe.size()));
  set32(whole, kPe + 16, 2);
  for (const std::string& bytes : {whole, ne_with_segment(0x10, 16, 0x0100) + kPayload}) {
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
      CAPTURE(n);
      const std::vector<char> prefix(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
      ReadOptions options;
      options.layout = options.all_languages = true;
      const MemoryAccess file(std::as_bytes(std::span(prefix)));
      const Image image = read_image(file, options);
      CHECK(image.layout.overlay.offset + image.layout.overlay.size <= n);
      if (image.layout.cabinet)
        CHECK(image.layout.cabinet->offset + image.layout.cabinet->size <= n);
      // What only the layout asks for changes nothing of what the file says of its version.
      const Image plain = read_image(file);
      CHECK(plain.version_state == image.version_state);
      CHECK((plain.error ? plain.error->message : "") == (image.error ? image.error->message : ""));
    }
  }
}
