// SPDX-License-Identifier: Apache-2.0
// For the tests beside it: a gate that serves HTTPS on a port of the kernel's choice, and behind it, over real channels,
// peers that answer what the test expects. They note what reached them.
#pragma once

#include <map>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "contracts/ipc/people.hpp"
#include "contracts/ipc/updater.hpp"
#include "contracts/ipc/vault.hpp"
#include "device/gate/gate.hpp"
#include "device/gate/requests.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/ipc/server.hpp"
#include "lib/net/test_home.hpp"

namespace cardea::gate::test {

inline constexpr std::string_view kAdminToken = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
inline constexpr std::string_view kUserToken = "UUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUU";
inline constexpr std::string_view kGuestToken = "GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG";
inline constexpr std::string_view kOtherDevicesToken = "OOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOO";
inline constexpr std::string_view kEndedToken = "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE";
inline constexpr std::string_view kWrongToken = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";

inline product::Role role_of(Who who) {
  switch (who) {
    case Who::nobody: return product::Role::nobody;
    case Who::label: return product::Role::factory;
    case Who::guest: return product::Role::guest;
    case Who::user: return product::Role::user;
    case Who::admin: return product::Role::admin;
  }
  return product::Role::admin;
}

// A declaration that names every route.
inline product::ProductPolicy full_policy() {
  product::ProductPolicy policy;
  policy.model = "SP-1";
  policy.manufacturer = "Example Audio Ltd";
  policy.version = "7.7.7";
  policy.support_end = "2031-12-31";
  for (const Route& route : kRoutes) {
    product::FunctionPolicy row;
    row.id = "SoftServ-" + std::to_string(policy.functions.size());
    row.interface_id = "Intf-LocalHttps";
    row.method = route.method;
    row.path = route.path;
    row.role = role_of(route.who);
    row.changes = route.changes;
    policy.functions.push_back(row);
  }
  return policy;
}

inline constexpr std::int64_t kSoonS = 2'000'000'000;  // after any moment of these tests

inline std::string machine_certificate(std::int64_t until_s) {
  static const auto key = std::move(*crypto::EcKey::generate());
  return *crypto::self_signed(*key, {.common_name = "heating",
                                     .dns_names = {},
                                     .ip_addresses = {},
                                     .not_before_s = 0,
                                     .not_after_s = until_s,
                                     .client_auth = true});
}

// A body that the route's parser accepts.
inline std::string body_for(Duty duty) {
  switch (duty) {
    case Duty::set_up: return R"({"label_password":"KQXM","name":"ada","new_password":"plum kettle orbit"})";
    case Duty::sign_in: return R"({"name":"ada","password":"plum kettle orbit"})";
    case Duty::change_password: return R"({"old_password":"plum kettle orbit","new_password":"velvet anchor seven"})";
    case Duty::write_settings:
      return R"({"device_name":"Kitchen","language":"en","telemetry_consent":false)"
             R"(,"automatic_updates":true,"updates_postponed_until":null,"setup_finished":true)"
             R"(,"quiet_from":"22:00","quiet_to":"07:00","utc_offset_min":480})";
    case Duty::postpone_update: return R"({"until":"2027-02-01T00:00:00Z"})";
    case Duty::erase:
    case Duty::begin_second_factor:
    case Duty::remove_second_factor: return R"({"password":"plum kettle orbit"})";
    case Duty::confirm_second_factor: return R"({"code":"123456"})";
    case Duty::add_person: return R"({"name":"bo","role":"user","password":"plum kettle orbit"})";
    case Duty::remove_person: return R"({"name":"bo"})";
    case Duty::change_role: return R"({"name":"bo","role":"guest"})";
    case Duty::reset_password: return R"({"name":"bo","password":"plum kettle orbit"})";
    case Duty::add_machine: {
      Value body;
      body.set("name", "heating").set("role", "guest").set("certificate", machine_certificate(kSoonS));
      return print_json(body);
    }
    case Duty::install_medium: return R"({"name":"stick/u.update"})";
    case Duty::offer_file: return R"({"size":1000})";
    case Duty::supply_file: return R"({"offset":0,"bytes":"AAAA"})";
    case Duty::machine_sign_in: return R"({"name":"heating","challenge":"AAAA","signature":"AAAA"})";
    default: return "";
  }
}

class GateTest : public net::test::Home {
 protected:
  GateTest() { start(full_policy()); }

