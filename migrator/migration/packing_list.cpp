#include "migrator/migration/packing_list.hpp"

#include <charconv>
#include <set>

#include "base/digest.hpp"
#include "base/path.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/lines.hpp"
#include "migrator/migration/page_text.hpp"

namespace migrator::migration {
namespace {

constexpr std::string_view kHeader = "Filename,Filetype";

class Reader {
 public:
  Reader(std::string file, std::vector<Finding>& findings)
      : file_(std::move(file)), findings_(findings) {}

  void take(const Line& line) {
    line_ = line.number;
    if (line.end != Line::End::crlf) odd_end(line);
    if (line.too_long) return fault("the line is longer than " + std::to_string(kMaxLine));
    if (auto note = parse_note_line(line.text)) return take_note(*note);
    if (line.text.empty() || line.text.starts_with('!')) return;
    if (line.text == "\x1A") return remark("an end-of-file mark (0x1A)");
    if (!number_seen_) return take_number(line.text);
    if (!header_seen_) {
      header_seen_ = true;
      if (base::equals_fold(line.text, kHeader)) return;
      fault("the table header \"Filename,Filetype\" was expected");
    }
    take_file(line.text);
  }

  PackingList finish() {
    line_ = 0;
    if (!number_seen_) fault("no code page number: a decimal number was expected in line 1");
    if (!header_seen_) fault("no table of files: \"Filename,Filetype\" was expected");
    return std::move(list_);
  }

 private:
  void add(Finding::Kind kind, std::string message, std::string rule = "") {
    findings_.push_back({kind, file_, line_, 0, 0, std::move(rule), std::move(message)});
  }
  void fault(std::string message) { add(Finding::Kind::fault, std::move(message)); }
  void remark(std::string message, std::string rule = "") {
    add(Finding::Kind::note, std::move(message), std::move(rule));
  }

  void odd_end(const Line& line) {
    if (line.end == Line::End::none) return remark("the last line has no line end");
    if (!lf_said_) remark("lines end in LF alone, CR LF was expected");
    lf_said_ = true;
  }

  void take_note(const base::Result<base::Json>& json) {
    auto note = json ? parse_set_note(*json) : base::Result<SetNote>(json.error());
    // Without it every date would be read in another zone than it was written in.
    if (!note) return fault("a note that is not understood: " + note.error().message);
    list_.note = std::move(*note);
  }

  void take_number(const std::string& text) {
    number_seen_ = true;
    list_.number_line = line_;
    const auto digits = base::trim(text);
    const auto [end, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), list_.code_page);
    if (failed == std::errc() && end == digits.data() + digits.size() && list_.code_page != 0) {
      if (list_.code_page == 10000 || list_.code_page == 437)
        remark("the wizard converts some characters of code page " +
                   std::to_string(list_.code_page) + " wrongly: signs become '?' or look-alikes",
               "Q174725");
      return;
    }
    list_.code_page = 0;
    fault("\"" + base::printable(text.substr(0, 40)) +
          "\" stands where the code page number was expected");
  }

  void take_file(const std::string& text) {
    auto fields = parse_fields(text);
    if (!fields) return fault(fields.error().message);
    const auto& f = *fields;
    const bool primary = f.size() == 2 && base::equals_fold(f[1].text, "Primary");
    const bool secondary = f.size() == 2 && base::equals_fold(f[1].text, "Secondary");
    if (!primary && !secondary)
      return fault("a file name and Primary or Secondary were expected, not \"" +
                   base::printable(text.substr(0, 80)) + "\"");
    const std::string name = listed_name(list_.code_page, f[0].text);
    if (!is_file_name(name))
      return fault("\"" + base::printable(name) +
                   "\" is not the bare name of a file in this folder");
    if (!names_.insert(base::lower(name)).second)
      return remark(base::printable(name) + " is listed twice");
    list_.files.push_back({name, primary, line_});
  }

  std::string file_;
  std::vector<Finding>& findings_;
  PackingList list_;
  std::set<std::string> names_;
  std::uint64_t line_ = 0;
  bool number_seen_ = false, header_seen_ = false, lf_said_ = false;
};

}  // namespace

base::Result<PackingList> read_packing_list(const std::filesystem::path& path,
                                            std::vector<Finding>& findings) {
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  if ((*file)->size() > kMaxPackingList)
    return base::Error{base::Errc::limit,
                       path.string() + ": " + std::to_string((*file)->size()) +
                           " bytes are too many for a packing list",
                       "is this the .PKL of the set?"};
  return read_packing_list(std::move(*file), path.filename().string(), findings);
}

base::Result<PackingList> read_packing_list(std::shared_ptr<const base::RandomAccess> file,
                                            const std::string& name,
                                            std::vector<Finding>& findings) {
  LineReader lines(std::move(file));
  Reader reader(name, findings);
  for (;;) {
    auto line = lines.next();
    if (!line) return std::move(line).error();
    if (!*line) return reader.finish();
    reader.take(**line);
  }
}

std::string listed_name(unsigned code_page, const std::string& bytes) {
  if (base::is_ascii(bytes)) return bytes;
  const auto page = base::CodePage::find(code_page);
  return page && is_lead_byte(*page, '\x81') ? page->decode(bytes).text : bytes;
}

std::optional<std::string> name_to_list(unsigned code_page, const std::string& name) {
  if (base::is_ascii(name)) return name;
  const auto page = base::CodePage::find(code_page);
  if (!page || !is_lead_byte(*page, '\x81')) return name;
  auto bytes = page->encode(name);
  return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

std::string to_text(const PackingList& list) {
  std::string out = std::to_string(list.code_page) + "\r\n\r\n" + std::string(kHeader) + "\r\n";
  const auto page = base::CodePage::find(list.code_page);
  // As it is read: see decoded().
  const bool encodes = page && is_lead_byte(*page, '\x81');
  for (const PackingList::File& file : list.files)
    out += (encodes ? page->encode(file.name).value_or(file.name) : file.name) +
           (file.primary ? ",Primary\r\n" : ",Secondary\r\n");
  if (list.note) out += to_note_line(set_note(*list.note)) + "\r\n";
  return out;
}

std::string packing_list_name(std::string_view post_office) {
  if (post_office.empty()) return "Postoffice.PKL";
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (char c : base::safe_name(post_office, "#();,.")) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  // A name of many non-ASCII letters grows threefold; Windows stops at 255.
  if (out.size() > 200) out = out.substr(0, 80) + "~" + base::sha256(post_office).substr(0, 12);
  return out + ".PKL";
}

}  // namespace migrator::migration
