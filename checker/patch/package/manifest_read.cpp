#include "checker/patch/package/names.hpp"
#include "checker/patch/package/reading.hpp"

namespace checker::patch::package {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::pointer;
using base::Result;

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxKeys = 64;  // of one object: more than any has
constexpr std::size_t kMaxSets = 1000;

std::string fault_of_package_name(std::string_view text) {
  return text.find('/') == text.npos ? fault_of_member(text)
                                     : "it is to be a name, and holds a '/'";
}

Result<void> read_package(PackageFile& out, Fields& in) {
  return in_order({[&] { return name_into(out.name, in, "name", fault_of_package_name); },
                   [&] { return number_into(out.size, in, "size", kMaxNumber); },
                   [&] { return sha256_into(out.sha256, in, "sha256"); }});
}

Result<void> read_requirement(Requirement& out, Fields& in) {
  return in_order({[&] { return name_into(out.component, in, "component", fault_of_component); },
                   [&] { return version_into(out.at_least, in, "at_least"); }});
}

Result<void> read_replaces(File& out, Fields& in) {
  if (!in.has("replaces")) return {};
  auto json = in.object("replaces");
  if (!json) return std::move(json).error();
  return object_of(**json, pointer(in.where(), "replaces"), [&](Fields& fields) {
    return texts_into(out.replaces, fields, "sha256", is_sha256, kSha256Form);
  });
}

Result<void> read_folder(File& out, Fields& in) {
  return in.has("folder") ? name_into(out.folder, in, "folder", fault_of_folder) : Result<void>();
}

Result<void> read_version(File& out, Fields& in) {
  return in.has("version") ? version_into(out.version.emplace(), in, "version") : Result<void>();
}

Result<void> read_language(File& out, Fields& in) {
  if (!in.has("language")) return {};
  std::string& text = out.language.emplace();
  if (auto done = text_into(text, in, "language"); !done) return done;
  if (text.size() != 4 || text.find_first_not_of("0123456789abcdef") != text.npos)
    return in.wrong("language", "should be four hexadecimal digits in lower case, such as 0409");
  return {};
}

Result<void> read_machine(File& out, Fields& in) {
  if (!in.has("machine")) return {};
  std::string& text = out.machine.emplace();
  if (auto done = text_into(text, in, "machine"); !done) return done;
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (text.empty() || text.size() > 32 || text.find_first_not_of(kLetters) != text.npos)
    return in.wrong("machine", "should be as `sidestep scan` names it, such as i386");
  return {};
}

Result<void> read_file(File& out, Fields& in) {
  return in_order({[&] { return name_into(out.member, in, "member", fault_of_member); },
                   [&] { return name_into(out.component, in, "component", fault_of_component); },
                   [&] { return read_folder(out, in); },
                   [&] { return number_into(out.size, in, "size", kMaxFileSize); },
                   [&] { return sha256_into(out.sha256, in, "sha256"); },
                   [&] { return read_version(out, in); }, [&] { return read_language(out, in); },
                   [&] { return read_machine(out, in); },
                   [&] { return flag_into(out.create, in, "create"); },
                   [&] { return flag_into(out.rebuild, in, "rebuild"); },
                   [&] { return read_replaces(out, in); }});
}

Result<void> read_feed(Feed& out, Fields& in) {
  return in_order({[&] { return id_into(out.id, in, "id"); },
                   [&] { return number_into(out.version, in, "version", kMaxNumber); },
                   [&] {
                     return out.version > 0 ? Result<void>()
                                            : in.wrong("version", "should be 1 or more");
                   },
                   [&] { return time_into(out.issued, in, "issued"); },
                   [&] { return time_into(out.expires, in, "expires"); }});
}

Result<void> read_requirements(Manifest& out, Fields& in) {
  if (!in.has("requires")) return {};
  return each_of(in, "requires", kMaxNames, [&](const Json& json, const std::string& where) {
    return object_of(json, where, [&](Fields& fields) {
      return read_requirement(out.requirements.emplace_back(), fields);
    });
  });
}

Result<void> read_files(Manifest& out, Fields& in) {
  auto done = each_of(in, "files", kMaxFiles, [&](const Json& json, const std::string& where) {
    return object_of(json, where,
                     [&](Fields& fields) { return read_file(out.files.emplace_back(), fields); });
  });
  if (!done) return done;
  if (out.files.empty()) return in.wrong("files", "should name one file at least");
  return {};
}

Result<void> read_sets(Manifest& out, Fields& in) {
  if (!in.has("sets")) return {};
  return each_of(in, "sets", kMaxSets, [&](const Json& json, const std::string& where) {
    if (!json.is_array() || json.empty())
      return Result<void>(Error{Errc::malformed, where + " should be a list of components"});
    auto& set = out.sets.emplace_back();
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!json[i].is_string())
        return Result<void>(Error{
            Errc::malformed, pointer(where, i) + " should be a string, is " + json[i].type_name()});
      set.push_back(json[i].get<std::string>());
    }
    return Result<void>();
  });
}

// The object of a key that may be absent.
template <class T>
Result<void> optional_into(std::optional<T>& out, Fields& in, const char* key,
                           Result<void> (*read)(T&, Fields&)) {
  if (!in.has(key)) return {};
  auto json = in.object(key);
  if (!json) return std::move(json).error();
  return object_of(**json, pointer(in.where(), key),
                   [&](Fields& fields) { return read(out.emplace(), fields); });
}

Result<void> read_schema(Fields& in) {
  std::string schema;
  if (auto done = text_into(schema, in, "schema"); !done) return done;
  if (schema != kSchema)
    return in.wrong("schema",
                    "should be \"" + std::string(kSchema) + "\", the only form known here");
  return {};
}

Result<void> read_manifest(Manifest& out, Fields& in) {
  return in_order({[&] { return read_schema(in); }, [&] { return id_into(out.id, in, "id"); },
                   [&] { return id_into(out.family, in, "family"); },
                   [&] { return number_into(out.sequence, in, "sequence", kMaxNumber); },
                   [&] { return texts_into(out.supersedes, in, "supersedes", is_id, kIdForm); },
                   [&] { return read_requirements(out, in); },
                   [&] { return texts_into(out.conflicts, in, "conflicts", is_id, kIdForm); },
                   [&] { return optional_into(out.package, in, "package", read_package); },
                   [&] { return read_files(out, in); }, [&] { return read_sets(out, in); },
                   [&] { return optional_into(out.feed, in, "feed", read_feed); }});
}

}  // namespace

Result<Manifest> parse(std::string_view text, const std::string& name) {
  auto json = base::parse_json(text, name, {kMaxManifest, kMaxDepth, kMaxKeys});
  if (!json) return std::move(json).error();
  Manifest out;
  auto read = object_of(*json, name, [&](Fields& in) { return read_manifest(out, in); });
  if (!read) return std::move(read).error();
  if (auto fits = check(out, name); !fits) return std::move(fits).error();
  return out;
}

}  // namespace checker::patch::package
