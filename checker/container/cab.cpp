#include "checker/container/cab.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <vector>

#include "base/text.hpp"
#include "checker/container/delivery.hpp"
#include "checker/container/mspack.hpp"
#include "checker/container/names.hpp"

namespace checker::container {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint64_t kBlock = 32'768;     // the most that a block unpacks to ([MS-CAB] 2.4)
constexpr std::uint64_t kStep = 8 * kBlock;  // how much is unpacked before the sink is asked again

struct DestroyDecompressor {
  void operator()(mscab_decompressor* d) const noexcept { mspack_destroy_cab_decompressor(d); }
};
using Decompressor = std::unique_ptr<mscab_decompressor, DestroyDecompressor>;

struct CloseCabinet {
  mscab_decompressor* by;
  void operator()(mscabd_cabinet* cabinet) const noexcept { by->close(by, cabinet); }
};
using Cabinet = std::unique_ptr<mscabd_cabinet, CloseCabinet>;

// Names are UTF-8 where the attribute says so, else in the code page of whoever made the cabinet,
// which it does not keep.
std::string name_of(const mscabd_file& file) {
  const bool is_utf8 = (file.attribs & MSCAB_ATTRIB_UTF_NAME) != 0;
  std::string name = is_utf8 ? base::to_utf8(file.filename) : utf8_name(file.filename);
  std::ranges::replace(name, '\\', '/');
  return name;
}

// Local time, to two seconds ([MS-CAB] 2.3 date, time).
std::optional<std::chrono::sys_seconds> time_of(const mscabd_file& file) {
  using namespace std::chrono;
  const year_month_day date{year(file.date_y), month(static_cast<unsigned>(file.date_m)),
                            day(static_cast<unsigned>(file.date_d))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date) + hours(file.time_h) + minutes(file.time_m) + seconds(file.time_s);
}

// Brings what is unpacked to the sink, as far as it is wanted.
class CabOutput : public Output {
 public:
  explicit CabOutput(Delivery& delivery) : delivery_(delivery) {}
  bool write(Bytes bytes) override { return delivery_.take(bytes); }

 private:
  Delivery& delivery_;
};

class CabWalk {
 public:
  CabWalk(const base::RandomAccess& file, Budget& budget, MemberSink& sink)
      : file_(file),
        budget_(budget),
        sink_(sink),
        system_(file),
        decompressor_(mspack_create_cab_decompressor(&system_)),
        cabinet_(nullptr, CloseCabinet{decompressor_.get()}) {}
  Result<void> run();

 private:
  Result<void> open();
  Result<void> visit(const mscabd_file& file);
  std::optional<Error> fill(const mscabd_file& file, Delivery& delivery);
  std::optional<Error> unpack(const mscabd_file& file, std::uint64_t from, std::uint64_t step,
                              Delivery& delivery);
  Error meaning(int code, const mscabd_file& file) const;
  bool may_go_on(const mscabd_file& file) const;
  Error elsewhere(std::string_view how, const char* cabinet) const;
  Result<unsigned> stated_count() const;

