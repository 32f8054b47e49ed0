// SPDX-License-Identifier: Apache-2.0
// For the tests of this folder: the three roots of trust, each real and each in a temporary folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "contracts/board/key_store.hpp"
#include "device/boards/tpm_link.hpp"
#include "device/vault/choose.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/store/file.hpp"

namespace cardea::vault::testing {

namespace fs = std::filesystem;

// Ends when its owner goes, and with the test when that dies first.
class Child {
 public:
  explicit Child(std::vector<std::string> words) {
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  int pid_ = -1;
};

// A software TPM that keeps its state over power cuts.
class SoftwareTpm {
 public:
  explicit SoftwareTpm(const std::string& folder) : folder_(folder) {
    fs::create_directories(folder_ + "/state");
    power_on();
  }
  void power_off() { child_.reset(); }
  // It writes its process id to the pipe when it listens: reading that is the waiting.
  void power_on() {
    const std::string pipe = folder_ + "/pid";
    ::unlink(socket_path().c_str());
    ::unlink(pipe.c_str());
    EXPECT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const UniqueFd listens(::open(pipe.c_str(), O_RDWR | O_CLOEXEC));
    child_ = std::make_unique<Child>(
        std::vector<std::string>{"swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + folder_ + "/state", "--server",
                                 "type=unixio,path=" + socket_path(), "--flags", "not-need-init,startup-clear", "--pid",
                                 "file=" + pipe, "--log", "file=/dev/null"});
    pollfd waiting{listens.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 30'000), 1) << "swtpm did not start: is it installed?";
  }
  void power_cycle() {
    power_off();
    power_on();
  }
  std::string socket_path() const { return folder_ + "/tpm"; }
  board::TpmKeys keys() const { return {board::TpmKeys::Door::socket, socket_path(), 23}; }
  UniqueFd connect() const {
    auto fd = board::open_tpm(keys());
    EXPECT_TRUE(fd.ok()) << fd.error().what;
    return std::move(*fd);
  }
  void boot(const board::Digest& image_root) const {
    const UniqueFd fd = connect();
    EXPECT_TRUE(board::measure_boot(fd.get(), keys().pcr, image_root).ok());
  }

 private:
  std::string folder_;
  std::unique_ptr<Child> child_;
};

// A device's folder with one root of trust, as the factory leaves it, before its keys are made.
class RootUnderTest {
 public:
  explicit RootUnderTest(const std::string& kind) : kind_(kind) {
    for (const char* folder : {"identity", "state/vault"}) fs::create_directories(folder_ / folder);
    if (kind_ == "tpm2") {
      tpm_ = std::make_unique<SoftwareTpm>(folder_ / "tpm");
      choose(tpm_->keys());
    }
    if (kind_ == "pkcs11") make_token();
    if (kind_ == "file") choose(board::FileKeys{});
  }

  std::unique_ptr<Provider> open() const {
    auto provider = try_open();
    if (!provider) {
      ADD_FAILURE() << provider.error().what;
      return nullptr;
    }
    return std::move(*provider);
  }
  Result<std::unique_ptr<Provider>> try_open() const { return open_provider(folder_.path(), UniqueFd()); }
  Status make() const { return make_provider(folder_.path()); }

  std::string vault_folder() const { return folder_ / "state/vault"; }
  SoftwareTpm& tpm() { return *tpm_; }
  const std::string& device() const { return folder_.path(); }

  // What somebody who can read the disk takes, and puts back later.
  void copy_state_to(const TemporaryFolder& copy) const {
    fs::copy(vault_folder(), copy.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  void put_back(const TemporaryFolder& copy) const {
    fs::remove_all(vault_folder());
    fs::copy(copy.path(), vault_folder(), fs::copy_options::recursive);
  }

  void choose(const board::KeyStore& store) const {
    const std::string line = board::encode_key_store(store);
    EXPECT_TRUE(store::write_file(folder_ / "identity/key-store", as_bytes(line), 0644).ok());
  }

 private:
  void make_token() const {
    const std::string conf = vault_folder() + "/softhsm2.conf";
    fs::create_directories(vault_folder() + "/tokens");
    const std::string text = "directories.tokendir = " + vault_folder() + "/tokens\nlog.level = ERROR\n";
    EXPECT_TRUE(store::write_file(conf, as_bytes(text), 0600).ok());
    EXPECT_TRUE(store::write_file(vault_folder() + "/pin", as_bytes("2580-softhsm\n"), 0600).ok());
    const std::string init = "SOFTHSM2_CONF=" + conf +
                             " softhsm2-util --init-token --free --label home --pin 2580-softhsm --so-pin 1357-softhsm >/dev/null";
    EXPECT_EQ(std::system(init.c_str()), 0);
    choose(board::TokenKeys{"/usr/lib/softhsm/libsofthsm2.so", "home"});
  }

  std::string kind_;
  TemporaryFolder folder_;
  std::unique_ptr<SoftwareTpm> tpm_;
};

}  // namespace cardea::vault::testing
