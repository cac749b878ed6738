#include "checker/inventory/unpack.hpp"

#include <algorithm>
#include <limits>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "checker/inventory/records.hpp"
#include "checker/inventory/retained.hpp"
#include "checker/inventory/rows.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;
using container::Container;

namespace {

constexpr std::uint64_t kEverything = std::numeric_limits<std::uint64_t>::max();

/// What all levels of one container share.
struct Job {
  const ScanOptions& options;
  const std::string& root;
  container::Budget budget;
  base::ByteSink& out;
  // The rows of the nested containers that are open, outermost first: each stands behind its
  // container's own row, and that is known last.
  std::vector<std::string> held{};

  void write(const FileRecord& record) {
    std::string row;
    write_row(record, true, row);
    write(row);
  }
  void write(const std::string& rows) {
    if (!held.empty())
      held.back() += rows;
    else
      (void)out.write(base::bytes_of(rows));  // nobody listens when the scan was stopped
  }
};

void walk_members(Job& job, const base::RandomAccess& file, const Container& container,
                  FileRecord& own, int depth);

/// Takes the members of one container, at one depth.
class Members : public container::MemberSink {
 public:
  Members(Job& job, std::string outer, container::Format format, int depth)
      : job_(job), outer_(std::move(outer)), format_(format), depth_(depth) {}

  bool begin(const container::Member& member) override {
    record_ = blank_record(outer_ + "!/" + member.name, member.size.value_or(0));
    if (job_.options.times) record_.modified = member.modified;
    retained_.start(member.size);
    size_ = member.size;
    came_ = 0;
    kind_ = Kind::unknown;
    image_.reset();
    layout_ = {};
    digest_.reset();
    const std::string_view path = below(record_.path, job_.root);
    excluded_ = job_.options.filter.excludes(path);
    included_ = job_.options.filter.includes(path);
    if (excluded_) return false;
    if (included_ && wants_digest(job_.options, record_.name)) digest_.emplace();
    return true;
  }

  std::uint64_t wanted() const override {
    if (kind_ == Kind::unknown) return kPage;
    if (digest_ || is_held()) return kEverything;
    return kind_ == Kind::image ? retained_.missing() : 0;
  }

  // A digest wants all bytes and the right ones. A version is read of the first, most of the time
  // without seeing the last; and a nested container has check sums of its own.
  bool wants_check_sums() const override {
    return job_.options.hash_all || !job_.options.hash.empty();
  }

  Result<void> write(Bytes bytes) override {
    came_ += bytes.size();
    if (digest_) digest_->update(bytes);
    // Of a member that only its digest is wanted of, nothing is held.
    if (kind_ == Kind::program || kind_ == Kind::other) return {};
    if (!retained_.append(bytes)) give_up();
    if (kind_ == Kind::unknown && retained_.received() >= kPage) sniff();
    if (kind_ == Kind::image && retained_.received() >= retained_.missing()) look();
    return {};
  }

  void end(std::optional<Error> error, bool whole) override {
    if (excluded_) return;
    if (error) return damaged(std::move(*error));
    if (kind_ == Kind::unknown || kind_ == Kind::image) retained_.finish();
    if (kind_ == Kind::unknown) sniff();
    if (kind_ == Kind::image) look();
    if (whole) record_.size = came_;
    take_image();
    if (digest_ && whole) record_.sha256 = std::move(*digest_).hex();
    if (is_held() && whole && open_nested()) return;
    if (is_listed()) job_.write(record_);
  }

 private:
  enum class Kind {
    unknown,    // its first page has not come
    image,      // its version is still to be found
    program,    // an image of which all is known
    carrier,    // an image that may carry a payload: held, to be opened at its end
    container,  // held, to be opened at its end
    other,
  };
  bool is_held() const { return kind_ == Kind::carrier || kind_ == Kind::container; }

  // What is this, by its first bytes?
  void sniff() {
    const Bytes start = retained_.bytes().first(std::min(retained_.bytes().size(), kPage));
    kind_ = Kind::other;
    if (image::may_be_image(start))
      kind_ = Kind::image;
    else if (container::may_be_container(start) || may_be_iso(record_.name))
      depth_ > 1 ? hold(Kind::container) : leave_closed(start);
  }

  // Beginnings say nothing of an ISO, and not every large member is to be held.
  static bool may_be_iso(std::string_view name) {
    return name.size() > 4 && base::equals_fold(name.substr(name.size() - 4), ".iso");
  }

  // Each level has half the room of the one around it.
  std::uint64_t room() const {
    return job_.options.decoder.memory >> std::clamp(job_.options.depth - depth_ + 1, 1, 32);
  }

  void hold(Kind kind) {
    kind_ = kind;
    if (size_ && *size_ > room())
      give_up();
    else
      retained_.keep_all(room());
  }

  // What is too large to be held is not looked into, and what follows it is.
  void give_up() {
    kind_ = kind_ == Kind::carrier ? Kind::program : Kind::other;
    record_.error = Error{Errc::limit,
                          "what it holds is not looked into: it stands in a container and has more "
                          "than " +
                              std::to_string(room() >> 20) + " MiB",
                          "--max-memory allows more; or unpack the outer one first"};
    record_.closed = true;
    retained_.start(std::nullopt);
  }

  void leave_closed(Bytes start) {
    const auto found = container::recognise(base::MemoryAccess(start), start);
    if (!found || !*found) return;
    record_.error = Error{Errc::limit,
                          "a container that is not opened: it stands deeper than --depth " +
                              std::to_string(job_.options.depth),
                          "a higher --depth opens it"};
    record_.closed = true;
  }