  const base::RandomAccess& file_;
  Budget& budget_;
  MemberSink& sink_;
  MspackSystem system_;
  Decompressor decompressor_;
  Cabinet cabinet_;
  // A folder's stream cannot be read on where it is damaged, nor behind that. libmspack would, in
  // folders that are not packed, and take the wrong bytes.
  struct Broken {
    std::uint64_t at;
    Error error;
  };
  std::map<const mscabd_folder*, Broken> broken_;
  const mscabd_folder* elsewhere_ = nullptr;  // the folder that begins in another cabinet
  // Where in which folder the decompressor stands.
  const mscabd_folder* folder_ = nullptr;
  std::uint64_t position_ = 0;
};

Result<void> CabWalk::open() {
  mscab_decompressor* const d = decompressor_.get();
  if (d == nullptr) return Error{Errc::limit, "CAB: out of memory"};
  // Salvaging skips entries that make no sense; without it, a wrong folder number ends the list
  // and nothing is said. For the data it would mean taking damaged ones for good.
  d->set_param(d, MSCABD_PARAM_SALVAGE, 1);
  cabinet_.reset(d->open(d, ""));
  d->set_param(d, MSCABD_PARAM_SALVAGE, 0);
  if (cabinet_ == nullptr) return system_.error("CAB", d->last_error(d));
  if ((cabinet_->flags & MSCAB_HDR_PREVCAB) != 0) {
    // libmspack knows whether the first folder is the rest of another, and tells who unpacks it.
    mscabd_file nothing = *cabinet_->files;
    nothing.folder = cabinet_->folders;
    nothing.offset = nothing.length = 0;
    if (d->extract(d, &nothing, "") == MSPACK_ERR_DECRUNCH) elsewhere_ = cabinet_->folders;
  }
  return {};
}

// The number of files in the header ([MS-CAB] 2.1, cFiles).
Result<unsigned> CabWalk::stated_count() const {
  std::array<std::byte, 36> header{};
  const auto got = file_.read_at(0, header);
  if (!got) return got.error();
  Cursor in(Bytes(header).first(*got));
  in.skip(28);
  return unsigned{in.le<std::uint16_t>()};
}

Result<void> CabWalk::run() {
  if (auto opened = open(); !opened) return opened;
  unsigned seen = 0;
  for (const auto* file = cabinet_->files; file != nullptr; file = file->next, ++seen) {
    if (auto taken = budget_.take_member(); !taken) return not_read_on(std::move(taken).error());
    if (auto visited = visit(*file); !visited) return visited;
  }
  const auto stated = stated_count();
  if (!stated) return stated.error();
  if (*stated > seen)
    return Error{Errc::malformed, "CAB: it lists " + std::to_string(*stated) + " files, " +
                                      std::to_string(seen) + " of these entries make sense"};
  return {};
}

Result<void> CabWalk::visit(const mscabd_file& file) {
  Delivery delivery("CAB", {name_of(file), file.length, time_of(file)}, budget_, sink_);
  auto error = fill(file, delivery);
  const auto stop = delivery.stop();
  delivery.end(std::move(error), delivery.came() == file.length);
  if (stop) return not_read_on(*stop);
  return {};
}

// Unpacks as much as is wanted, in steps: each is to libmspack a file of its own that begins where
// the last one ended, so that it goes on in its stream and never does more.
std::optional<Error> CabWalk::fill(const mscabd_file& file, Delivery& delivery) {
  if (delivery.missing() > 0 && file.folder == elsewhere_)
    return elsewhere("begins in", cabinet_->prevname);
  CabOutput output(delivery);
  system_.set_output(&output);
  while (delivery.came() < file.length && delivery.missing() > 0) {
    const std::uint64_t from = file.offset + delivery.came();
    const std::uint64_t step = std::min({delivery.missing(), kStep, file.length - delivery.came()});
    if (auto error = unpack(file, from, step, delivery)) return error;
  }
  return std::nullopt;
}

std::optional<Error> CabWalk::unpack(const mscabd_file& file, std::uint64_t from,
                                     std::uint64_t step, Delivery& delivery) {
  if (from + step > std::uint64_t{file.folder->num_blocks} * kBlock)
    return meaning(MSPACK_ERR_DATAFORMAT, file);
  const auto broken = broken_.find(file.folder);
  if (broken != broken_.end() && from + step > broken->second.at) return broken->second.error;
  // To get there, libmspack unpacks what stands before in the folder.
  const std::uint64_t begin = folder_ == file.folder && position_ <= from ? position_ : 0;
  if (!delivery.pay(from - begin)) return delivery.stop();
  mscabd_file part = file;
  part.offset = static_cast<unsigned>(from);
  part.length = static_cast<unsigned>(step);
  const std::uint64_t came = delivery.came();
  const int code = decompressor_->extract(decompressor_.get(), &part, "");
  folder_ = file.folder;
  position_ = from + step;
  if (delivery.stop()) return delivery.stop();
  if (code == MSPACK_ERR_OK) return std::nullopt;
  const std::uint64_t more = delivery.came() - came;
  broken_.insert_or_assign(file.folder,
                           Broken{more > 0 ? from + more : begin, meaning(code, file)});
  return meaning(code, file);
}

Error CabWalk::meaning(int code, const mscabd_file& file) const {
  return code == MSPACK_ERR_DATAFORMAT && may_go_on(file)
             ? elsewhere("goes on in", cabinet_->nextname)
             : system_.error("CAB", code);
}

// Only the last folder of a cabinet can go on in the next one. That its last block is a part of one
// shows when it is read, and to libmspack that is an error of the format.
bool CabWalk::may_go_on(const mscabd_file& file) const {
  return (cabinet_->flags & MSCAB_HDR_NEXTCAB) != 0 && file.folder->next == nullptr;
}

Error CabWalk::elsewhere(std::string_view how, const char* cabinet) const {
  const std::string name = base::to_utf8(cabinet != nullptr ? cabinet : "?");
  return {Errc::unsupported,
          "CAB: the member " + std::string(how) + " another cabinet of its set, " + name,
          "extract the whole set first (cabextract with all parts in one folder), and scan that"};
}

}  // namespace

Result<void> each_cab_member(const base::RandomAccess& file, Budget& budget, MemberSink& sink) {
  return CabWalk(file, budget, sink).run();
}

}  // namespace checker::container
