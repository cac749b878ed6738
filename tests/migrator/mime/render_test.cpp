#include "migrator/mime/render.hpp"

#include <cstdlib>
#include <fstream>
#include <map>

#include "macbinary.hpp"
#include "migrator/mime/draft.hpp"
#include "support.hpp"

namespace migrator::mime {
namespace {

using test::file_part;
using test::harbor;
using test::has;
using test::rendered;
using test::text_part;

Message example() {
  Message message;
  message.sender = Address{"Quill, Nora", "HARBOR", ""};
  message.to = {{"Vole, Ivan", "PIER", ""}, {"M\xC3\xBCller, J\xC3\xB6rg", "HARBOR", ""}};
  message.subject = "Rope order";
  message.sent = LocalTime{1998, 6, 2, 8, 39, 0};
  message.parts = {text_part("Dear Ivan,\r\n\r\nten fathoms.\r\n\x1A")};
  return message;
}

// The address sanitizer keeps freed memory for a while, so that peaks there say nothing.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kMeasured = false;
#elif defined(__has_feature)
constexpr bool kMeasured = !__has_feature(address_sanitizer);
#else
constexpr bool kMeasured = true;
#endif

// Peak resident memory of this process, in KiB.
std::size_t peak() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6));
  return 0;
}

class Counter : public base::ByteSink {
 public:
  base::Result<void> write(base::Bytes bytes) override {
    total += bytes.size();
    return total > most ? base::Result<void>(base::Error{base::Errc::io, "full"})
                        : base::Result<void>();
  }
  std::uint64_t total = 0;
  std::uint64_t most = ~std::uint64_t{0};
};

base::Blob sparse(std::uint64_t length, const std::string& name) {
  const auto path = std::filesystem::temp_directory_path() / name;
  std::ofstream(path).put('x');
  std::filesystem::resize_file(path, length);
  auto file = base::ReadableFile::open(path);
  std::filesystem::remove(path);
  REQUIRE(bool(file));
  return base::Blob::window(*file, 0, length);
}

}  // namespace

TEST_CASE("a simple message is a plain page of text") {
  CHECK(rendered(example()) ==
        "Message-ID: <1ccafc9b5681a1e18c2c971fc5532be7f821cd03@harbor.invalid>\n"
        "Date: Tue, 02 Jun 1998 08:39:00 +0000\n"
        "From: \"Quill, Nora\" <quill.nora@harbor.invalid>\n"
        "To: \"Vole, Ivan\" <vole.ivan@pier.invalid>, =?utf-8?q?M=C3=BCller=2C_J?=\n"
        " =?utf-8?q?=C3=B6rg?= <m=c3=bcller.j=c3=b6rg@harbor.invalid>\n"
        "Subject: Rope order\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=us-ascii\n"
        "Content-Transfer-Encoding: 7bit\n"
        "\n"
        "Dear Ivan,\n"
        "\n"
        "ten fathoms.\n");
}

TEST_CASE("what cc:Mail knew and mail has no field for is kept") {
  Message message = example();
  message.priority = Priority::high;
  message.receipt_requested = true;
  message.cc = {{"Lane, Bo", "", ""}};
  message.bcc = {{"Fenn, Sly", "HARBOR", ""}};
  message.received = LocalTime{1998, 6, 3, 7, 0, 0};
  message.extra = {
      {"RRT", "yes"}, {"Forwarded by", "J\xC3\xB6rg\r\nEvil: x"}, {"::", "y"}, {"Re-sent", "z"}};
  const std::string mail = rendered(message);
  for (const std::string line :
       {"X-Priority: 1\n", "Importance: high\n", "Cc: \"Lane, Bo\" <lane.bo@harbor.invalid>\n",
        "Disposition-Notification-To: \"Quill, Nora\" <quill.nora@harbor.invalid>\n",
        "X-ccMail-Bcc: \"Fenn, Sly\" <fenn.sly@harbor.invalid>\n",
        "X-ccMail-Received: Wed, 03 Jun 1998 07:00:00 +0000\n", "X-ccMail-RRT: yes\n",
        "X-ccMail-Forwarded-by: =?utf-8?q?J=C3=B6rg__Evil=3A_x?=\n", "X-ccMail-Field: ::: y\n",
        "X-ccMail-Re-sent: z\n"}) {
    CAPTURE(line);
    CHECK(has(mail, "\n" + line));
  }
  CHECK(!has(mail, "\nBcc:"));
}

