#include "checker/events/prose.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "checker/events/mentions.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostLine = 16 * 1024;  // bytes of a line, what is looked at

/// What a label at the beginning of a line, or behind another label, says.
enum class Label { event, source, date, time, description, other };

struct Name {
  std::string_view name;
  Label label;
};
// The longer before the shorter: "Event ID" before "Event".
constexpr Name kNames[] = {
    {"event id", Label::event},
    {"eventid", Label::event},
    {"event source", Label::source},
    {"event type", Label::other},
    {"event category", Label::other},
    {"event", Label::event},
    {"source", Label::source},
    {"date and time", Label::date},
    {"date", Label::date},
    {"time", Label::time},
    {"description", Label::description},
    {"log name", Label::other},
    {"task category", Label::other},
    {"category", Label::other},
    {"type", Label::other},
    {"level", Label::other},
    {"keywords", Label::other},
    {"user", Label::other},
    {"computer", Label::other},
};

struct Found {
  Label label = Label::other;
  std::size_t begin = 0, value = 0;  // offsets of the label and of what follows it
};

// A label at `at`: its name, perhaps blanks, and ':' or '='.
std::optional<Found> label_at(std::string_view line, std::size_t at) {
  for (const Name& each : kNames) {
    if (!base::starts_with_fold(line.substr(at), each.name)) continue;
    const std::size_t sign = line.find_first_not_of(" \t", at + each.name.size());
    if (sign == std::string_view::npos || (line[sign] != ':' && line[sign] != '=')) continue;
    return Found{each.label, at, sign + 1};
  }
  return {};
}

// The labels of a line that begins with one. After "Description:" everything is text.
std::vector<Found> labels_in(std::string_view line) {
  std::vector<Found> out;
  std::size_t at = line.find_first_not_of(" \t*-|>");
  while (at < line.size()) {
    const auto found = label_at(line, at);
    if (!found && out.empty()) return {};
    if (found) {
      out.push_back(*found);
      if (found->label == Label::description) return out;
      at = found->value;
    }
    // The next one stands behind a blank or a sign.
    at = line.find_first_of(" \t|;,", at);
    if (at < line.size()) at = line.find_first_not_of(" \t|;,", at);
  }
  return out;
}

// A value without the sign that parts it from the next label.
std::string_view without_signs(std::string_view value) {
  value = base::trim(value);
  while (!value.empty() && (value.back() == '|' || value.back() == ';' || value.back() == ','))
    value = base::trim(value.substr(0, value.size() - 1));
  return value;
}

/// Lines into events: a block is held until another begins.
class Reader {
 public:
  explicit Reader(Tally& tally) : tally_(tally) {}
  ~Reader() { release(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void take(std::string_view line, std::size_t number) {
    if (base::trim(line).empty()) {
      after_blank_ = true;
      return;
    }
    if (line.size() > kMostLine) {
      line = line.substr(0, kMostLine);
      tally_.note("lines have more than " + std::to_string(kMostLine >> 10) +
                  " KiB: the beginning of each was read");
    }
    const auto labels = labels_in(line);
    if (labels.empty() || is_description(labels.front()))
      text(line);
    else
      for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::size_t end = i + 1 < labels.size() ? labels[i + 1].begin : line.size();
        const auto value = line.substr(labels[i].value, end - labels[i].value);
        label(labels[i].label, without_signs(value), number);
      }
    after_blank_ = false;
  }

 private:
  // Inside a description a line may begin with "Type:" or "Time:" without being a label.
  bool is_description(const Found& found) const {
    return in_description_ && !after_blank_ &&
           (found.label == Label::other || found.label == Label::date ||
            found.label == Label::time);
  }

  void text(std::string_view line) {
    if (in_description_) append(line);
    if (in_description_ && !after_blank_ && !ended_) return;
    // A paragraph of its own.
    ended_ = true;
    const Mentions mentions = mentions_in(line, tally_.wanted().sources);
    if (!mentions.all.empty()) release();  // the block before it came first
    say_cut(mentions.cut);
    for (const Mention& each : mentions.all) tally_.take({each.id, each.source, "", ""});
    if (!in_description_) tally_.look_for_codes(line);
  }

  void label(Label label, std::string_view value, std::size_t number) {
    const bool again = (label == Label::event && !ids_.empty()) ||
                       (label == Label::source && !source_.empty()) ||
                       (label == Label::date && !date_.empty());
    if (again || in_description_) release();
    if (label == Label::event) return event(value, number);
    if (label == Label::source) source_ = value;
    if (label == Label::date) date_ = value;
    if (label == Label::time) time_ = value;
    if (label != Label::description) return;
    in_description_ = true;
    append(value);
  }

  void event(std::string_view value, std::size_t number) {
    Numbers numbers = leading_numbers(value);
    say_cut(numbers.cut);
    ids_ = std::move(numbers.all);
    if (!ids_.empty()) return;
    tally_.fault("line " + std::to_string(number) + ": should be an event's number, is \"" +
                 base::shortened(value, 60) + "\"");
  }

  void say_cut(bool cut) {
    if (cut)
      tally_.note("lists have more than " + std::to_string(kMostNumbers) +
                  " numbers of events: the first of each were read");
  }

  void append(std::string_view line) {
    // The tally cuts what is longer than a description can be, and says so.
    if (description_.size() <= kMostDescription) description_ += std::string(line) + "\n";
  }

  void release() {
    const std::string when = date_.empty() ? time_ : date_ + (time_.empty() ? "" : " ") + time_;
    for (const std::uint32_t id : ids_) tally_.take({id, source_, when, description_});
    ids_.clear();
    source_.clear();
    date_.clear();
    time_.clear();
    description_.clear();
    in_description_ = ended_ = false;
  }

  Tally& tally_;
  std::vector<std::uint32_t> ids_;
  std::string source_, date_, time_, description_;
  bool in_description_ = false, after_blank_ = false;
  bool ended_ = false;  // a blank line has come behind the description
};

}  // namespace

void read_prose(std::string_view text, Tally& tally) {
  Reader reader(tally);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    reader.take(text.substr(0, end), number);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace checker::events
