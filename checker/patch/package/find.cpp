// The manifest that belongs to a package.
#include "base/text.hpp"
#include "checker/inventory/walk.hpp"
#include "checker/patch/package/names.hpp"
#include "checker/patch/package/open.hpp"
#include "checker/patch/package/outer.hpp"

namespace checker::patch::package {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::ReadableFile;
using base::Result;

namespace {

constexpr std::uint64_t kMaxSignature = 16u << 10;  // bytes: two lines of base64 and two comments

/// A manifest and its signature, as they were read.
struct Texts {
  std::optional<std::string> manifest, signature;
};

/// Takes both out of an archive.
class Both : public MemberEvents {
 public:
  Result<void> begin(std::size_t member) override {
    most_ = member == 0 ? kMaxManifest : kMaxSignature;
    auto& text = member == 0 ? texts.manifest : texts.signature;
    if (text) return Error{Errc::conflict, "its manifest is there twice"};
    now_ = &text.emplace();
    return {};
  }
  Result<void> write(base::Bytes bytes) override {
    if (bytes.size() > most_ - now_->size())
      return Error{Errc::limit, "its manifest has more than " + std::to_string(most_) + " bytes"};
    *now_ += base::text_of(bytes);
    return {};
  }
  Result<void> end() override { return {}; }

  Texts texts;

 private:
  std::string* now_ = nullptr;
  std::uint64_t most_ = 0;
};

// The text of a file that may be absent.
Result<void> read_into(std::optional<std::string>& out, const fs::path& path, std::uint64_t most) {
  std::error_code unknown;
  if (fs::symlink_status(path, unknown).type() == fs::file_type::not_found) return {};
  auto text = base::read_file(path, most);
  if (!text) return std::move(text).error();
  out = std::move(*text);
  return {};
}

Result<void> read_into(std::optional<std::string>& out, Folder& folder, const std::string& name,
                       std::uint64_t most) {
  auto file = folder.file(name);
  if (!file) return std::move(file).error();
  if (*file == nullptr) return {};
  const std::uint64_t size = (*file)->size();
  auto text = base::Blob::window(std::move(*file), 0, size).text(most);
  if (!text) return std::move(text).error().during(name);
  out = std::move(*text);
  return {};
}

Result<Texts> texts_beside(const fs::path& package) {
  fs::path path = own_path(package);
  path += kManifestSuffix;
  Texts out;
  if (auto read = read_into(out.manifest, path, kMaxManifest); !read)
    return std::move(read).error();
  path += kSignatureSuffix;
  if (auto read = read_into(out.signature, path, kMaxSignature); !read)
    return std::move(read).error();
  return out;
}

Result<Texts> texts_in_folder(const fs::path& package) {
  auto folder = Folder::open(package);
  if (!folder) return std::move(folder).error();
  Texts out;
  std::string name(kManifestName);
  if (auto read = read_into(out.manifest, *folder, name, kMaxManifest); !read)
    return std::move(read).error();
  name += kSignatureSuffix;
  if (auto read = read_into(out.signature, *folder, name, kMaxSignature); !read)
    return std::move(read).error();
  return out;
}

Result<std::optional<Found>> found(Texts texts, std::string where) {
  if (!texts.manifest) return std::optional<Found>();
  auto manifest = parse(*texts.manifest, where);
  if (!manifest) return std::move(manifest).error();
  return std::optional(Found{std::move(*manifest), std::move(*texts.manifest),
                             std::move(texts.signature), std::move(where)});
}

}  // namespace

Result<std::optional<Found>> Reader::find_manifest(const fs::path& package) const {
  const std::string shown = inventory::shown(package);
  auto beside = texts_beside(package);
  if (!beside) return std::move(beside).error();
  if (beside->manifest)
    return found(std::move(*beside), own_path(package).string() + std::string(kManifestSuffix));
  const std::string name(kManifestName);
  std::error_code absent;
  if (fs::is_directory(package, absent)) {
    auto inside = texts_in_folder(package);
    if (!inside) return std::move(inside).error().during(shown);
    return found(std::move(*inside), shown + "/" + name);
  }
  auto file = ReadableFile::open(package);
  if (!file) return std::move(file).error();
  if (!decoder_) return decoder_.error();
  Both both;
  // The member of a compressed file is never taken for a manifest, whatever its name was.
  const Request request{
      package.filename().string(), false, {name, name + std::string(kSignatureSuffix)}};
  auto read =
      read_in_child(**decoder_, **file, request, kMaxManifest + kMaxSignature, both, options_.stop);
  if (!read) return std::move(read).error().during(shown);
  return found(std::move(both.texts), shown + std::string(kBehind) + name);
}

}  // namespace checker::patch::package