TEST_CASE("a calendar is made when the message was sent, else when it was received") {
  Message message = example();
  message.parts = {{Part::Kind::schedule, Part::Format::plain, "S.SC2",
                    base::Blob::of("SCHEDULE+2 EXPORT VERSION 103\r\nSingleTasks:\r\n{\r\n}\r\n")}};
  const auto stamp = [&] {
    const auto draft = make_draft(message, harbor());
    REQUIRE(bool(draft));
    const std::string text = draft->body.children.back().held.value_or("");
    return text.substr(text.find("DTSTAMP:") + 8, 16);
  };
  message.sent = LocalTime{1998, 6, 2, 8, 39, 0};
  message.received = LocalTime{1998, 6, 3, 7, 0, 0};
  CHECK(stamp() == "19980602T083900Z");
  message.sent.reset();
  CHECK(stamp() == "19980603T070000Z");
  message.received.reset();
  CHECK(stamp() == "19700101T000000Z");
}

TEST_CASE("a recipient without a post office lives where the sender does") {
  Message message = example();
  message.sender->post_office = "PIER";
  message.to = {{"Lane, Bo", "", ""}};
  CHECK(has(rendered(message), "To: \"Lane, Bo\" <lane.bo@pier.invalid>\n"));
}

TEST_CASE("no shape of message fails") {
  Message empty;
  CHECK(has(rendered(empty), "From: Unknown sender:;\n"));
  CHECK(!has(rendered(empty), "\nDate:"));
  CHECK(!has(rendered(empty), "\nSubject:"));
  Message no_name;
  no_name.sender = Address{};
  no_name.to = {{"", "HARBOR", ""}};
  CHECK(has(rendered(no_name), "From: =noname@harbor.invalid\nTo: at HARBOR <=noname@"));
  Message only_file;
  only_file.parts = {file_part("", "x")};
  CHECK(has(rendered(only_file), "filename=NONAME1.BIN"));
  Message undated;
  undated.extra = {{"Date", "2/31/99 10:00"}};
  undated.sent = LocalTime{1999, 2, 31, 10, 0, 0};
  CHECK(has(rendered(undated), "X-ccMail-Date: 2/31/99 10:00\n"));
  CHECK(!has(rendered(undated), "\nDate:"));
}

TEST_CASE("bodies go as seven-bit text when they can") {
  struct Row {
    unsigned page;
    std::string stored, headers, body;
  };
  const Row rows[] = {
      {850, "plain", "us-ascii\nContent-Transfer-Encoding: 7bit", "plain\n"},
      {850, "gr\x81n", "utf-8\nContent-Transfer-Encoding: quoted-printable", "gr=C3=BCn\n"},
      {1252, "\x80", "utf-8\nContent-Transfer-Encoding: quoted-printable", "=E2=82=AC\n"},
      {932, "\x83\x5C", "utf-8\nContent-Transfer-Encoding: quoted-printable", "=E3=82=BD\n"},
      {850, std::string("a\0", 2), "utf-8\nContent-Transfer-Encoding: quoted-printable",
       "a=E2=90=80\n"},
  };
  for (const Row& row : rows) {
    Message message = example();
    message.parts = {text_part(row.stored)};
    Options options = harbor();
    options.code_page = row.page;
    const std::string mail = rendered(message, options);
    CAPTURE(mail);
    CHECK(has(mail, "charset=" + row.headers));
    CHECK(mail.ends_with("\n\n" + row.body));
  }
}

TEST_CASE("no line is over 998 bytes, no byte over 127, none zero") {
  Message message = example();
  message.subject = std::string(4000, 'x');
  for (int i = 0; i < 300; ++i) message.to.push_back({"Person " + std::to_string(i), "PO", ""});
  for (std::size_t length : {998u, 999u, 5000u}) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    message.parts = {text_part(std::string(length, 'y')), text_part(bytes, bytes),
                     file_part(bytes, bytes)};
    const std::string mail = rendered(message);
    CHECK(test::longest_line(mail) <= 998);
    CHECK(base::is_ascii(mail));
    CHECK(mail.find('\0') == std::string::npos);
    CHECK(mail.find('\r') == std::string::npos);
    CHECK(has(mail, length > 998 ? "quoted-printable\n\nyyyy" : "7bit\n\nyyyy"));
  }
}

