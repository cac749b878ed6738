#include "checker/container/compressed.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "checker/container/delivery.hpp"
#include "checker/container/mspack.hpp"
#include "checker/container/window.hpp"

namespace checker::container {

using base::Blob;
using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

using namespace std::string_view_literals;

constexpr auto kNormal = "SZDD\x88\xF0\x27\x33"sv, kQbasic = "SZ \x88\xF0\x27\x33\xD1"sv;
constexpr std::size_t kNormalHeader = 14, kQbasicHeader = 12;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// The stored letter in the case of what it belongs to.
char fitted(char letter, std::string_view stem) {
  const auto last = std::find_if(stem.rbegin(), stem.rend(), is_letter);
  if (!is_letter(letter) || last == stem.rend()) return letter;
  return static_cast<char>(is_lower(*last) ? letter | 0x20 : letter & ~0x20);
}

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.find_last_of("/\\:") + 1));
}

// libmspack unpacks byte by byte. What comes is held back until as much is there as is wanted.
class CompressedOutput : public Output {
 public:
  explicit CompressedOutput(Delivery& delivery)
      : delivery_(delivery), most_(std::min<std::uint64_t>(delivery.missing(), buffer_.size())) {}

  bool write(Bytes bytes) override {
    for (const std::byte b : bytes) {
      if (held_ >= most_ && !flush()) return false;
      buffer_[held_++] = b;
    }
    return held_ < most_ || flush();
  }
  /// False when no more is wanted, or the delivery was stopped.
  bool flush() {
    if (held_ > 0 && !delivery_.take(Bytes(buffer_).first(held_))) {
      held_ = 0;
      return false;
    }
    held_ = 0;
    most_ = std::min<std::uint64_t>(delivery_.missing(), buffer_.size());
    return most_ > 0;
  }

 private:
  Delivery& delivery_;
  std::array<std::byte, 16 * 1024> buffer_;
  std::size_t held_ = 0;
  std::uint64_t most_;
};

// Unpacks with `extract`, which is one call of libmspack, and ends the member.
template <class Extract>
Result<void> deliver(std::string_view format, const Member& member, MspackSystem& system,
                     Budget& budget, MemberSink& sink, const Extract& extract) {
  if (auto taken = budget.take_member(); !taken) return not_read_on(std::move(taken).error());
  Delivery delivery(format, member, budget, sink);
  std::optional<Error> error;
  bool complete = false;
  if (delivery.missing() > 0) {
    CompressedOutput output(delivery);
    system.set_output(&output);
    const int code = extract();
    if (code == MSPACK_ERR_OK) {
      output.flush();
      complete = true;
    } else if (code != MSPACK_ERR_WRITE) {
      output.flush();
      error = system.error(format, code);
    } else {
      complete = delivery.is_at_stated_end();
    }
  }
  const auto stop = delivery.stop();
  delivery.end(std::move(error), complete);
  if (stop) return not_read_on(*stop);
  return {};
}

struct SzddHeader {
  std::optional<std::uint64_t> length;
  char letter = 0;
  Blob normalised;  // a file that libmspack reads
};

// Mode 'B' is the same LZSS with its window starting 18 bytes earlier, which libmspack knows from
// QBasic's files but refuses under this header. So it is shown one of those.
Result<SzddHeader> read_szdd(const std::shared_ptr<const base::RandomAccess>& file) {
  std::string start(kNormalHeader, '\0');
  const auto got = file->read_at(0, std::as_writable_bytes(std::span(start)));
  if (!got) return got.error();
  start.resize(*got);
  SzddHeader header;
  const bool is_normal = start.starts_with(kNormal);
  const std::size_t size = is_normal ? kNormalHeader : kQbasicHeader;
  Cursor in(base::bytes_of(start));
  in.skip(8);
  const char mode = is_normal ? static_cast<char>(in.le<std::uint8_t>()) : 'B';
  if (is_normal) header.letter = static_cast<char>(in.le<std::uint8_t>());
  const auto length = in.le<std::uint32_t>();
  if (!in.ok()) return in.short_read("SZDD: its header");
  if (mode != 'A' && mode != 'B')
    return Error{Errc::unsupported, "SZDD: mode " + base::printable(std::string(1, mode)) +
                                        " is not known; only A and B are"};
  header.length = length;
  header.normalised =
      mode == 'A' ? Blob::of(start) : Blob::of(std::string(kQbasic) + start.substr(size - 4, 4));
  header.normalised.append(Blob::window(file, size, file->size() - size));
  return header;
}

