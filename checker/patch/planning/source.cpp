#include "checker/patch/planning/source.hpp"

namespace checker::patch::planning {
namespace {

namespace fs = std::filesystem;
using base::Result;

// Over the bytes that were found, before anything in them is believed.
void hold_signature(Source& source, const package::Found& found, const Trust& trust) {
  const auto object = [&](const std::string& why) {
    source.problems.push_back(found.where + ": " + why);
  };
  source.signature = "not signed";
  if (!found.signature) {
    if (trust.require_signature) object("it is not signed");
    return;
  }
  source.signature = "signed, and no key was given to hold against it";
  if (trust.public_key.empty()) return;
  source.signature = "signed, and the key does not hold";
  auto verified = signature::verify(base::bytes_of(found.text), *found.signature, trust.public_key);
  if (!verified) return object(verified.error().message);
  source.signed_by = std::move(*verified);
  source.signature = "signed by key " + source.signed_by->key_id + " (\"" +
                     source.signed_by->trusted_comment + "\")";
}

void hold_edition(Source& source, const Trust& trust, std::chrono::sys_seconds now) {
  const auto edition = edition_of(source.manifest);
  if (!edition) return;
  if (auto fine = signature::check(*edition, now, trust.editions); !fine)
    source.problems.push_back(source.manifest_at + ": " + fine.error().message);
}

}  // namespace

std::optional<signature::Edition> edition_of(const package::Manifest& manifest) {
  if (!manifest.feed) return std::nullopt;
  return signature::Edition{manifest.feed->id, manifest.feed->version, manifest.feed->expires};
}

Result<Source> source_of(const fs::path& path, const package::Reader& reader,
                         const package::Choice& choice, const Trust& trust,
                         std::chrono::sys_seconds now) {
  Source out;
  out.path = path;
  auto found = reader.find_manifest(path);
  if (!found) return std::move(found).error();
  if (*found) {
    out.manifest = std::move((*found)->manifest);
    out.manifest_at = (*found)->where;
    hold_signature(out, **found, trust);
    hold_edition(out, trust, now);
    return out;
  }
  auto draft = reader.describe(path, choice);
  if (!draft) return std::move(draft).error();
  out.manifest = std::move(draft->manifest);
  out.left_out = std::move(draft->left_out);
  if (trust.require_signature)
    out.problems.push_back(path.string() + ": it has no manifest, so nobody has signed one");
  return out;
}

}  // namespace checker::patch::planning