TEST_CASE("attachments have their names, whatever the script") {
  Message message = example();
  message.parts.push_back(file_part("REPORT.XLS", "cells"));
  message.parts.push_back(
      file_part("Pr\xC3\xBC"
                "fung \xE6\x97\xA5.txt",
                "x"));
  message.parts.push_back(file_part("..\\a/b", "x"));
  message.parts.push_back(text_part("second", "Minutes"));
  const std::string mail = rendered(message);
  CHECK(has(mail,
            "Content-Type: application/vnd.ms-excel\n"
            "Content-Transfer-Encoding: base64\n"
            "Content-Disposition: attachment; filename=REPORT.XLS\n\nY2VsbHM=\n"));
  CHECK(has(mail, "filename*=UTF-8''Pr%C3%BCfung%20%E6%97%A5.txt\n"));
  CHECK(has(mail, "filename=.._a_b\n"));
  CHECK(has(mail, "Content-Disposition: inline; filename=Minutes\n"));
}

TEST_CASE("Q216473: RTF from a Release 8 client stays RTF") {
  Message message = example();
  message.parts = {text_part("{\\rtf1 x}\r\n", "Title")};
  const std::string mail = rendered(message);
  CHECK(has(mail, "\nContent-Description: Title\n"));
  CHECK(has(mail, "e1xydGYxIHh9DQo=\n"));
}

TEST_CASE("Macintosh files keep both forks") {
  Message message = example();
  const auto mac = [](const test::Mac& file) {
    Part part = file_part("ignored.txt", test::macbinary(file));
    part.format = Part::Format::macbinary;
    return part;
  };
  message.parts.push_back(mac({.data = "only data"}));
  std::string mail = rendered(message);
  CHECK(has(mail, "filename=\"Budget 97\""));
  CHECK(has(mail, "x-mac-type=584C5335;\n\tx-mac-creator=5843454C"));
  CHECK(has(mail, "\n\nb25seSBkYXRh\n"));
  message.parts.back() = mac({.name = "B\x8Fr.pdf", .data = "d", .resource = "r"});
  mail = rendered(message);
  CHECK(has(mail, "multipart/appledouble"));
  CHECK(has(mail, "application/applefile"));
  CHECK(has(mail, "filename*=UTF-8''B%C3%A8r.pdf"));  // 8F is è in Mac Roman
  CHECK(has(mail, "Content-Type: application/pdf"));
}

TEST_CASE("a broken MacBinary header loses nothing") {
  Message message = example();
  Part part = file_part("a.bin", "short");
  part.format = Part::Format::macbinary;
  message.parts.push_back(part);
  test::Text out;
  const auto done = render(message, harbor(), out);
  REQUIRE(bool(done));
  REQUIRE(done->warnings.size() == 1);
  CHECK(has(done->warnings[0], "a.bin"));
  CHECK(has(out.text, "c2hvcnQ="));
}

TEST_CASE("Q181130: printed colour codes that are left out are said") {
  Message message = example();
  message.parts = {text_part("^b1ered^b70")};
  test::Text out;
  const auto done = render(message, harbor(), out);
  REQUIRE(bool(done));
  REQUIRE(done->warnings.size() == 1);
  CHECK(has(done->warnings[0], "2 colour codes of a text (^b1e, ^b1f, ^b70: Q181130)"));
  CHECK(!has(out.text, "^b"));
}

TEST_CASE("the Message-ID is the content's alone") {
  const auto id = [](const Message& message) {
    test::Text out;
    return render(message, harbor(), out)->message_id;
  };
  Message same = example();
  same.folder = "Elsewhere";
  same.unread = true;
  same.parts = {text_part("Dear Ivan,\n\nten fathoms.\n")};
  CHECK(id(same) == id(example()));
  std::map<std::string, int> ids;
  for (int change = 0; change < 8; ++change) {
    Message message = example();
    if (change == 1) message.subject += "!";
    if (change == 2) message.sent->second = 1;
    if (change == 3) message.to.pop_back();
    if (change == 4) message.parts[0] = text_part("Dear Ivan,\r\n\r\nnine fathoms.\r\n");
    if (change == 5) message.parts.push_back(file_part("a", "x"));
    if (change == 6) message.parts.push_back(file_part("b", "x"));
    if (change == 7) std::swap(message.to, message.cc);
    ++ids[id(message)];
  }
  CHECK(ids.size() == 8);
}

