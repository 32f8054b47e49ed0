// SPDX-License-Identifier: Apache-2.0
// A gate that is taken over, on a device of real processes (board, warden, vault, steward; probes for updater and courier): whatever it is
// told to do, it reads no key and nothing of another person's, writes no slot and changes nobody, through the file system and through every
// message there is; with no session, with a made-up one and with that of a guest.
#include "contracts/ipc/control.hpp"
#include "contracts/ipc/people.hpp"
#include "contracts/ipc/updater.hpp"
#include "contracts/ipc/vault.hpp"
#include "device/steward/factory.hpp"
#include "device/steward/schema.hpp"
#include "device/vault/file_provider.hpp"
#include "device/warden/real_device.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/password.hpp"
#include "lib/ipc/frame.hpp"

namespace cardea {
namespace {

namespace fs = std::filesystem;
using warden::testing::Device;
using warden::testing::Hardware;

constexpr std::string_view kLabel = "KQXM-7TRA-W2ZP-9HVC";
constexpr std::string_view kAdas = "plum kettle orbit", kKids = "velvet anchor seven", kBos = "marble under tram";

// What came back for one message: a reply's body, a refusal's reason, or nothing because the other side closed.
struct Answer {
  bool closed = false;
  std::optional<Err> refused;
  Buffer body;
};

class PuppetGate : public Device {
 protected:
  PuppetGate() {
    programs_ = {{"gate", "puppet_gate"}, {"steward", "steward"}};
    record_.slot_a = fill(board::Slot::a, "1.0.0", 1, "");
    fill(board::Slot::b, "2.0.0", 1, "");
    put();
    const std::string verifier = *crypto::hash_password(SecretBytes(kLabel), {.memory_kib = 8, .passes = 1, .lanes = 1});
    EXPECT_TRUE(store::write_file(folder_ / "state/steward/factory.cbor", steward::encode_factory_record({verifier}), 0600).ok());
    on();
  }

