// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/label.hpp"

#include <qrencode.h>

#include <memory>

namespace cardea::factory {
namespace {

constexpr std::size_t kQuietZone = 4;  // ISO/IEC 18004: four light modules around
constexpr std::size_t kMaxPayload = 1000;

// Text that wipes itself, growth included: std::string would leave copies behind.
class SecretText {
 public:
  SecretText& operator<<(std::string_view text) {
    text_.insert(text_.end(), text.begin(), text.end());
    return *this;
  }
  SecretText& operator<<(const SecretBytes& secret) { return *this << as_text(secret.expose_secret()); }
  SecretBytes take() const { return SecretBytes(Bytes(text_)); }

 private:
  std::vector<std::uint8_t, ZeroizingAllocator<std::uint8_t>> text_;
};

// 64 hex digits in groups of 8, so that a person can compare them.
std::string in_groups(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i != 0 && i % 8 == 0) out += i == 32 ? "\n                " : " ";
    out += hex[i];
  }
  return out;
}

}  // namespace

SecretBytes qr_payload(const Label& label) {
  SecretText text;
  text << label.web_address << "#s=" << label.serial << "&p=" << label.password << "&k=" << label.spki_pin
       << "&l=" << label.label_secret;
  return text.take();
}

Result<QrCode> make_qr(const SecretBytes& payload) {
  const Bytes raw = payload.expose_secret();
  if (raw.size() > kMaxPayload) return Error{Err::too_large, "the label's text does not fit a QR code"};
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(
      QRcode_encodeData(static_cast<int>(raw.size()), raw.data(), /*version: smallest*/ 0, QR_ECLEVEL_M), &QRcode_free);
  if (!made) return io_error("cannot make the QR code");
  QrCode code{static_cast<std::size_t>(made->width), {}};
  for (std::size_t i = 0; i < code.width * code.width; ++i) code.modules.push_back((made->data[i] & 1) != 0);
  explicit_bzero(made->data, code.modules.size());
  return code;
}

std::string draw_qr_text(const QrCode& code) {
  const std::size_t side = code.width + 2 * kQuietZone;
  // Light on a dark terminal, dark on white paper: the code is drawn as light blocks, so that scanners read both ways.
  const auto light = [&](std::size_t x, std::size_t y) { return y >= side || !code.dark(x - kQuietZone, y - kQuietZone); };
  std::string out;
  for (std::size_t y = 0; y < side; y += 2) {
    for (std::size_t x = 0; x < side; ++x) {
      const bool upper = light(x, y);
      const bool lower = light(x, y + 1);
      out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    out += '\n';
  }
  return out;
}

std::string draw_qr_svg(const QrCode& code) {
  const std::string side = std::to_string(code.width + 2 * kQuietZone);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + ' ' + side +
                    "\" shape-rendering=\"crispEdges\">\n" + "<rect width=\"" + side + "\" height=\"" + side +
                    "\" fill=\"#fff\"/>\n<path fill=\"#000\" d=\"";
  for (std::size_t y = 0; y < code.width; ++y) {
    for (std::size_t x = 0; x < code.width; ++x) {
      if (code.dark(x, y)) out += 'M' + std::to_string(x + kQuietZone) + ' ' + std::to_string(y + kQuietZone) + "h1v1h-1z";
    }
  }
  return out + "\"/>\n</svg>\n";
}

//= EN303645 5.3-16
Result<SecretBytes> label_text(const Label& label) {
  TRY(const QrCode code, make_qr(qr_payload(label)));
  std::string picture = draw_qr_text(code);
  SecretText text;
  text << "Model           " << label.model << "\n"
       << "Serial number   " << label.serial << "\n"
       << "Set-up password " << label.password << "\n"
       << "Web page        " << label.web_address << "\n"
       << "Key fingerprint " << in_groups(label.spki_pin) << "\n"
       << "Pairing secret  " << label.label_secret << "\n\n"
       << picture;
  wipe(picture);
  return text.take();
}

Result<SecretBytes> label_svg(const Label& label) {
  TRY(const QrCode code, make_qr(qr_payload(label)));
  std::string picture = draw_qr_svg(code);
  SecretBytes svg{std::string_view(picture)};
  wipe(picture);
  return svg;
}

// No field can hold a character that JSON escapes: model, serial and address were checked, the rest is ours.
SecretBytes label_json(const Label& label) {
  SecretText text;
  text << "{\"model\":\"" << label.model << "\",\"password\":\"" << label.password << "\",\"pairing_secret\":\""
       << label.label_secret << "\",\"serial\":\"" << label.serial << "\",\"spki_pin\":\"" << label.spki_pin
       << "\",\"web_address\":\"" << label.web_address << "\"}\n";
  return text.take();
}

}  // namespace cardea::factory