TEST_CASE("the same message is the same bytes, in any zone and language of the process") {
  Message message = example();
  message.parts.push_back(
      file_part("Pr\xC3\xBC"
                "fung.doc",
                "x"));
  message.parts.push_back(text_part("gr\x81n", "zweiter"));
  const std::string first = rendered(message);
  CHECK(rendered(message) == first);
  const char* old = std::getenv("TZ");
  const std::string zone = old == nullptr ? "" : old;
  setenv("TZ", "Asia/Tokyo", 1);
  tzset();
  CHECK(std::setlocale(LC_ALL, "C.UTF-8") != nullptr);
  CHECK(rendered(message) == first);
  std::setlocale(LC_ALL, "C");
  setenv("TZ", zone.c_str(), 1);
  tzset();
}

TEST_CASE("line ends are those asked for") {
  Options options = harbor();
  options.newline = Options::Newline::crlf;
  Message message = example();
  message.parts.push_back(file_part("a", std::string(100, 'x')));
  std::string mail = rendered(message, options), lf;
  for (std::size_t i = 0; i < mail.size(); ++i) {
    if (mail[i] == '\n') CHECK(mail[i - 1] == '\r');
    if (mail[i] != '\r') lf += mail[i];
  }
  CHECK(lf == rendered(message));
}

TEST_CASE("errors come through as they are") {
  test::Text out;
  Options options = harbor();
  options.time_zone = "Nowhere/Land";
  auto wrong = render(Message{}, options, out);
  REQUIRE(!wrong);
  CHECK(wrong.error().code == base::Errc::usage);
  options = harbor();
  options.code_page = 1200;
  CHECK(!render(Message{}, options, out));

  Message big = example();
  big.parts.push_back(file_part("a", std::string(300000, 'x')));
  Counter full;
  full.most = 100000;
  wrong = render(big, harbor(), full);
  REQUIRE(!wrong);
  CHECK(wrong.error().message == "full");
}

TEST_CASE("a part whose file has become shorter is an error, not a shorter part") {
  const auto path = std::filesystem::temp_directory_path() / "sidestep_mime_shrinks";
  std::ofstream(path) << std::string(100000, 'x');
  auto file = base::ReadableFile::open(path);
  REQUIRE(bool(file));
  Message message = example();
  message.parts.push_back(
      {Part::Kind::file, Part::Format::plain, "a", base::Blob::window(*file, 0, 100000)});
  std::filesystem::resize_file(path, 5000);
  test::Text out;
  const auto wrong = render(message, harbor(), out);
  std::filesystem::remove(path);
  REQUIRE(!wrong);
  CHECK(wrong.error().code == base::Errc::io);
}

TEST_CASE("memory stays flat, however large a part is") {
  struct Row {
    Part::Kind kind;
    std::uint64_t size;
  };
  // A text of zeros is the worst one: each is shown as a picture, in quoted-printable.
  for (const Row& row : {Row{Part::Kind::file, 200u << 20}, Row{Part::Kind::text, 6u << 20}}) {
    Message message = example();
    message.parts = {{row.kind, Part::Format::plain, "big", sparse(row.size, "sidestep_mime_big")}};
    const std::size_t before = peak();
    Counter out;
    REQUIRE(bool(render(message, harbor(), out)));
    CHECK(out.total > row.size);
    if (kMeasured) CHECK(peak() - before < 16 * 1024);
    if (!kMeasured) MESSAGE("memory is not measured under the address sanitizer");
  }
}

TEST_CASE("many recipients cost time in proportion") {
  Message message = example();
  for (int i = 0; i < 65000; ++i) message.to.push_back({"Person " + std::to_string(i), "PO", ""});
  CHECK(rendered(message).size() > 65000 * 20);
}

}  // namespace migrator::mime
