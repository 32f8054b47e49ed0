// SPDX-License-Identifier: Apache-2.0
#include "device/boards/tpm_link.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::board {
namespace {

constexpr std::size_t kHeadSize = 10;
constexpr std::uint16_t kWithSessions = 0x8002;  // TPM_ST_SESSIONS
constexpr std::uint32_t kPcrExtend = 0x182;      // TPM_CC_PCR_Extend
constexpr std::uint32_t kPcrReset = 0x13d;       // TPM_CC_PCR_Reset
constexpr std::uint32_t kPasswordAuth = 0x40000009;  // TPM_RS_PW
constexpr std::uint16_t kSha256 = 0x000b;            // TPM_ALG_SHA256

Result<UniqueFd> connect_to(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (!fd.valid() || path.size() >= sizeof(to.sun_path)) return io_error("cannot make a socket to the TPM");
  std::copy(path.begin(), path.end(), to.sun_path);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
    return Error{Err::unavailable, "no TPM answers at the socket that identity/key-store names", errno};
  }
  return fd;
}

// A command on one register, with the empty password that registers have.
Status command_on(int tpm, std::uint32_t code, unsigned pcr, Bytes parameters) {
  const Buffer body = Writer().u32(pcr).u32(9).u32(kPasswordAuth).u16(0).u8(0).u16(0).raw(parameters).take();
  const auto size = static_cast<std::uint32_t>(kHeadSize + body.size());
  TRY_(send_command(tpm, Writer().u16(kWithSessions).u32(size).u32(code).raw(body).take()));
  TRY(const Buffer response, receive_response(tpm));
  TRY(const TpmHead head, parse_tpm_head(response));
  if (head.code != 0) return Error{Err::refused, "the TPM does not take the measurement of the boot"};
  return kOk;
}

}  // namespace

Result<UniqueFd> open_tpm(const TpmKeys& keys) {
  if (keys.door == TpmKeys::Door::socket) return connect_to(keys.path);
  UniqueFd fd(::open(keys.path.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.valid()) return Error{Err::unavailable, "the TPM's device node cannot be opened", errno};
  return fd;
}

Status send_command(int tpm, Bytes command) {
  while (!command.empty()) {
    // A software TPM that goes away must be an error here and not a signal; a device node knows no send.
    ssize_t sent = ::send(tpm, command.data(), command.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == ENOTSOCK) sent = ::write(tpm, command.data(), command.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return Error{Err::unavailable, "the TPM takes no command", errno};
    command = command.subspan(static_cast<std::size_t>(sent));
  }
  return kOk;
}

Result<Buffer> receive_response(int tpm) {
  Buffer response(kTpmResponseMax);
  std::size_t got = 0;
  std::size_t expected = kHeadSize;
  while (got < expected) {
    // As much as there may be: a device node gives a response whole or throws its rest away.
    const ssize_t more = ::read(tpm, response.data() + got, response.size() - got);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return Error{Err::unavailable, "the TPM does not answer", errno};
    got += static_cast<std::size_t>(more);
    if (got < kHeadSize) continue;
    TRY(const TpmHead head, parse_tpm_head(Bytes(response).first(got)));
    expected = head.size;
  }
  if (got != expected) return Error{Err::bad_value, "bytes follow the TPM's response"};
  response.resize(got);
  return response;
}

Result<TpmHead> parse_tpm_head(Bytes wire) {
  Reader reader(wire);
  TpmHead head;
  TRY(head.tag, reader.u16());
  TRY(head.size, reader.u32());
  TRY(head.code, reader.u32());
  if (head.size < kHeadSize || head.size > kTpmResponseMax) return Error{Err::bad_value, "a TPM's response of an impossible size"};
  return head;
}

Status measure_boot(int tpm, unsigned pcr, const Digest& image_root) {
  if (!measured_by_board(pcr)) return Error{Err::bad_value, "the firmware alone measures into this register"};
  TRY_(command_on(tpm, kPcrReset, pcr, {}));
  return command_on(tpm, kPcrExtend, pcr, Writer().u32(1).u16(kSha256).raw(image_root).take());
}

Digest boot_state_after(const Digest& image_root) {
  return crypto::sha256(Writer().raw(Digest{}).raw(image_root).view());
}

}  // namespace cardea::board
