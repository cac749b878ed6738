#include "checker/patch/package/frames.hpp"

#include "tests/checker/patch/package/package.hpp"

using namespace checker::patch::package;
using package_test::contains;

namespace {

struct Text : base::ByteSink {
  base::Result<void> write(base::Bytes bytes) override {
    text += base::text_of(bytes);
    return {};
  }
  std::string text;
};

struct Log : MemberEvents {
  base::Result<void> begin(std::size_t member) override {
    text += "<" + std::to_string(member) + " ";
    return {};
  }
  base::Result<void> write(base::Bytes bytes) override {
    text += base::text_of(bytes);
    return {};
  }
  base::Result<void> end() override {
    text += ">";
    return {};
  }
  std::string text;
};

// What comes of frames that are handed over `portion` bytes at a time.
std::string read(std::string_view frames, std::size_t portion) {
  Log log;
  FrameReader reader(3, log);
  for (; !frames.empty(); frames.remove_prefix(std::min(portion, frames.size())))
    if (!reader.take(base::bytes_of(frames.substr(0, portion)))) break;
  const auto finished = reader.finish();
  return log.text + (finished ? "" : "! " + finished.error().message);
}

std::string two_members() {
  Text out;
  FrameWriter frames(out);
  REQUIRE(frames.begin(2));
  REQUIRE(frames.data(base::bytes_of("some ")));
  REQUIRE(frames.data(base::bytes_of("bytes")));
  REQUIRE(frames.end());
  REQUIRE(frames.begin(0));
  REQUIRE(frames.end());
  REQUIRE(frames.done());
  return out.text;
}

std::string frame(int kind, const std::string& bytes) {
  return std::string(1, static_cast<char>(kind)) + builder::little(bytes.size(), 4) + bytes;
}

}  // namespace

TEST_CASE("members come out of frames as they went in, in any portions") {
  for (const std::size_t portion : {1U, 2U, 5U, 7U, 4096U})
    CHECK(read(two_members(), portion) == "<2 some bytes><0 >");
  Text out;
  FrameWriter frames(out);
  REQUIRE(frames.begin(1));
  const std::string large(kMaxFrame * 2 + 3, 'x');
  REQUIRE(frames.data(base::bytes_of(large)));
  REQUIRE(frames.end());
  REQUIRE(frames.done());
  CHECK(read(out.text, 4096) == "<1 " + large + ">");
}

TEST_CASE("frames cut short are no whole package") {
  const std::string frames = two_members();
  for (std::size_t size = 0; size < frames.size(); ++size)
    CHECK(contains(read(std::string_view(frames).substr(0, size), 4096), "ended before"));
}

TEST_CASE("the parent believes no frame that it did not ask for") {
  const std::string begin = frame(1, builder::little(1, 4));
  const std::string rows[] = {
      frame(1, builder::little(3, 4)),  // a member that was not asked for
      frame(1, "abc"),
      begin + begin,      // within another
      frame(2, "bytes"),  // of no member
      frame(3, ""),
      begin + frame(3, "x"),        // an end with something in it
      begin + frame(5, ""),         // done within a member
      frame(5, "") + frame(5, ""),  // more behind the last
      frame(0, ""),
      frame(6, ""),  // of no kind
      frame(4, ""),
      frame(4, "\x06what"),                    // a fault of no kind
      std::string("\x02\xFF\xFF\xFF\xFF", 5),  // of four gigabytes
  };
  for (const std::string& row : rows) CHECK(contains(read(row, 3), "! the decoder wrote what"));
}

TEST_CASE("a fault comes whole, and harmless to a terminal") {
  Text out;
  FrameWriter frames(out);
  REQUIRE(frames.fault({base::Errc::limit, "too\x1B much", "less"}));
  Log log;
  FrameReader reader(1, log);
  CHECK_FALSE(reader.take(base::bytes_of(out.text)));
  CHECK(reader.finish().error().code == base::Errc::limit);
  CHECK(reader.finish().error().message == "too\\x1b much");
  CHECK(reader.finish().error().hint == "less");
}

TEST_CASE("a request comes as it went, and nothing else passes for one") {
  const Request request{"KB.EXE", true, {"a.dll", "b.dl_!/b.dll", ""}};
  const std::string text = to_text(request);
  const auto read = parse_request(text);
  REQUIRE(read);
  CHECK(read->name == request.name);
  CHECK(read->members == request.members);
  CHECK(read->any_name_in_compressed);
  for (std::size_t size = 0; size < text.size(); ++size)
    CHECK_FALSE(parse_request(std::string_view(text).substr(0, size)));
  CHECK_FALSE(parse_request(text + "x"));
}