  void on() {
    std::vector<std::string> more;
    if (::geteuid() == 0) more = {"--uid-base", "93100"};
    hardware_ = power_on(more);
    const auto ready = hardware_->wait_for("ready");
    ASSERT_TRUE(ready.has_value()) << log();
    const std::string address = *ready->text("text");
    line_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(line_.get(), reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  }
  void off() {
    line_ = UniqueFd();
    hardware_.reset();
    ASSERT_TRUE(warden::testing::all_gone(folder_.path()));
  }

  std::string tell(const std::string& command) const {
    const std::string out = command + '\n';
    for (std::size_t sent = 0; sent < out.size();) {
      const ssize_t more = ::send(line_.get(), out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) return "gone";
      sent += static_cast<std::size_t>(more);
    }
    std::string answer;
    std::array<char, 4096> chunk{};
    while (answer.find('\n') == std::string::npos) {
      const ssize_t got = ::recv(line_.get(), chunk.data(), chunk.size(), 0);
      if (got <= 0) return "gone";
      answer.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return answer.substr(0, answer.size() - 1);
  }

  template <ipc::Message Ask>
  Answer ask(std::string_view peer, Ask message) {
    constexpr bool kNotice = std::same_as<typename Ask::Reply, ipc::NoReply>;
    ++messages_;
    const WipedBuffer wire = ipc::encode_frame(
        {Ask::kOp, kNotice ? ipc::Kind::notice : ipc::Kind::request, kNotice ? 0 : next_id_++, ipc::encode(message)});
    const std::string said = tell("ask " + std::string(peer) + ' ' + to_hex(wire));
    if (said == "closed" || said == "gone") return {true, {}, {}};  // gone: warden ends what it no longer trusts
    const auto raw = from_hex(said);
    EXPECT_TRUE(raw.ok()) << said;
    const auto frame = raw ? ipc::parse_frame(*raw) : Result<ipc::Frame>(Error{Err::io, "no answer"});
    if (!frame) return {true, {}, {}};
    Answer answer{false, {}, Buffer(frame->body.begin(), frame->body.end())};
    if (frame->kind == ipc::Kind::refusal) answer.refused = *ipc::parse_refusal(frame->body);
    EXPECT_FALSE(shows_a_secret(answer.body)) << "a message of " << peer << " shows what is not gate's to see";
    return answer;
  }
  // As an honest gate would relay it.
  template <ipc::Message Ask>
  typename Ask::Reply relayed(Ask message) {
    const Answer answer = ask("steward", std::move(message));
    auto reply = ipc::parse_message<typename Ask::Reply>(answer.body);
    EXPECT_TRUE(!answer.closed && !answer.refused && reply) << log();
    return reply ? std::move(*reply) : typename Ask::Reply{};
  }

  bool shows_a_secret(Bytes bytes) const {
    return std::any_of(secrets_.begin(), secrets_.end(), [&](const std::string& secret) { return as_text(bytes).find(secret) != std::string_view::npos; });
  }

  // Ada administers, bo uses, kid is a guest. What is ada's and bo's, and what is vault's, must come back in no answer from then on.
  void move_in() {
    auto ada = relayed(contract::SetUp{SecretBytes(kLabel), "ada.canary", SecretBytes(kAdas), "192.0.2.7"});
    ada_ = std::move(ada.token);
    EXPECT_EQ(relayed(contract::AddPerson{ada_.clone(), "kid", contract::Role::guest, SecretBytes(kKids)}).outcome, contract::PeopleOutcome::ok);
    EXPECT_EQ(relayed(contract::AddPerson{ada_.clone(), "bo.canary", contract::Role::user, SecretBytes(kBos)}).outcome, contract::PeopleOutcome::ok);
    const auto offer = relayed(contract::BeginSecondFactor{ada_.clone(), SecretBytes(kAdas)});
    auto kid = relayed(contract::SignIn{"kid", SecretBytes(kKids), "", "192.0.2.8"});
    kid_ = std::move(kid.token);
    EXPECT_FALSE(kid_.empty());
    remember_secrets(offer.secret);
  }
  void remember_secrets(const SecretBytes& second_step) {
    secrets_ = {"ada.canary", "bo.canary", "192.0.2.7", std::string(as_text(second_step.expose_secret())), "$argon2id$"};
    for (const auto& file : fs::directory_iterator(folder_ / "state/vault")) {
      const auto content = store::read_file(file.path());
      if (!content || content->size() < 32) continue;
      for (std::size_t at = 0; at + 16 <= content->size(); at += 16) secrets_.emplace_back(as_text(Bytes(*content).subspan(at, 16)));
    }
    EXPECT_GT(secrets_.size(), 20U);
  }

  std::string household() {
    const auto list = relayed_quietly<contract::PersonList>(contract::ListPeople{ada_.clone()});
    std::string all;
    for (const auto& person : list.people) all += person.name + ' ' + std::to_string(static_cast<int>(person.role)) + (person.temporary ? "t " : " ");
    const auto settings = relayed_quietly<contract::Settings>(contract::ReadSettings{ada_.clone()});
    return all + settings.device_name + settings.language + std::to_string(settings.telemetry_consent) + std::to_string(settings.automatic_updates);
  }
  template <class Reply, class Ask>
  Reply relayed_quietly(Ask message) {
    const auto kept = std::exchange(secrets_, {});
    Reply reply = relayed(std::move(message));
    secrets_ = kept;
    return reply;
  }
  std::string slots() const {
    std::string all;
    for (const char* part : {"slots/a", "slots/b", "boot"}) {
      for (const auto& entry : fs::recursive_directory_iterator(folder_ / part)) {
        if (entry.is_regular_file()) all += to_hex(crypto::sha256(*store::read_file(entry.path(), 1U << 30)));
      }
    }
    return all;
  }
  bool has_path_wall() {
    const std::string walls = tell("walls");
    return walls.find("landlock.fs=1") != std::string::npos || walls.find("user=1") != std::string::npos;
  }

  // Everything that a person may ask for, with this session.
  void try_everything_with(const SecretBytes& token);

  std::unique_ptr<Hardware> hardware_;
  UniqueFd line_;
  SecretBytes ada_, kid_;
  std::vector<std::string> secrets_;
  std::uint32_t next_id_ = 1;
  int messages_ = 0;
};

//= EN303645 5.6-7 type=test
TEST_F(PuppetGate, opens_no_file_of_the_device_and_no_memory_of_a_peer) {
  move_in();
  if (!has_path_wall()) GTEST_SKIP() << "this kernel has no wall by path for an ordinary user";
  int tried = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
    const std::string path = entry.path();
    if (entry.is_directory()) {
      EXPECT_EQ(tell("make " + path + "/planted"), "no") << path;
      if (path.find("/state") != std::string::npos || path.find("/slots") != std::string::npos) {
        EXPECT_EQ(tell("list " + path), "no") << path;
      }
      continue;
    }
    if (!entry.is_regular_file()) continue;
    ++tried;
    EXPECT_EQ(tell("write " + path), "no") << path;
    const bool is_public = path.find("/identity/") != std::string::npos || path.find("/run/") != std::string::npos || path.find("/state/") == std::string::npos;
    if (!is_public || tell("walls").find("landlock.fs=1") != std::string::npos) {
      EXPECT_EQ(tell("read " + path), "no") << path;
    }
  }
  EXPECT_GT(tried, 15);
  for (const int pid : warden::testing::processes_of(folder_.path())) {
    for (const char* what : {"/mem", "/maps", "/environ"}) EXPECT_EQ(tell("read /proc/" + std::to_string(pid) + what), "no") << what;
  }
  EXPECT_EQ(tell("read /etc/shadow"), "no");
}

void PuppetGate::try_everything_with(const SecretBytes& token) {
  const auto refused = [&](const Answer& answer, const char* what) {
    EXPECT_TRUE(answer.refused.has_value()) << what << " was answered";
    EXPECT_FALSE(answer.closed) << what;
  };
  contract::Settings settings;
  settings.device_name = "mine";
  settings.language = "en";
  settings.telemetry_consent = true;
  settings.automatic_updates = false;
  refused(ask("steward", contract::WriteSettings{token.clone(), settings}), "WriteSettings");
  refused(ask("steward", contract::ReadEvents{token.clone(), 100}), "ReadEvents");
  refused(ask("steward", contract::ListPeople{token.clone()}), "ListPeople");
  refused(ask("steward", contract::Erase{token.clone(), SecretBytes(kKids)}), "Erase");
  refused(ask("steward", contract::AddPerson{token.clone(), "me", contract::Role::admin, SecretBytes(kBos)}), "AddPerson");
  refused(ask("steward", contract::RemovePerson{token.clone(), "ada.canary"}), "RemovePerson");
  refused(ask("steward", contract::ChangeRole{token.clone(), "kid", contract::Role::admin}), "ChangeRole");
  refused(ask("steward", contract::ResetPassword{token.clone(), "ada.canary", SecretBytes(kBos)}), "ResetPassword");
  refused(ask("steward", contract::ChangePassword{token.clone(), SecretBytes(kKids), SecretBytes(kBos), "192.0.2.9"}), "ChangePassword");
  refused(ask("steward", contract::BeginSecondFactor{token.clone(), SecretBytes(kKids)}), "BeginSecondFactor");
  refused(ask("steward", contract::ConfirmSecondFactor{token.clone(), "000000"}), "ConfirmSecondFactor");
  refused(ask("steward", contract::RemoveSecondFactor{token.clone(), SecretBytes(kKids)}), "RemoveSecondFactor");
  refused(ask("steward", contract::RecordTelemetry{"undeclared", 1}), "RecordTelemetry");
  ask("steward", contract::ReadSettings{token.clone()});  // a guest uses the device: its name is theirs to see
  ask("steward", contract::CheckSession{token.clone()});
  ask("steward", contract::ReadState{});
}

TEST_F(PuppetGate, learns_and_changes_nothing_by_any_message_that_gate_may_send) {
  move_in();
  const std::string before = household();
  const std::string slots_before = slots();
  try_everything_with(SecretBytes());
  try_everything_with(SecretBytes("kQ4vUuJ3bq0cSmt1nTt3mVnYzFhG0m2b5yP0x7o8r9s"));
  try_everything_with(kid_);
  for (int i = 0; i < 3; ++i) {
    const auto guess = relayed(contract::SignIn{"ada.canary", SecretBytes("not this one"), "", "192.0.2.9"});
    EXPECT_TRUE(guess.token.empty());
  }
  EXPECT_TRUE(relayed(contract::FirstSignIn{"bo.canary", SecretBytes("not this one"), SecretBytes(kKids), "192.0.2.9"}).token.empty());
  EXPECT_EQ(relayed(contract::SetUp{SecretBytes(kLabel), "me", SecretBytes(kBos), "192.0.2.9"}).outcome, contract::SignInOutcome::not_in_this_state);
  // vault signs handshakes for gate, with the key of the device's own pages and no other; it tells what it is.
  const Answer signature = ask("vault", contract::SignLocalTls{});
  EXPECT_FALSE(signature.refused.has_value());
  ask("vault", contract::ReadProvider{});
  ask("warden", contract::ListProcesses{});
  EXPECT_GT(messages_, 50);
  EXPECT_EQ(household(), before);
  off();
  EXPECT_EQ(slots(), slots_before);
}

// The same device under the factory button, with the power gone in the middle.
class FactoryReset : public PuppetGate {
 protected:
  // The head of every sealed value and hash in the household's tables: what a raw search of the storage can look for.
  std::vector<std::string> sealed_values() const {
    std::vector<std::string> heads;
    const auto db = steward::open_database(folder_ / "state/steward/steward.db");
    EXPECT_TRUE(db.ok());
    for (const char* sql : {"SELECT record FROM person", "SELECT record FROM event", "SELECT record FROM second_factor", "SELECT value FROM setting",
                            "SELECT record FROM telemetry", "SELECT token_sha256 FROM session", "SELECT wrapped FROM data_key",
                            "SELECT sealed FROM key_ring"}) {
      auto rows = (*db)->prepare(sql);
      const std::size_t before = heads.size();
      while (*rows->step()) heads.emplace_back(as_text(Bytes(rows->bytes(0)).first(24)));
      EXPECT_GT(heads.size(), before) << sql;
    }
    return heads;
  }
  // Anywhere in the device's folder, whatever the file is called.
  std::string where(const std::string& text) const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      const auto content = store::read_file(entry.path(), 256U << 20);
      if (content && as_text(*content).find(text) != std::string_view::npos) return entry.path();
    }
    return "";
  }
  void press_and_cut_the_power_once_it_is_begun() {
    EXPECT_TRUE(store::write_file(folder_ / "buttons/reset", {}, 0644).ok());
    const auto end = std::chrono::steady_clock::now() + warden::testing::kPatience;
    while (!exists("boot/reset-pending") && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_TRUE(exists("boot/reset-pending"));
    off();
  }
};

//= EN303645 5.11-1 type=test
TEST_F(FactoryReset, leaves_nothing_in_the_raw_storage_though_the_power_goes_and_ends_an_old_copy) {
  move_in();
  contract::Settings settings;
  settings.device_name = "canary of the kitchen";
  settings.language = "en";
  settings.telemetry_consent = true;
  relayed_quietly<contract::Settings>(contract::WriteSettings{ada_.clone(), settings});
  ASSERT_FALSE(ask("steward", contract::RecordTelemetry{"uptime_hours", 7}).refused.has_value());
  off();
  const auto sealed = sealed_values();
  for (const std::string& value : sealed) EXPECT_NE(where(value), "");
  const TemporaryFolder copy;
  fs::copy(folder_ / "state/steward", copy / "steward");
  on();
  press_and_cut_the_power_once_it_is_begun();
  on();
  EXPECT_EQ(relayed_quietly<contract::StateReport>(contract::ReadState{}).state, contract::DeviceState::factory_default);
  off();
  EXPECT_FALSE(exists("boot/reset-pending"));
  for (const std::string& value : sealed) EXPECT_EQ(where(value), "");
  for (const char* text : {"ada.canary", "bo.canary", "canary of the kitchen", "192.0.2.7"}) EXPECT_EQ(where(text), "") << text;

  fs::remove_all(folder_ / "state/steward");
  fs::copy(copy / "steward", folder_ / "state/steward");
  on();
  EXPECT_EQ(relayed_quietly<contract::StateReport>(contract::ReadState{}).state, contract::DeviceState::factory_default);
  off();
  for (const std::string& value : sealed) EXPECT_EQ(where(value), "") << "what cannot be read is erased";
}

// Each of these ends the channel, and with it, soon, the set of processes: between them the device is switched off and on.
TEST_F(PuppetGate, is_dropped_for_each_message_that_is_not_gates) {
  move_in();
  const std::string before = household();
  const std::vector<std::pair<const char*, std::function<Answer()>>> forbidden{
      {"SignDevice", [&] { return ask("vault", contract::SignDevice{}); }},
      {"ReadEpoch", [&] { return ask("vault", contract::ReadEpoch{}); }},
      {"RaiseEpoch", [&] { return ask("vault", contract::RaiseEpoch{99}); }},
      {"MakeRing", [&] { return ask("vault", contract::MakeRing{}); }},
      {"OpenRing", [&] { return ask("vault", contract::OpenRing{Buffer(64)}); }},
      {"RaiseCounter", [&] { return ask("vault", contract::RaiseCounter{false}); }},
      {"AllowBoots", [&] { return ask("vault", contract::AllowBoots{{board::Digest{}}}); }},
      {"TakeTelemetry", [&] { return ask("steward", contract::TakeTelemetry{}); }},
      {"TelemetryDelivered", [&] { return ask("steward", contract::TelemetryDelivered{99}); }},
      {"ReadUpdateSettings", [&] { return ask("steward", contract::ReadUpdateSettings{}); }},
      {"RecordEvent", [&] { return ask("steward", contract::RecordEvent{"forged", "by nobody"}); }},
      {"DeviceEvent", [&] { return ask("steward", contract::DeviceEvent{"forged", "by nobody"}); }},
      {"Alert", [&] { return ask("steward", contract::Alert{"forged"}); }},
      {"TryImage", [&] { return ask("warden", contract::TryImage{"9.9.9", 1, {}, 9}); }},
      {"Restart", [&] { return ask("warden", contract::Restart{"forged"}); }},
      {"ServiceReached", [&] { return ask("warden", contract::ServiceReached{}); }},
      {"ReadRepository", [&] { return ask("updater", contract::ReadRepository{}); }},
  };
  for (const auto& [name, deed] : forbidden) {
    EXPECT_TRUE(deed().closed) << name << " was answered";
    off();
    on();
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(household(), before);
  EXPECT_EQ(*vault::parse_epoch(*store::read_file(folder_ / "state/vault/epoch")), 1U);
}

}  // namespace
}  // namespace cardea