  // Reads the image, if enough of it has come.
  void look() {
    retained_.ask_anew();
    auto options = read_options(job_.options, false);
    if (is_compressed()) options.strings = image::StringsWanted::all;  // for OriginalFilename
    image::Image image = image::read_image(retained_, options);
    if (retained_.missing() != 0) return;
    image_ = std::move(image);
    kind_ = Kind::program;
    if (depth_ <= 1) return;
    options.layout = true;
    layout_ = image::read_image(retained_, options).layout;
    // Behind COFF symbols, whose end only the end of the file tells, no payload is looked for.
    if (retained_.missing() == 0 && container::may_have_payload(layout_) && retained_.is_whole())
      hold(Kind::carrier);
  }

  void take_image() {
    if (!image_) return;
    name_compressed(image_->info);
    if (!job_.options.strings) drop_strings(image_->info.strings);
    // Why it is closed is more than what is wrong with its version.
    const auto closed = record_.closed ? record_.error : std::nullopt;
    add_image(std::move(*image_), record_);
    if (closed) record_.error = closed;
  }

  // A damaged member is believed nothing that it says.
  void damaged(Error error) {
    FileRecord record = blank_record(std::move(record_.path), record_.size);
    record.error = std::move(error);
    // It may have been anything.
    if (included_) job_.write(record);
  }

  bool is_compressed() const {
    return format_ == container::Format::szdd || format_ == container::Format::kwaj;
  }

  // A compressed file may have lost the last letter of its member's name, or all of it.
  void name_compressed(const image::VersionInfo& info) {
    if (!is_compressed() || !record_.name.ends_with('_')) return;
    for (const auto& [table, strings] : info.strings)
      for (const auto& [key, value] : strings)
        if (base::equals_fold(key, "OriginalFilename") && is_file_name(value)) {
          record_.path = outer_ + "!/" + value;
          record_.name = value;
          return;
        }
  }

  static bool is_file_name(std::string_view text) {
    return !text.empty() && text.size() < 256 && text != "." && text != ".." &&
           text.find_first_of("/\\:") == std::string_view::npos && base::printable(text) == text;
  }

  // True when the member was a container, whose members and record are then written.
  bool open_nested() {
    const base::MemoryAccess file(retained_.bytes());
    const auto start = retained_.bytes().first(std::min(retained_.bytes().size(), kPage));
    const auto found = kind_ == Kind::carrier ? container::find_payload(file, layout_)
                                              : container::recognise(file, start);
    if (found && !*found) return false;
    if (!found) {
      record_.error = found.error();
      record_.closed = true;
      return false;
    }
    job_.held.emplace_back();
    walk_members(job_, file, **found, record_, depth_ - 1);
    const std::string rows = std::move(job_.held.back());
    job_.held.pop_back();
    if (is_listed()) job_.write(record_);
    job_.write(rows);
    return true;
  }

  bool is_image() const { return kind_ == Kind::program || kind_ == Kind::carrier; }
  bool is_listed() const {
    return record_.closed || (included_ && (is_image() || job_.options.all || record_.error ||
                                            is_asked_for(job_.options, record_.name)));
  }

  Job& job_;
  std::string outer_;
  container::Format format_;
  int depth_;
  FileRecord record_;
  std::optional<std::uint64_t> size_;  // as stated
  std::uint64_t came_ = 0;
  Kind kind_ = Kind::unknown;
  Retained retained_;
  std::optional<image::Image> image_;
  image::Layout layout_;
  std::optional<base::Sha256> digest_;
  bool excluded_ = false, included_ = true;
};

// The members of a container whose own record is `own`, and what is wrong with it as a whole.
void walk_members(Job& job, const base::RandomAccess& file, const Container& container,
                  FileRecord& own, int depth) {
  Members members(job, own.path, container.format, depth);
  std::optional<Error> error = container.refusal;
  if (!error) {
    auto walked = container::each_member(file, container, own.name, job.budget, members);
    if (!walked) error = std::move(walked).error();
  }
  if (!error) return;
  own.error = std::move(error);
  own.closed = true;
}

}  // namespace

Result<std::optional<Container>> container_in(const base::RandomAccess& file) {
  std::vector<std::byte> start(kPage);
  auto got = file.read_at(0, start);
  if (!got) return std::move(got).error();
  start.resize(*got);
  if (!image::may_be_image(start)) return container::recognise(file, start);
  image::ReadOptions options;
  options.strings = image::StringsWanted::file_version;
  options.layout = true;
  return container::find_payload(file, image::read_image(file, options).layout);
}

void warm_up() {
  container::warm_up();
  (void)base::sha256("");
  base::warm_up_code_pages();
}

std::string to_text(const UnpackRequest& request) { return request.root + '\0' + request.path; }

UnpackRequest parse_request(std::string_view text) {
  const auto end = text.find('\0');
  return {std::string(text.substr(end + 1)), std::string(text.substr(0, end))};
}

void unpack(const base::RandomAccess& file, const UnpackRequest& request,
            const ScanOptions& options, base::ByteSink& out) {
  Job job{options, request.root, container::Budget(file.size(), options.limits), out};
  FileRecord own = blank_record(request.path, file.size());
  const auto found = container_in(file);
  if (!found) {
    own.error = found.error();
    own.closed = true;
    job.write(own);
  } else if (*found) {
    walk_members(job, file, **found, own, options.depth);
    if (own.error) job.write(own);
  }
}

}  // namespace checker::inventory
