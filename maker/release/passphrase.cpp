// SPDX-License-Identifier: Apache-2.0
#include "maker/release/passphrase.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>

#include "lib/base/fd.hpp"
#include "lib/store/file.hpp"

namespace cardea::release {

namespace {

constexpr std::size_t kPassphraseMax = 1024;

// Hides what is typed for as long as it lives.
class Unseen {
 public:
  explicit Unseen(int terminal) : terminal_(terminal) {
    hidden_ = ::tcgetattr(terminal_, &before_) == 0;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (hidden_) ::tcsetattr(terminal_, TCSAFLUSH, &quiet);
  }
  ~Unseen() {
    if (hidden_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  int terminal_;
  bool hidden_ = false;
  termios before_{};
};

std::optional<SecretBytes> first_line(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  if (line.empty()) return std::nullopt;
  return SecretBytes(line);
}

Outcome<std::optional<SecretBytes>> read_from_file(const std::string& file) {
  auto text = store::read_text(file, kPassphraseMax);
  if (!text)
    return Problem(text.error().code, file + ": " + Problem::describe(text.error()),
                   "--passphrase-file wants a file with one line");
  auto passphrase = first_line(*text);
  wipe(*text);
  if (!passphrase)
    return Problem(Err::bad_value, file + ": its first line is empty", "--passphrase-file wants a file with one line");
  return passphrase;
}

Outcome<std::optional<SecretBytes>> ask_at_terminal(const std::string& what) {
  const UniqueFd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.valid()) return std::optional<SecretBytes>();
  const std::string prompt = what + ": ";
  if (::write(terminal.get(), prompt.data(), prompt.size()) < 0) return std::optional<SecretBytes>();
  std::array<char, kPassphraseMax> typed{};
  const Unseen unseen(terminal.get());
  const ssize_t size = ::read(terminal.get(), typed.data(), typed.size());
  auto passphrase = size > 0 ? first_line({typed.data(), static_cast<std::size_t>(size)}) : std::nullopt;
  explicit_bzero(typed.data(), typed.size());
  if (::write(terminal.get(), "\n", 1) < 0) return std::optional<SecretBytes>();
  return passphrase;
}

}  // namespace

AskPassphrase passphrase_of(const std::string& file) {
  return [file](const std::string& what) { return file.empty() ? ask_at_terminal(what) : read_from_file(file); };
}

AskPassphrase new_passphrase_of(const std::string& file) {
  if (file.empty()) return no_passphrase;
  return passphrase_of(file);
}

}  // namespace cardea::release