  void start(product::ProductPolicy policy) {
    policy_ = std::move(policy);
    limits_ = kHttpLimits;
    gate_ = std::make_unique<Gate>(policy_, Peers{steward(), updater(), vault(), warden()}, clock_);
    welcome_ = [this](std::string_view source) { return gate_->welcomes(source); };
    serve({}, [this](net::HttpRequest request, net::Responder responder) {
      gate_->handle(std::move(request), std::move(responder));
    });
  }

  struct Call {
    std::string method = "GET";
    std::string path = "/";
    net::Headers headers = {};
    std::string body = {};
  };

  net::HttpResponse call(Call what) {
    clock_.advance_ms(1000);  // the bound per source is not what these tests look at
    net::Exchange e = exchange(what.method, what.path);
    e.headers = std::move(what.headers);
    e.body = to_buffer(as_bytes(what.body));
    auto got = fetch_here(client(), std::move(e));
    EXPECT_TRUE(got) << what.method << " " << what.path << ": " << (got ? "" : got.error().what);
    return got ? std::move(got->response) : net::HttpResponse{0, {}, {}};
  }

  // A call of this route with all that its form asks for.
  net::HttpResponse call(const Route& route, std::string_view bearer) {
    Call what{std::string(route.method), std::string(route.path), {}, body_for(route.duty)};
    if (!bearer.empty()) what.headers.emplace_back("authorization", "Bearer " + std::string(bearer));
    if (route.body) what.headers.emplace_back("content-type", "application/json");
    return call(std::move(what));
  }

  template <ipc::Message M>
  void note() {
    ++reached_[static_cast<std::uint16_t>(M::kOp)];
  }
  template <ipc::Message M>
  int reached() const {
    const auto it = reached_.find(static_cast<std::uint16_t>(M::kOp));
    return it == reached_.end() ? 0 : it->second;
  }

  // What the made-up steward says next.
  contract::SignInResult next_sign_in_ = [] {
    contract::SignInResult result;
    result.outcome = contract::SignInOutcome::ok;
    result.token = SecretBytes(kAdminToken);
    return result;
  }();
  Result<contract::EraseReport> next_erase_ = contract::EraseReport{0, 12, "12 records"};
  contract::PeopleResult next_people_;
  Result<contract::RecoveryCodes> next_codes_ = contract::RecoveryCodes{{"AAAA-BBBB-CCCC-DDDD"}};
  struct Machine {
    std::string name, spki_hex;
    std::int64_t until_s = 0;
  };
  Machine last_machine_;
  contract::Role last_role_ = contract::Role::admin;
  contract::Settings settings_{"Speaker", "en", false, true, 0, true, {}};
  std::string last_medium_;            // that updater was asked to install
  Buffer last_part_;                   // of a file, that it was given
  std::optional<Error> file_refusal_;  // what it says to either
  contract::UpdateReport update_ = [] {
    contract::UpdateReport report;
    report.running_version = "7.7.7";
    report.last_result = contract::UpdateResult::fell_back;
    return report;
  }();
  std::string last_source_;
  product::ProductPolicy policy_;
  std::map<std::uint16_t, int> reached_;

 private:
  struct Other {
    template <std::size_t N>
    Other(EventLoop& loop, const std::array<ipc::Rule, N>& rules) : server(loop, rules) {}
    ipc::Server server;
  };

  template <ipc::Message M, class Handler>
  void answer(ipc::Server& server, Handler handler) {
    server.on<M>([this, handler](const std::string&, M& request) -> Result<typename M::Reply> {
      note<M>();
      return handler(request);
    });
  }

  std::shared_ptr<ipc::Channel> connect(ipc::Server& server, std::string_view name) {
    auto ends = net::test::must(ipc::make_channel());
    server.adopt(std::move(ends.first), std::string(peer::gate));
    return std::make_shared<ipc::Channel>(*loop_, std::move(ends.second), std::string(name));
  }

