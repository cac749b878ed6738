#include "migrator/destination/ldif_record.hpp"

#include "migrator/destination/ldif.hpp"

namespace migrator::destination {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUid = "uid: ";

std::optional<std::string> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == kDigits.npos) return std::nullopt;
    held = (held << 6 | static_cast<unsigned>(digit)) & 0xFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xFF);
  }
  return out;
}

std::vector<std::string> unfolded(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty() && text != "\n") {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (line.starts_with(' ') && !out.empty())
      out.back() += line.substr(1);
    else
      out.emplace_back(line);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return out;
}

std::string line_of(std::string_view name, std::string_view value) {
  auto lines = unfolded(ldif_line(name, value));
  return lines.empty() ? std::string() : std::move(lines.front());
}

}  // namespace

std::optional<LdifRecord> LdifRecord::parse(std::string_view text) {
  LdifRecord record;
  record.lines_ = unfolded(text);
  if (record.lines_.empty()) return std::nullopt;
  const std::string first = std::move(record.lines_.front());
  record.lines_.erase(record.lines_.begin());
  std::optional<std::string> dn;
  if (first.starts_with("dn:: "))
    dn = from_base64(std::string_view(first).substr(5));
  else if (first.starts_with("dn: "))
    dn = first.substr(4);
  if (!dn || dn->find('=') == dn->npos) return std::nullopt;
  record.dn_ = *std::move(dn);
  return record;
}

std::string LdifRecord::uid() const {
  for (const std::string& line : lines_)
    if (line.starts_with(kUid)) return line.substr(kUid.size());
  return {};
}

std::string_view LdifRecord::parent() const {
  for (std::size_t i = 0; i < dn_.size(); ++i) {
    if (dn_[i] == '\\')
      ++i;
    else if (dn_[i] == ',')
      return std::string_view(dn_).substr(i);
  }
  return {};
}

std::string LdifRecord::content() const {
  std::string out(parent());
  for (const std::string& line : lines_)
    if (!line.starts_with(kUid)) out += "\n" + line;
  return out;
}

std::string LdifRecord::text() const {
  std::string out = ldif_line("dn", dn_);
  for (const std::string& line : lines_) out += folded_line(line);
  return out + "\n";
}

void LdifRecord::set_uid(std::string_view uid) {
  for (std::string& line : lines_)
    if (line.starts_with(kUid)) line = line_of("uid", uid);
}

void LdifRecord::call_by(std::string_view uid) { dn_ = rdn("uid", uid) + std::string(parent()); }

void LdifRecord::rename_member(const std::string& from, const std::string& to) {
  const std::string was = line_of("member", from);
  for (std::string& line : lines_)
    if (line == was) line = line_of("member", to);
}

}  // namespace migrator::destination
