// SPDX-License-Identifier: Apache-2.0
#include "lib/net/tls_socket.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>

namespace cardea::net {
namespace {

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool must_wait() {
  return errno == EAGAIN || errno == EINTR;
}

int read_socket(BIO* bio, char* out, int size) {
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(descriptor_of(bio), out, static_cast<std::size_t>(size), 0);
  if (got < 0 && must_wait()) BIO_set_retry_read(bio);
  if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(got);
}

int write_socket(BIO* bio, const char* in, int size) {
  BIO_clear_retry_flags(bio);
  const auto put = ::send(descriptor_of(bio), in, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (put < 0 && must_wait()) BIO_set_retry_write(bio);
  return static_cast<int>(put);
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return command == BIO_CTRL_FLUSH || command == BIO_CTRL_PUSH || command == BIO_CTRL_POP ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cardea socket");
    if (made != nullptr) {
      BIO_meth_set_read(made, read_socket);
      BIO_meth_set_write(made, write_socket);
      BIO_meth_set_ctrl(made, control);
    }
    return made;
  }();
  return method;
}

}  // namespace

Status attach_socket(ssl_st* ssl, int fd) {
  BIO* bio = socket_method() == nullptr ? nullptr : BIO_new(socket_method());
  if (bio == nullptr) return Error{Err::exhausted, "no memory for a connection"};
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  return kOk;
}

}  // namespace cardea::net