  static Result<contract::Session> session_of(const SecretBytes& token) {
    const std::string_view text = as_text(token.expose_secret());
    if (text == kAdminToken) return contract::Session{"ada", contract::Role::admin, false};
    if (text == kUserToken) return contract::Session{"bo", contract::Role::user, true};
    if (text == kGuestToken) return contract::Session{"kid", contract::Role::guest, false};
    return Error{Err::unauthentic, "no such session"};
  }

  contract::SignInResult sign_in_result() {
    contract::SignInResult result;
    result.outcome = next_sign_in_.outcome;
    result.retry_after_s = next_sign_in_.retry_after_s;
    result.token = next_sign_in_.token.clone();
    result.detail = next_sign_in_.detail;
    return result;
  }

  std::shared_ptr<ipc::Channel> steward() {
    static constexpr std::array kRules{ipc::Rule{contract::ReadState::kOp, peer::gate},
                                       ipc::Rule{contract::SetUp::kOp, peer::gate},
                                       ipc::Rule{contract::SignIn::kOp, peer::gate},
                                       ipc::Rule{contract::CheckSession::kOp, peer::gate},
                                       ipc::Rule{contract::SignOut::kOp, peer::gate},
                                       ipc::Rule{contract::ChangePassword::kOp, peer::gate},
                                       ipc::Rule{contract::ReadSettings::kOp, peer::gate},
                                       ipc::Rule{contract::WriteSettings::kOp, peer::gate},
                                       ipc::Rule{contract::ReadEvents::kOp, peer::gate},
                                       ipc::Rule{contract::Erase::kOp, peer::gate},
                                       ipc::Rule{contract::FirstSignIn::kOp, peer::gate},
                                       ipc::Rule{contract::ListPeople::kOp, peer::gate},
                                       ipc::Rule{contract::AddPerson::kOp, peer::gate},
                                       ipc::Rule{contract::RemovePerson::kOp, peer::gate},
                                       ipc::Rule{contract::ChangeRole::kOp, peer::gate},
                                       ipc::Rule{contract::ResetPassword::kOp, peer::gate},
                                       ipc::Rule{contract::BeginSecondFactor::kOp, peer::gate},
                                       ipc::Rule{contract::ConfirmSecondFactor::kOp, peer::gate},
                                       ipc::Rule{contract::RemoveSecondFactor::kOp, peer::gate},
                                       ipc::Rule{contract::AddMachine::kOp, peer::gate},
                                       ipc::Rule{contract::AskChallenge::kOp, peer::gate},
                                       ipc::Rule{contract::MachineSignIn::kOp, peer::gate}};
    ipc::Server& server = others_.emplace_back(std::make_unique<Other>(*loop_, kRules))->server;
    using namespace contract;
    answer<ReadState>(server, [](ReadState&) { return StateReport{DeviceState::initialized, "a file was changed"}; });
    answer<contract::SetUp>(server, [this](contract::SetUp& r) {
      last_source_ = r.source;
      return sign_in_result();
    });
    answer<SignIn>(server, [this](SignIn& r) {
      last_source_ = r.source;
      return sign_in_result();
    });
    answer<ChangePassword>(server, [this](ChangePassword&) { return sign_in_result(); });
    answer<CheckSession>(server, [](CheckSession& r) { return session_of(r.token); });
    answer<SignOut>(server, [](SignOut&) { return ipc::Done{}; });
    answer<ReadSettings>(server, [this](ReadSettings&) { return settings_; });
    answer<WriteSettings>(server, [this](WriteSettings& r) { return settings_ = r.settings; });
    answer<ReadEvents>(server, [](ReadEvents&) { return EventList{{{1'800'000'000, "set-up", "by=ada from=192.0.2.7"}}}; });
    answer<Erase>(server, [this](Erase&) { return next_erase_; });
    answer<FirstSignIn>(server, [this](FirstSignIn&) { return sign_in_result(); });
    answer<ListPeople>(server, [](ListPeople&) { return PersonList{{{"ada", Role::admin, false, true, 1'800'000'000}}}; });
    answer<AddPerson>(server, [this](AddPerson& r) {
      last_role_ = r.role;
      return next_people_;
    });
    answer<RemovePerson>(server, [this](RemovePerson&) { return next_people_; });
    answer<ChangeRole>(server, [this](ChangeRole&) { return next_people_; });
    answer<ResetPassword>(server, [this](ResetPassword&) { return next_people_; });
    answer<BeginSecondFactor>(server, [](BeginSecondFactor&) {
      SecondFactorOffer offer;
      offer.secret = SecretBytes(std::string_view("MZXW6"));
      offer.uri = SecretBytes(std::string_view("otpauth://totp/x"));
      return offer;
    });
    answer<ConfirmSecondFactor>(server, [this](ConfirmSecondFactor&) { return next_codes_; });
    answer<RemoveSecondFactor>(server, [](RemoveSecondFactor&) { return SecondFactorRemoved{}; });
    answer<AddMachine>(server, [this](AddMachine& r) {
      last_machine_ = {r.name, to_hex(r.spki), r.until_s};
      return next_people_;
    });
    answer<AskChallenge>(server, [](AskChallenge&) { return Challenge{"a-challenge"}; });
    answer<MachineSignIn>(server, [this](MachineSignIn& r) {
      last_source_ = r.source;
      return sign_in_result();
    });
    return connect(server, peer::steward);
  }

  std::shared_ptr<ipc::Channel> updater() {
    static constexpr std::array kRules{ipc::Rule{contract::ReadUpdate::kOp, peer::gate},
                                       ipc::Rule{contract::CheckForUpdate::kOp, peer::gate},
                                       ipc::Rule{contract::ApplyUpdate::kOp, peer::gate},
                                       ipc::Rule{contract::ListMedia::kOp, peer::gate},
                                       ipc::Rule{contract::InstallMedium::kOp, peer::gate},
                                       ipc::Rule{contract::OfferFile::kOp, peer::gate},
                                       ipc::Rule{contract::SupplyFile::kOp, peer::gate}};
    ipc::Server& server = others_.emplace_back(std::make_unique<Other>(*loop_, kRules))->server;
    using namespace contract;
    answer<ReadUpdate>(server, [this](ReadUpdate&) { return update_; });
    answer<CheckForUpdate>(server, [](CheckForUpdate&) { return ipc::Done{}; });
    answer<ApplyUpdate>(server, [](ApplyUpdate&) { return ipc::Done{}; });
    answer<ListMedia>(server, [](ListMedia&) { return Media{{{"stick/u.update", 1000}}}; });
    answer<InstallMedium>(server, [this](InstallMedium& r) -> Result<ipc::Done> {
      last_medium_ = r.name;
      if (file_refusal_) return *file_refusal_;
      return ipc::Done{};
    });
    answer<OfferFile>(server, [this](OfferFile& r) -> Result<FileWant> {
      if (file_refusal_) return *file_refusal_;
      return FileWant{r.size - 1, 1};
    });
    answer<SupplyFile>(server, [this](SupplyFile& r) -> Result<FileWant> {
      last_part_ = std::move(r.bytes);
      if (file_refusal_) return *file_refusal_;
      return FileWant{0, 0};
    });
    return connect(server, peer::updater);
  }

  std::shared_ptr<ipc::Channel> vault() {
    static constexpr std::array kRules{ipc::Rule{contract::ReadProvider::kOp, peer::gate}};
    ipc::Server& server = others_.emplace_back(std::make_unique<Other>(*loop_, kRules))->server;
    answer<contract::ReadProvider>(
        server, [](contract::ReadProvider&) { return contract::ProviderReport{"file (development)", false, ""}; });
    return connect(server, peer::vault);
  }

  std::shared_ptr<ipc::Channel> warden() {
    static constexpr std::array kRules{ipc::Rule{contract::ListProcesses::kOp, peer::gate}};
    ipc::Server& server = others_.emplace_back(std::make_unique<Other>(*loop_, kRules))->server;
    answer<contract::ListProcesses>(server, [](contract::ListProcesses&) {
      return contract::ProcessList{{{"gate", 42, 1005, 0, {{"seccomp", true, "61 calls"}}}}};
    });
    return connect(server, peer::warden);
  }

  std::vector<std::unique_ptr<Other>> others_;
  std::unique_ptr<Gate> gate_;
};

}  // namespace cardea::gate::test
