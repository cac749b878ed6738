#include <fmt/format.h>

#include <system_error>

#include "migrator/migration/account_writer.hpp"
#include "migrator/migration/columns.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/lines.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/page_text.hpp"
#include "migrator/migration/rows.hpp"

namespace migrator::migration {
namespace {

using base::Result;
constexpr std::string_view kDirectory = "Directory.PRI";

std::string stem_of(unsigned number) { return fmt::format("{:08}", number); }

bool is_there(const std::filesystem::path& path) {
  std::error_code unknown;
  return std::filesystem::exists(path, unknown);
}

// While a part of a set is written anew, no packing list may say that the set is whole.
Result<void> withdraw(base::Files& files, const std::filesystem::path& packing_list) {
  if (auto done = files.make_directories(packing_list.parent_path()); !done) return done;
  if (!is_there(packing_list)) return {};
  if (auto done = files.remove(packing_list); !done) return done;
  return files.sync_directory(packing_list.parent_path());
}

std::string sizes(const DirectoryEntry& entry) {
  return fmt::format("name {}, address {}, comments {} of at most {} bytes", entry.name.size(),
                     entry.address.size(), entry.comments.size(), kMaxLine);
}

class DirectoryFile : public DirectoryWriter {
 public:
  DirectoryFile(base::Files& files, Draft draft, const base::CodePage& page, std::string home)
      : files_(files), draft_(std::move(draft)), page_(page), home_(std::move(home)) {}

  Result<void> begin() {
    // One line before the title, as the extractors have (migration-files.md §5.2).
    if (auto done = line("! directory"); !done) return done;
    if (auto done = line("DIRECTORY"); !done) return done;
    return line(header_line(kDirectoryColumns));
  }

  Result<void> put(const DirectoryEntry& entry) override {
    const auto columns = to_columns(entry, home_, names_.make(entry.name));
    std::vector<std::string> read_back;
    std::string row;
    for (const std::string& column : columns) {
      const std::string bytes = encode_lossy(page_, escape(column), LineEnds::replace);
      if (!row.empty()) row += ",";
      row += quoted_if_needed(bytes);
      bool bad = false;
      read_back.push_back(unescape(seen(page_, bytes), bad));
    }
    const std::vector<std::string> names(kDirectoryColumns.begin(), kDirectoryColumns.end());
    const auto note = entry_note(entry, to_directory_entry(names, read_back));
    const std::string above = note ? to_note_line(*note) : std::string();
    // Pointers are not allowed in DIRECTORY (SDK appendxa_8pbi): the line must hold everything.
    if (std::max(row.size(), above.size()) >= kMaxLine)
      return base::Error{base::Errc::limit,
                         "a directory entry is longer than a line may be: " + sizes(entry)};
    if (note)
      if (auto done = line(above); !done) return done;
    ++written_.entries;
    return line(row);
  }

  Result<void> finish() override {
    if (auto done = line(to_note_line(end_note(written_))); !done) return done;
    if (auto done = draft_.close(); !done) return done;
    if (auto done = draft_.publish(); !done) return done;
    return files_.sync_directory(draft_.path().parent_path());
  }

 private:
  Result<void> line(const std::string& text) { return draft_.write(text + "\r\n"); }
  base::Files& files_;
  Draft draft_;
  base::CodePage page_;
  std::string home_;
  CommonNames names_;
  EndNote written_;
};

}  // namespace

SetWriter::SetWriter(base::Files& files, std::filesystem::path folder, const Catalogue& catalogue)
    : files_(files), folder_(folder.empty() ? "." : std::move(folder)), catalogue_(catalogue) {}

Result<std::unique_ptr<DirectoryWriter>> SetWriter::directory() {
  auto page = base::CodePage::find(catalogue_.code_page);
  if (!page) return std::move(page).error();
  if (auto done = withdraw(files_, folder_ / packing_list_name(catalogue_.post_office)); !done)
    return std::move(done).error();
  auto draft = Draft::create(files_, folder_ / kDirectory);
  if (!draft) return std::move(draft).error();
  auto file =
      std::make_unique<DirectoryFile>(files_, std::move(*draft), *page, catalogue_.post_office);
  if (auto done = file->begin(); !done) return std::move(done).error();
  return std::unique_ptr<DirectoryWriter>(std::move(file));
}

Result<std::unique_ptr<SectionWriter>> SetWriter::account(unsigned number, const Account& account) {
  auto page = base::CodePage::find(catalogue_.code_page);
  if (!page) return std::move(page).error();
  if (number == 0 || number > 99'999'999)
    return base::Error{base::Errc::usage, "files of a set are numbered from 1 to 99999999"};
  if (auto done = withdraw(files_, folder_ / packing_list_name(catalogue_.post_office)); !done)
    return std::move(done).error();
  return AccountWriter::create(files_, folder_ / stem_of(number), *page, account,
                               catalogue_.post_office);
}

Result<std::filesystem::path> SetWriter::finish(unsigned accounts) {
  PackingList list;
  list.code_page = catalogue_.code_page;
  list.note = SetNote{catalogue_.post_office, catalogue_.time_zone};
  list.files.push_back({std::string(kDirectory), true});
  for (unsigned n = 1; n <= accounts; ++n) list.files.push_back({stem_of(n) + ".PRI", true});
  for (unsigned n = 1; n <= accounts; ++n) list.files.push_back({stem_of(n) + ".SEC", false});
  for (const PackingList::File& file : list.files)
    if (!is_there(folder_ / file.name))
      return base::Error{base::Errc::usage, (folder_ / file.name).string() +
                                                ": not written yet, the set is not whole"};
  const auto path = folder_ / packing_list_name(catalogue_.post_office);
  if (auto done = base::write_whole(files_, path, to_text(list)); !done)
    return std::move(done).error();
  return path;
}

}  // namespace migrator::migration
