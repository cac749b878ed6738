// A first draft of a manifest, from what a scan measures.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "checker/inventory/inventory_file.hpp"
#include "checker/inventory/walk.hpp"
#include "checker/patch/package/names.hpp"
#include "checker/patch/package/open.hpp"

namespace checker::patch::package {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using inventory::FileRecord;

namespace {

constexpr std::string_view kNeutral = "0000";

// What may be called so anywhere: of a file's name the letters, digits, points and dashes.
std::string id_of(std::string_view name) {
  std::string out;
  for (const char c :
       base::lower(name.substr(0, name.rfind('.') == 0 ? name.npos : name.rfind('.'))))
    out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ? c : '-';
  out.resize(std::min<std::size_t>(out.size(), 80));
  return out.empty() ? "package" : out;
}

/// Sorts a scan's records into what a manifest can name and what it cannot.
class Drafting {
 public:
  Drafting(const Choice& choice, Draft& out) : choice_(choice), out_(out) {}

  // `member`: the record's path within the package.
  void take(const FileRecord& record, std::string member) {
    if (record.error) return leave_out(std::move(member), record.error->message, true);
    if (record.format == "none" || record.sha256.empty()) return;
    if (std::string fault = fault_of_member(member); !fault.empty())
      return leave_out(std::move(member), fault);
    if (std::string fault = fault_of_component(record.name); !fault.empty())
      return leave_out(std::move(member), "its name: " + fault);
    if (std::string fault = fault_of_kind(record); !fault.empty())
      return leave_out(std::move(member), fault);
    if (record.size > kMaxFileSize) return leave_out(std::move(member), "it is too large");
    File file;
    file.member = std::move(member);
    file.component = record.name;
    file.size = record.size;
    file.sha256 = record.sha256;
    file.version = record.file_version;
    file.language = record.language;
    file.machine = record.machine;
    files_.push_back(std::move(file));
  }

  void finish() {
    drop_carriers();
    std::map<std::string, std::vector<File>> by_component, by_member;
    for (File& file : files_) by_member[base::lower(file.member)].push_back(std::move(file));
    for (auto& [member, files] : by_member)
      if (files.size() == 1)
        by_component[base::lower(files[0].component)].push_back(std::move(files[0]));
      else
        leave_out(files, "another has the same path, or one that differs by its case alone", true);
    for (auto& [component, files] : by_component) one_of(files);
    std::ranges::sort(out_.manifest.files, {}, &File::member);
    std::ranges::stable_sort(out_.left_out, {}, &Draft::LeftOut::path);
  }

 private:
  // Whether it is for another machine or in another language than is meant.
  std::string fault_of_kind(const FileRecord& record) const {
    const auto other = [](const auto& is, const auto& meant) {
      return is && meant && *is != *meant;
    };
    if (other(record.machine, choice_.machine))
      return "it is for " + *record.machine + ", not for " + *choice_.machine;
    if (record.language != kNeutral && other(record.language, choice_.language))
      return "its language is " + *record.language + ", not " + *choice_.language;
    return "";
  }

  // A program that carries files is no file to put somewhere.
  void drop_carriers() {
    std::vector<std::string> members;
    for (const File& file : files_) members.push_back(file.member);
    for (const auto& each : out_.left_out) members.push_back(each.path);
    std::ranges::sort(members);
    std::erase_if(files_, [&](const File& file) {
      const std::string inside = file.member + std::string(kBehind);
      const auto next = std::ranges::lower_bound(members, inside);
      return next != members.end() && next->starts_with(inside);
    });
  }

  // Of one component: where all are the same file the first does; which of several is meant is not
  // to be guessed.
  void one_of(std::vector<File>& files) {
    const bool same = std::ranges::all_of(
        files, [&](const File& file) { return file.sha256 == files[0].sha256; });
    if (!same) return leave_out(files, "other files of the package have the same name", true);
    std::ranges::sort(files, {}, &File::member);
    for (std::size_t i = 1; i < files.size(); ++i)
      leave_out(files[i].member, "it is the same file as " + files[0].member);
    out_.manifest.files.push_back(std::move(files[0]));
  }

  void leave_out(std::vector<File>& files, const std::string& why, bool in_doubt = false) {
    for (File& file : files) leave_out(std::move(file.member), why, in_doubt);
  }
  void leave_out(std::string member, std::string why, bool in_doubt = false) {
    out_.left_out.push_back({base::printable(member), base::printable(why), in_doubt});
  }

  const Choice& choice_;
  Draft& out_;
  std::vector<File> files_;
};

Result<void> refuse_inventory(const fs::path& package) {
  const auto header =
      inventory::read_inventory_file(package, {}, [](const FileRecord&) { return false; });
  if (!header) return header.error();
  if (!*header) return {};
  return Error{Errc::usage,
               package.string() + ": it is the inventory of a package, and holds no files"};
}

}  // namespace

Result<Draft> Reader::describe(const fs::path& package, const Choice& choice) const {
  Draft out;
  const std::string name = own_path(package).filename().string();
  std::error_code absent;
  const bool is_folder = fs::is_directory(package, absent);
  if (!is_folder) {
    if (auto fine = refuse_inventory(package); !fine) return std::move(fine).error();
    auto file = base::ReadableFile::open(package);
    if (!file) return std::move(file).error();
    if (std::string fault = fault_of_member(name); !fault.empty())
      return Error{Errc::usage, base::printable(name) + ": its name: " + fault, "rename it first"};
    auto hash = hash_of(**file, options_.stop);
    if (!hash) return std::move(hash).error();
    out.manifest.package = PackageFile{name, (*file)->size(), std::move(*hash)};
  }
  out.manifest.id = out.manifest.family = id_of(name);
  out.manifest.sequence = 1;

  const auto scanned = scanner_.scan(package);
  if (!scanned) return scanned.error();
  Drafting drafting(choice, out);
  const std::string root = inventory::shown(package);
  for (const FileRecord& record : scanned->files) {
    if (is_folder && record.path == root)
      return record.error.value_or(Error{Errc::io, root + ": it cannot be read"});
    drafting.take(record, is_folder ? std::string(inventory::below(record.path, root))
                                    : name + record.path.substr(root.size()));
  }
  if (options_.stop != nullptr && *options_.stop) return inventory::stopped();
  drafting.finish();
  if (!out.manifest.files.empty()) return out;
  const std::string why =
      out.left_out.empty() ? "" : ": " + out.left_out[0].path + ": " + out.left_out[0].why;
  return Error{Errc::unsupported,
               root + ": no executable file is in it that a manifest could name" + why};
}

}  // namespace checker::patch::package
