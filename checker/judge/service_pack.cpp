#include "checker/judge/service_pack.hpp"

#include <algorithm>
#include <map>

namespace checker::judge {
namespace {

using manifest::Level;
using manifest::Product;
using manifest::Stated;
using Files = std::vector<const ComponentLevel*>;

const Stated* stated(const Level& level, const std::string& component) {
  const auto it = level.files.find(component);
  return it == level.files.end() ? nullptr : &it->second;
}

bool same_build(const Version& a, const Version& b) {
  return a.major == b.major && a.minor == b.minor && a.build == b.build;
}

bool is_older(const ComponentLevel& file, const Stated* wanted) {
  return wanted != nullptr && wanted->compare(*file.file_version) < 0;
}

/// One service pack, and whether all files can be what they are under it.
class Pack {
 public:
  Pack(const Product& product, const Level& pack) : product_(product), pack_(pack) {}

  /// nullopt: they cannot. Else how many are exactly what the pack or one of its hotfixes states.
  std::optional<std::size_t> agreement(const Files& files, PackFit& out) const {
    out.level = &pack_;
    out.hotfixes = hotfixes(files);
    std::size_t agree = 0;
    for (const ComponentLevel* file : files) {
      const Stated* own = stated(pack_, file->component);
      const bool exact = is_at(pack_, *file) || std::ranges::any_of(out.hotfixes, [&](auto* last) {
                           return explains(*last, *file);
                         });
      const bool newer =
          own != nullptr && same_build(own->version, *file->file_version) && !is_older(*file, own);
      if (!exact && !newer && (own != nullptr || !is_between(*file))) return std::nullopt;
      agree += exact ? 1u : 0u;
      out.some_newer = out.some_newer || (!exact && newer);
    }
    return agree;
  }

 private:
  using Part = std::pair<std::string, std::string>;  // its base and its name

  // A hotfix to this pack; or to one before it, where its file is newer than the pack's own.
  bool may_be_under(const Level& hotfix, const ComponentLevel& file) const {
    if (hotfix.base == pack_.id) return true;
    const Stated* own = stated(pack_, file.component);
    return own != nullptr && product_.level(hotfix.base) < &pack_ &&
           own->compare(*file.file_version) > 0;
  }

  // What the hotfixes of a part up to `last` have made of a file.
  const Stated* under(const Level& last, const std::string& component) const {
    const Stated* out = nullptr;
    for (const Level& level : product_.levels) {
      if (level.base == last.base && level.part == last.part)
        if (const Stated* one = stated(level, component)) out = one;
      if (&level == &last) break;
    }
    return out;
  }

  bool explains(const Level& last, const ComponentLevel& file) const {
    const Stated* made = under(last, file.component);
    return made != nullptr && made->compare(*file.file_version) == 0 && may_be_under(last, file);
  }

  // The newest hotfix of each part that some file shows. It is one of the whole part: where a file
  // of the part is older, it was not installed.
  std::vector<const Level*> hotfixes(const Files& files) const {
    std::map<Part, const Level*> newest;
    for (const Level& level : product_.levels) {
      if (!level.is_hotfix()) continue;
      const bool shown = std::ranges::any_of(files, [&](const ComponentLevel* file) {
        return is_at(level, *file) && !is_at(pack_, *file) && may_be_under(level, *file);
      });
      if (shown) newest[{level.base, level.part}] = &level;
    }
    std::vector<const Level*> out;
    for (const auto& item : newest) {
      const Level* last = item.second;
      if (std::ranges::none_of(files, [&](const ComponentLevel* file) {
            return is_older(*file, under(*last, file->component));
          }))
        out.push_back(last);
    }
    std::ranges::sort(out);  // as they stand in the product
    return out;
  }

  // The pack does not state this file, so it may not have touched it, or nobody printed it: from
  // what the last one before states to below what the next one does, everything may be.
  bool is_between(const ComponentLevel& file) const {
    const Stated *before = nullptr, *after = nullptr;
    for (const Level& level : product_.levels) {
      const Stated* one = level.is_hotfix() ? nullptr : stated(level, file.component);
      if (one == nullptr) continue;
      if (&level < &pack_) before = one;
      if (&level > &pack_ && after == nullptr) after = one;
    }
    if (before != nullptr && before->compare(*file.file_version) == 0) return true;
    return !is_older(file, before) && (after == nullptr || after->compare(*file.file_version) < 0);
  }

  const Product& product_;
  const Level& pack_;
};

}  // namespace

bool is_at(const Level& level, const ComponentLevel& file) {
  const Stated* one = stated(level, file.component);
  return one != nullptr && file.file_version && one->compare(*file.file_version) == 0;
}

PackFit fitting_pack(const Product& product, const Files& files) {
  PackFit best;
  for (const Level& level : product.levels) {
    if (level.is_hotfix()) continue;
    PackFit here;
    const auto agree = Pack(product, level).agreement(files, here);
    if (!agree || *agree == 0 || *agree < best.exact) continue;
    // As well explained as by the one before: neither is proved.
    if (*agree == best.exact) {
      here.also = best.also;
      here.also.push_back(best.level);
    }
    here.exact = *agree;
    best = std::move(here);
  }
  return best;
}

}  // namespace checker::judge
