// A tree of .eml files: a directory for each mailbox, board and folder.
#include <fmt/format.h>

#include "migrator/destination/file_store.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

class EmlStore : public FileStore {
 public:
  using FileStore::FileStore;
  base::Result<void> make(const std::string& place, std::string_view) override {
    return room_.files.make_directories(room_.root / place);
  }
  bool stands(const std::string& place) const override {
    std::error_code absent;
    return fs::is_directory(room_.root / place, absent);
  }

 private:
  // In the order of the source, and the same for the same message.
  std::string file_name(const Item& item, const mime::Rendered& rendered) const override {
    return fmt::format("{:08}-{}.eml", item.sequence,
                       std::string_view(rendered.hash).substr(0, 16));
  }
  // An .eml file has no flags. Status is what mbox readers know; X-Unsent makes Outlook and its
  // kin open a draft for writing.
  mime::OwnFields own_fields(const Message& message) const override {
    mime::OwnFields out = {{"Status", message.unread ? "O" : "RO"}};
    if (message.unsent) out.emplace_back("X-Unsent", "1");
    return out;
  }
  base::Result<std::vector<bool>> standing(const std::vector<Staged>& staged) override {
    std::vector<bool> out;
    std::error_code absent;
    for (const Staged& item : staged)
      out.push_back(room_.opening.adds &&
                    fs::exists(room_.root / item.directory / item.name, absent));
    return out;
  }
};

}  // namespace

std::unique_ptr<Store> eml_store(Room room) {
  room.options.newline = mime::Options::Newline::crlf;
  return std::make_unique<EmlStore>(std::move(room));
}

}  // namespace migrator::destination
