// SPDX-License-Identifier: Apache-2.0
#include "device/steward/password_desk.hpp"

#include <memory>

#include "lib/crypto/crypto.hpp"

namespace cardea::steward {

// Random bytes in the tag's place are as good as a hash, and cost a start neither its memory nor its time.
PasswordDesk::PasswordDesk(EventLoop& loop, crypto::Argon2Cost cost)
    : loop_(loop),
      cost_(cost),
      nobody_(crypto::print_verifier({cost, crypto::random_buffer(16), crypto::random_buffer(32)})) {}

PasswordDesk::~PasswordDesk() {
  if (next_ != 0) loop_.cancel(next_);
}

// std::function copies what it holds and a secret does not copy: hence the shared owner.
void PasswordDesk::verify(std::string verifier, SecretBytes password, Waiting as, Verified done) {
  auto secret = std::make_shared<SecretBytes>(std::move(password));
  enqueue(as, [verifier = std::move(verifier), secret, done = std::move(done)] { done(crypto::verify_password(verifier, *secret)); });
}

void PasswordDesk::hash(SecretBytes password, Hashed done) {
  auto secret = std::make_shared<SecretBytes>(std::move(password));
  enqueue(Waiting::known, [this, secret, done = std::move(done)] { done(crypto::hash_password(*secret, cost_)); });
}

void PasswordDesk::enqueue(Waiting as, std::function<void()> work) {
  queue(as).push_back(std::move(work));
  schedule();
}

void PasswordDesk::schedule() {
  if (next_ != 0 || (known_.empty() && strangers_.empty())) return;
  next_ = loop_.after_ms(0, [this] { run_one(); });
}

void PasswordDesk::run_one() {
  next_ = 0;
  Queue& first = known_.empty() ? strangers_ : known_;
  const std::function<void()> work = std::move(first.front());
  first.pop_front();
  work();
  schedule();
}

}  // namespace cardea::steward
