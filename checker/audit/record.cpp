#include "checker/audit/record.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace checker::audit {

using base::Errc;
using base::Error;
using base::Json;
using base::Result;

namespace {

const std::string* text_at(const Json& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_string() ? it->get_ptr<const std::string*>() : nullptr;
}

// How every record begins, as line_of() writes it.
constexpr std::string_view kBeginning = R"({"schema":"sidestep-audit/1","seq":)";

// What a crash leaves of a record: its beginning, with or without zeros that a file system put in
// the place of what was never written.
bool could_be_cut(std::string_view line) {
  const auto written = line.substr(0, std::min(line.find('\0'), kBeginning.size()));
  return kBeginning.starts_with(written);
}

}  // namespace

std::string no_hash() { return std::string(64, '0'); }

std::string line_of(Json content, const std::optional<Record>& before,
                    const std::vector<std::string>& torn, std::string& hash) {
  Json record = {{"schema", kSchema}, {"seq", before ? before->seq + 1 : 1}};
  for (auto& [key, value] : content.items()) record[key] = std::move(value);
  if (!torn.empty()) record["torn"] = torn;
  record["previous"] = before ? before->hash : no_hash();
  hash = base::sha256(base::canonical(record));
  record["hash"] = hash;
  return base::dump(record, -1) + "\n";
}

Result<std::optional<Record>> read_record(std::string_view line, const std::string& where) {
  auto json = base::parse_json(line, where, {kMaxRecord});
  if (!json && could_be_cut(line)) return std::optional<Record>();
  if (!json || !json->is_object())
    return Error{Errc::malformed, where + ": this is no record of an audit log"};
  const std::string* schema = text_at(*json, "schema");
  const std::string* previous = text_at(*json, "previous");
  const std::string* hash = text_at(*json, "hash");
  const auto seq = json->find("seq");
  if (schema == nullptr || *schema != kSchema || previous == nullptr || hash == nullptr ||
      seq == json->end() || !seq->is_number_unsigned())
    return Error{Errc::malformed, where + ": this is no record of an audit log"};
  Record out;
  out.seq = seq->get<std::uint64_t>();
  out.previous = *previous;
  out.hash = *hash;
  if (const std::string* time = text_at(*json, "time")) out.time = *time;
  if (const auto torn = json->find("torn"); torn != json->end() && torn->is_array())
    for (const Json& each : *torn)
      if (each.is_string()) out.torn.push_back(each.get<std::string>());
  json->erase("hash");
  if (base::sha256(base::canonical(*json)) != out.hash)
    return Error{Errc::malformed,
                 where + ": the record was changed after it was written: its hash does not fit"};
  return std::optional(std::move(out));
}

}  // namespace checker::audit