struct DestroySzdd {
  void operator()(msszdd_decompressor* d) const noexcept { mspack_destroy_szdd_decompressor(d); }
};
struct DestroyKwaj {
  void operator()(mskwaj_decompressor* d) const noexcept { mspack_destroy_kwaj_decompressor(d); }
};
// What was opened, closed by its own decompressor.
template <class D, class H>
struct CloseHeader {
  D* by;
  void operator()(H* header) const noexcept { by->close(by, header); }
};

Result<void> unpack_szdd(const base::RandomAccess& file, const std::string& file_name,
                         Budget& budget, MemberSink& sink) {
  const auto whole = std::make_shared<const Window>(file, 0, file.size());
  auto header = read_szdd(whole);
  if (!header) return std::move(header).error();
  const base::BlobAccess bytes(std::move(header->normalised));
  MspackSystem system(bytes);
  const std::unique_ptr<msszdd_decompressor, DestroySzdd> d(
      mspack_create_szdd_decompressor(&system));
  if (d == nullptr) return Error{Errc::limit, "SZDD: out of memory"};
  using Close = CloseHeader<msszdd_decompressor, msszddd_header>;
  const std::unique_ptr<msszddd_header, Close> opened(d->open(d.get(), ""), Close{d.get()});
  if (opened == nullptr) return system.error("SZDD", d->last_error(d.get()));
  const Member member{expanded_name(file_name, header->letter), header->length};
  return deliver("SZDD", member, system, budget, sink,
                 [&] { return d->extract(d.get(), opened.get(), ""); });
}

// The stored name may be anything, such as ..\EVIL.DLL: only its last part counts. It may also be
// an extension alone.
std::string kwaj_name(const mskwajd_header& header, const std::string& file_name) {
  if (header.filename == nullptr) return expanded_name(file_name, '\0');
  static const auto dos = base::CodePage::find(437);
  const std::string stored = last_part(header.filename);
  std::string name = dos ? dos->decode(stored).text : base::to_utf8(stored);
  if (name.empty() || name == "." || name == "..") return expanded_name(file_name, '\0');
  if (!name.starts_with('.')) return name;
  const std::string own = last_part(file_name);
  return own.substr(0, own.rfind('.')) + name;
}

Result<void> unpack_kwaj(const base::RandomAccess& file, const std::string& file_name,
                         Budget& budget, MemberSink& sink) {
  MspackSystem system(file);
  const std::unique_ptr<mskwaj_decompressor, DestroyKwaj> d(
      mspack_create_kwaj_decompressor(&system));
  if (d == nullptr) return Error{Errc::limit, "KWAJ: out of memory"};
  using Close = CloseHeader<mskwaj_decompressor, mskwajd_header>;
  const std::unique_ptr<mskwajd_header, Close> opened(d->open(d.get(), ""), Close{d.get()});
  if (opened == nullptr) return system.error("KWAJ", d->last_error(d.get()));
  Member member{kwaj_name(*opened, file_name), std::nullopt};
  if ((opened->headers & MSKWAJ_HDR_HASLENGTH) != 0)
    member.size = static_cast<std::uint32_t>(opened->length);
  if (static_cast<std::uint64_t>(opened->data_offset) > file.size())
    return system.error("KWAJ", MSPACK_ERR_READ);
  return deliver("KWAJ", member, system, budget, sink,
                 [&] { return d->extract(d.get(), opened.get(), ""); });
}

}  // namespace

std::string expanded_name(const std::string& file_name, char letter) {
  std::string name = last_part(file_name);
  if (!name.ends_with('_')) return name;
  const std::string_view stem = std::string_view(name).substr(0, name.size() - 1);
  const bool is_known = letter > ' ' && letter < 0x7F && "/\\:*?\"<>|."sv.find(letter) == stem.npos;
  if (is_known) return std::string(stem) + fitted(letter, stem);
  // mscompress appends the '_' to a whole name; COMPRESS -r puts it in the last letter's place.
  const auto dot = stem.rfind('.');
  if (dot != stem.npos && stem.size() - dot - 1 >= 3) return std::string(stem);
  return name;
}

Result<void> unpack_compressed(const base::RandomAccess& file, Format format,
                               const std::string& file_name, Budget& budget, MemberSink& sink) {
  return format == Format::szdd ? unpack_szdd(file, file_name, budget, sink)
                                : unpack_kwaj(file, file_name, budget, sink);
}

}  // namespace checker::container
