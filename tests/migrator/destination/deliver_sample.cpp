// deliver_sample maildir|mbox|eml DEST: delivers a small post office that has everything, and
// prints as JSON what somebody who reads it must find. Content is given as SHA-256 of what the
// source held.
#include <cstdio>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "migrator/destination/destination.hpp"

namespace {

using namespace migrator;

Part text(std::string content, std::string name = "") {
  return {Part::Kind::text, Part::Format::plain, std::move(name),
          base::Blob::of(std::move(content))};
}

Part file(std::string name, std::string content) {
  return {Part::Kind::file, Part::Format::plain, std::move(name),
          base::Blob::of(std::move(content))};
}

std::string all_bytes(int times) {
  std::string out;
  for (int i = 0; i < 256 * times; ++i) out += static_cast<char>(i * 7);
  return out;
}

struct Sample {
  Account account;
  Message message;
  std::string body;  // UTF-8, as a reader sees it
  std::string date;  // ISO 8601
};

Message letter(const std::string& subject, LocalTime sent, std::vector<Part> parts) {
  Message out;
  out.sender = Address{"Quill, Nora", "HARBOR", ""};
  out.to = {{"Vole, Ivan", "PIER", ""}};
  out.subject = subject;
  out.sent = sent;
  out.parts = std::move(parts);
  return out;
}

std::vector<Sample> samples() {
  const Account nora{AccountKind::mailbox, "Quill, Nora"};
  const Account umlaut{AccountKind::mailbox, "M\xC3\xBCller, J\xC3\xB6rg"};
  const Account garden{AccountKind::board, "Garden & Tools"};
  std::vector<Sample> out;
  out.push_back({nora,
                 letter("Rope order", {1998, 6, 2, 8, 39, 0},
                        {text("Dear Ivan,\r\n\r\nten fathoms.\r\n\x1A")}),
                 "Dear Ivan,\n\nten fathoms.\n", "1998-06-02T08:39:00+02:00"});
  out.push_back({nora,
                 letter("Gr\xC3\xBC\xC3\x9F"
                        "e aus K\xC3\xB6ln =?utf-8?q?no?=",
                        {1998, 12, 24, 18, 0, 0},
                        {text("Sch\x94ne Gr\x81\xE1"
                              "e\r\n" +
                              std::string(2000, 'x') + "\r\n"),
                         file("Pr\xC3\xBC"
                              "fung \xE6\x97\xA5\xE6\x9C\xAC.doc",
                              all_bytes(9)),
                         file("plain.txt", "DOS\r\ntext \x81\r\n")}),
                 "Sch\xC3\xB6ne Gr\xC3\xBC\xC3\x9F"
                 "e\n" +
                     std::string(2000, 'x') + "\n",
                 "1998-12-24T18:00:00+01:00"});
  out.push_back({nora, letter("", {1999, 10, 31, 2, 30, 0}, {}), "", "1999-10-31T02:30:00+02:00"});
  out.back().message.sender.reset();
  out.back().message.to.clear();
  out.push_back({nora,
                 letter(std::string(1500, 'y') + "  two blanks ", {1999, 1, 1, 0, 0, 0},
                        {text("From here\r\n.\r\n--x\r\n\f\ttab\r\n"), text("more", "Minutes")}),
                 "From here\n.\n--x\n\f\ttab\n", "1999-01-01T00:00:00+01:00"});
  out.back().message.folder = "Suppliers\\Rope";
  std::string japanese;
  for (int i = 0; i < 200; ++i) japanese += "\xE6\x97\xA5";
  out.push_back({umlaut,
                 letter(japanese, {2000, 2, 29, 12, 0, 0},
                        {text("\x02"
                              "1ered")}),
                 "red\n", "2000-02-29T12:00:00+01:00"});
  out.back().message.unread = true;
  out.push_back({garden, letter("Spades", {1997, 7, 1, 9, 5, 7}, {file("A", all_bytes(1000))}), "",
                 "1997-07-01T09:05:07+02:00"});
  return out;
}

base::Json expected(const Sample& sample, const destination::Delivered& delivered) {
  base::Json out = base::Json::object();
  out["path"] = delivered.target;
  out["id"] = delivered.target_id;
  out["unread"] = sample.message.unread;
  out["message_id"] = delivered.message_id;
  out["subject"] = sample.message.subject;
  out["date"] = sample.date;
  out["from"] = sample.message.sender ? sample.message.sender->name : "";
  out["body"] = sample.body;
  out["files"] = base::Json::array();
  for (const Part& part : sample.message.parts) {
    if (part.kind != Part::Kind::file) continue;
    base::Json attachment = base::Json::object();
    attachment["name"] = part.name;
    attachment["sha256"] = *base::sha256(part.content);
    out["files"].push_back(std::move(attachment));
  }
  return out;
}

base::Result<base::Json> deliver(destination::Format format, const char* path) {
  Catalogue catalogue;
  catalogue.post_office = "HARBOR";
  catalogue.accounts = {{AccountKind::mailbox, "Quill, Nora"},
                        {AccountKind::mailbox, "M\xC3\xBCller, J\xC3\xB6rg"},
                        {AccountKind::mailbox, "Empty, Emil"},
                        {AccountKind::board, "Garden & Tools"}};
  mime::Options options;
  options.domain = "harbor.invalid";
  options.post_office = "HARBOR";
  options.time_zone = "Europe/Berlin";
  base::PosixFiles files;
  auto opened = destination::open_folder(files, format, path, catalogue, options);
  if (!opened) return std::move(opened).error();
  destination::Destination& to = **opened;
  for (const char* name : {"Quill, Nora", "M\xC3\xBCller, J\xC3\xB6rg"})
    if (auto done = to.put(DirectoryEntry{name, "L", "", "Room 7, left; \"corner\"\nUpstairs", {}});
        !done)
      return std::move(done).error();
  if (auto done = to.finish_directory(); !done) return std::move(done).error();
  std::vector<PersonalList> lists = {
      {"Crew, all hands",
       {{"M\xC3\xBCller, J\xC3\xB6rg", "", ""}, {"Smith", "", ""}, {"ivaz@rope.example", "", ""}},
       "",
       {}}};
  PersonalList& book = lists.emplace_back();
  book.name = kAddressBookName;
  book.address_book = true;
  book.members = {{"Vaz, Ines", "GATE", "SMTP:ivaz@rope.example"},
                  {"Unknown One", "", ""},
                  {"Quill, Nora", "HARBOR", ""},
                  {"Vaz, Ines", "GATE", "SMTP:ivaz@rope.example"}};
  book.details = {{{"Company", "Vaz; Rope, Ltd."},
                   {"City", "Cork"},
                   {"Home-Num", "555-0142"},
                   {"Home2-Num", "555-0143"},
                   {"Note", "a\nb"},
                   {"Office", "7, left"},
                   {"Last", "Vaz"},
                   {"First", "In\xC3\xA9s"}},
                  {},
                  {},
                  {}};
  for (const Account& account : catalogue.accounts) {
    if (auto done = to.begin(account); !done) return std::move(done).error();
    if (account.kind != AccountKind::mailbox) continue;
    if (auto done = to.put(account, lists); !done) return std::move(done).error();
  }
  base::Json out = base::Json::array();
  std::uint64_t sequence = 0;
  for (const Sample& sample : samples()) {
    Item item;
    item.sequence = ++sequence;
    item.message = sample.message;
    auto done = to.put(sample.account, item);
    if (!done) return std::move(done).error();
    out.push_back(expected(sample, *done));
  }
  if (auto done = to.finish(); !done) return std::move(done).error();
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 3;
  using destination::Format;
  const std::string word = argv[1];
  const Format format = word == "mbox"  ? Format::mbox
                        : word == "eml" ? Format::eml
                                        : Format::maildir;
  const auto delivered = deliver(format, argv[2]);
  if (!delivered) {
    std::fprintf(stderr, "error: %s\n", delivered.error().message.c_str());
    return 2;
  }
  std::puts(base::dump(*delivered).c_str());
  return 0;
}
