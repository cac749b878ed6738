#pragma once
// Catalogue: things in order that each have a name of their own, and are found
// by it at once.
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace checker::manifest {

/// Reads like a std::vector<T>. What is in it does not change, so a name always finds its thing; of
/// two with one name the first is found.
template <class T, std::string T::*name>
class Catalogue {
 public:
  using value_type = T;
  using const_iterator = typename std::vector<T>::const_iterator;

  Catalogue() = default;
  Catalogue(std::vector<T> things) : things_(std::move(things)) {
    places_.reserve(things_.size());
    for (std::size_t i = 0; i < things_.size(); ++i) places_.try_emplace(things_[i].*name, i);
  }

  void push_back(T thing) {
    places_.try_emplace(thing.*name, things_.size());
    things_.push_back(std::move(thing));
  }

  /// Null when there is none of this name.
  const T* find(std::string_view wanted) const {
    const auto it = places_.find(wanted);
    return it == places_.end() ? nullptr : &things_[it->second];
  }

  const_iterator begin() const { return things_.begin(); }
  const_iterator end() const { return things_.end(); }
  const T& operator[](std::size_t i) const { return things_[i]; }
  const T& front() const { return things_.front(); }
  std::size_t size() const { return things_.size(); }
  bool empty() const { return things_.empty(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::vector<T> things_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> places_;
};

}  // namespace checker::manifest
