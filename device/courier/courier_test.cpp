// SPDX-License-Identifier: Apache-2.0
// courier between a service over real TLS and the device's other processes, both played by the test, in time that moves when
// told.
#include "device/courier/courier.hpp"

#include "contracts/ipc/peers.hpp"
#include "contracts/ipc/steward.hpp"
#include "contracts/ipc/updater.hpp"
#include "lib/codec/json.hpp"
#include "lib/net/test_home.hpp"

namespace cardea::courier {
namespace {

using net::test::must;

class CourierTest : public net::test::Home {
 protected:
  CourierTest() {
    serve({}, [this](net::HttpRequest request, net::Responder responder) {
      answer_as_service(std::move(request), std::move(responder));
    });
    net::PeerCheck check = server_of(authority_);
    check.server_name = "service.example.com";
    link_ = std::make_unique<ServiceLink>(*loop_, ServiceAddress{"127.0.0.1", port_, "service.example.com"},
                                          must(net::TlsContext::client(check, std::nullopt)));
    courier_ = std::make_unique<Courier>(*loop_, *link_, Courier::Peers{play_steward(), play_updater(), play_warden()});
    courier_->answer(own_);
    to_courier_as_warden_ = ask_as(peer::warden);
    to_courier_as_updater_ = ask_as(peer::updater);
  }

  struct Heard {
    std::string path;
    Value body;
  };

  std::size_t visits() const { return count("/v1/check-in"); }
  std::size_t count(std::string_view path) const {
    return static_cast<std::size_t>(
        std::count_if(heard_.begin(), heard_.end(), [&](const Heard& one) { return one.path.starts_with(path); }));
  }
  std::string last_state() const { return *heard_.back().body.text("state"); }

  void visit_once() {
    courier_->start();
    turn_until([this] { return visits() == 1; });
    settle();
  }
  void settle() {
    for (int i = 0; i < 60; ++i) loop_->turn(/*max_wait_ms=*/1);
  }
  // Whether a visit comes when the clock has moved so far.
  bool comes_within_ms(std::uint64_t ms) {
    const std::size_t before = visits();
    clock_.advance_ms(ms);
    clock_.set_wall_s(net::test::kNow);  // certificates are not what these tests look at
    settle();
    return visits() > before;
  }
  void alert() {
    to_courier_as_warden_->tell(contract::Alert{"bin/gate differs"});
    const std::size_t before = visits();
    turn_until([&] { return visits() > before; });
    settle();
  }
  void ask_for_a_piece(std::string path = "metadata/timestamp.json") {
    piece_.reset();
    to_courier_as_updater_->ask<contract::ReadRepository>(
        {std::move(path), 0, 1024}, [&](Result<contract::Piece> piece) { piece_.emplace(std::move(piece)); });
  }
  Result<contract::Piece> read_repository(std::string path = "metadata/timestamp.json") {
    ask_for_a_piece(std::move(path));
    turn_until([this] { return piece_.has_value(); });
    return piece_ ? std::move(*piece_) : Result<contract::Piece>(Error{Err::broken, "no answer"});
  }
  Result<contract::Piece> read_range(std::uint64_t offset, std::uint32_t length) {
    piece_.reset();
    to_courier_as_updater_->ask<contract::ReadRepository>(
        {"targets/00.image", offset, length}, [&](Result<contract::Piece> piece) { piece_.emplace(std::move(piece)); });
    turn_until([this] { return piece_.has_value(); });
    return piece_ ? std::move(*piece_) : Result<contract::Piece>(Error{Err::broken, "no answer"});
  }

  // A file of `size` bytes that differ from place to place.
  static std::string content_of(std::size_t size) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
    return content;
  }

  // A range of file_, clipped to it, as the associated service gives it.
  void send_range(const net::HttpRequest& request, net::Responder& responder) {
    ranges_.emplace_back(request.header("range"));
    std::size_t first = 0;
    std::size_t last = 0;
    ASSERT_EQ(std::sscanf(ranges_.back().c_str(), "bytes=%zu-%zu", &first, &last), 2) << ranges_.back();
    const std::string of = "/" + std::to_string(file_.size());
    if (first >= file_.size()) {
      auto refusal = net::HttpResponse::of(416, "application/json", "{}");
      refusal.headers.emplace_back("content-range", "bytes *" + of);
      return responder.send(std::move(refusal));
    }
    last = std::min(last, file_.size() - 1);
    auto response = net::HttpResponse::of(206, "application/octet-stream", file_.substr(first, last - first + 1));
    response.headers.emplace_back("content-range", "bytes " + std::to_string(first) + "-" + std::to_string(last) + of);
    responder.send(std::move(response));
  }

  static void send_piece(net::Responder& responder) {
    auto response = net::HttpResponse::of(206, "application/octet-stream", "{}");
    response.headers.emplace_back("content-range", "bytes 0-1/2");
    responder.send(std::move(response));
  }

  // What the service says.
  int check_in_status_ = 200;
  std::string check_in_body_ = R"({"next_visit_s":900,"update_hint":false,"time":"2027-01-15T08:00:00Z"})";
  std::string retry_after_;
  bool holds_pieces_ = false;
  int piece_status_ = 206;
  std::vector<net::Responder> held_pieces_;
  std::string file_;  // when it is not empty, ranges of it are given
  std::vector<std::string> ranges_;
  // What the device's other processes say, and how often they were asked.
  contract::TelemetryBatch batch_;
  int hints_ = 0;
  int reached_ = 0;
  int taken_ = 0;
  bool holds_batches_ = false;
  std::vector<ipc::Later<contract::TelemetryBatch>> held_batches_;

  std::vector<Heard> heard_;
  std::optional<Result<contract::Piece>> piece_;
  std::unique_ptr<Courier> courier_;
  std::shared_ptr<ipc::Channel> to_courier_as_warden_, to_courier_as_updater_;

 private:
  void answer_as_service(net::HttpRequest request, net::Responder responder) {
    auto body = parse_json(request.body);
    heard_.push_back({request.path, body ? std::move(*body) : Value()});
    if (request.path == "/v1/check-in") {
      auto response = net::HttpResponse::of(check_in_status_, "application/json", check_in_body_);
      if (!retry_after_.empty()) response.headers.emplace_back("retry-after", retry_after_);
      return responder.send(std::move(response));
    }
    if (request.path == "/v1/telemetry") return responder.send(net::HttpResponse{204, {}, {}});
    if (piece_status_ != 206) {
      auto response = net::HttpResponse::of(piece_status_, "application/json", "{}");
      if (!retry_after_.empty()) response.headers.emplace_back("retry-after", retry_after_);
      return responder.send(std::move(response));
    }
    if (!file_.empty()) return send_range(request, responder);
    if (holds_pieces_) return held_pieces_.push_back(std::move(responder));
    send_piece(responder);
  }

  ipc::Server& play(std::span<const ipc::Rule> rules) {
    return *played_.emplace_back(std::make_unique<ipc::Server>(*loop_, rules));
  }
  std::shared_ptr<ipc::Channel> connect(ipc::Server& server, std::string_view name) {
    auto ends = must(ipc::make_channel());
    server.adopt(std::move(ends.first), std::string(peer::courier));
    return std::make_shared<ipc::Channel>(*loop_, std::move(ends.second), std::string(name));
  }
  std::shared_ptr<ipc::Channel> ask_as(std::string_view name) {
    auto ends = must(ipc::make_channel());
    own_.adopt(std::move(ends.first), std::string(name));
    return std::make_shared<ipc::Channel>(*loop_, std::move(ends.second), std::string(peer::courier));
  }

  std::shared_ptr<ipc::Channel> play_steward() {
    static constexpr std::array kRules{ipc::Rule{contract::ReadState::kOp, peer::courier},
                                       ipc::Rule{contract::TakeTelemetry::kOp, peer::courier},
                                       ipc::Rule{contract::TelemetryDelivered::kOp, peer::courier}};
    ipc::Server& server = play(kRules);
    server.on<contract::ReadState>([](const std::string&, contract::ReadState&) -> Result<contract::StateReport> {
      return contract::StateReport{contract::DeviceState::initialized, ""};
    });
    server.on_later<contract::TakeTelemetry>(
        [this](const std::string&, contract::TakeTelemetry, ipc::Later<contract::TelemetryBatch> later) {
          ++taken_;
          if (holds_batches_) return held_batches_.push_back(std::move(later));
          later.finish(batch_);
        });
    server.on<contract::TelemetryDelivered>(
        [](const std::string&, contract::TelemetryDelivered&) -> Result<ipc::Done> { return ipc::Done{}; });
    return connect(server, peer::steward);
  }

  std::shared_ptr<ipc::Channel> play_updater() {
    static constexpr std::array kRules{ipc::Rule{contract::ReadUpdate::kOp, peer::courier},
                                       ipc::Rule{contract::CheckForUpdate::kOp, peer::courier}};
    ipc::Server& server = play(kRules);
    server.on<contract::ReadUpdate>([](const std::string&, contract::ReadUpdate&) -> Result<contract::UpdateReport> {
      contract::UpdateReport report;
      report.running_version = "1.0.0";
      return report;
    });
    server.on<contract::CheckForUpdate>([this](const std::string&, contract::CheckForUpdate&) -> Result<ipc::Done> {
      ++hints_;
      return ipc::Done{};
    });
    return connect(server, peer::updater);
  }

  std::shared_ptr<ipc::Channel> play_warden() {
    static constexpr std::array kRules{ipc::Rule{contract::ServiceReached::kOp, peer::courier}};
    ipc::Server& server = play(kRules);
    server.on<contract::ServiceReached>([this](const std::string&, contract::ServiceReached&) -> Status {
      ++reached_;
      return kOk;
    });
    return connect(server, peer::warden);
  }

  std::vector<std::unique_ptr<ipc::Server>> played_;
  std::unique_ptr<ServiceLink> link_;
  ipc::Server own_{*loop_, kRules};
};

constexpr std::string_view kHint = R"({"next_visit_s":900,"update_hint":true,"time":"2027-01-15T08:00:00Z"})";

TEST_F(CourierTest, comes_again_when_the_service_asked) {
  visit_once();
  EXPECT_EQ(last_state(), "initialized");
  EXPECT_EQ(reached_, 1);
  EXPECT_FALSE(comes_within_ms(899'999));
  EXPECT_TRUE(comes_within_ms(1));
}

TEST_F(CourierTest, obeys_a_service_that_has_no_time_and_then_comes_within_half_as_long_again) {
  for (const int status : {429, 503}) {
    check_in_status_ = status;
    retry_after_ = "600";
    heard_.clear();
    visit_once();
    EXPECT_FALSE(comes_within_ms(599'999)) << status;
    EXPECT_TRUE(comes_within_ms(300'001)) << status;
  }
  EXPECT_EQ(reached_, 0) << "a trial boot is not proven good by a service that turned it away";
  EXPECT_FALSE(courier_->service_reached());
}

TEST_F(CourierTest, an_absurd_next_visit_is_bounded_and_one_that_is_none_is_a_failure) {
  const auto next = [this](const char* value) {
    check_in_body_ = R"({"next_visit_s":)" + std::string(value) + R"(,"update_hint":false})";
    heard_.clear();
    visit_once();
  };
  next("-9223372036854775808");
  EXPECT_FALSE(comes_within_ms(999));
  EXPECT_TRUE(comes_within_ms(1));
  next("9223372036854775807");
  EXPECT_FALSE(comes_within_ms(std::uint64_t{kVisitMax_s} * 1000 - 1));
  EXPECT_TRUE(comes_within_ms(1));
  for (const char* nonsense : {"\"soon\"", "1.5", "null", "99999999999999999999"}) {
    next(nonsense);
    EXPECT_TRUE(comes_within_ms(kBackOffMax_ms)) << nonsense;
  }
}

TEST_F(CourierTest, is_not_sent_away_for_longer_than_a_day) {
  check_in_status_ = 503;
  retry_after_ = "99999999999999999999";
  visit_once();
  EXPECT_FALSE(comes_within_ms(std::uint64_t{kHintMax_s} * 1000 - 1));
  EXPECT_TRUE(comes_within_ms(std::uint64_t{kHintMax_s} * 500 + 1));
}

TEST_F(CourierTest, a_hint_that_is_none_leaves_its_own_back_off) {
  check_in_status_ = 503;
  for (const char* nonsense : {"", "soon", "-5", "Fri, 31 Dec 1999 23:59:59 GMT"}) {
    retry_after_ = nonsense;
    heard_.clear();
    visit_once();
    EXPECT_TRUE(comes_within_ms(kBackOffMax_ms)) << nonsense;
  }
}

TEST_F(CourierTest, a_hint_to_come_at_once_does_not_undo_its_own_back_off) {
  check_in_status_ = 503;
  retry_after_ = "0";
  visit_once();
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(comes_within_ms(kBackOffMax_ms));
  EXPECT_FALSE(comes_within_ms(100'000)) << "the tenth failure in a row waits minutes";
}

TEST_F(CourierTest, sends_what_steward_keeps_and_passes_the_services_hint_on) {
  batch_ = contract::TelemetryBatch{7, {{1'800'000'000, "uptime_hours", 3}}};
  check_in_body_ = kHint;
  visit_once();
  turn_until([this] { return count("/v1/telemetry") == 1 && hints_ == 1; });
}

//= EN303645 5.7-2   type=test
TEST_F(CourierTest, tells_a_turn_that_has_not_come_from_a_service_that_is_away) {
  piece_status_ = 429;
  retry_after_ = "90";
  const auto release = read_repository("targets/00.image");
  ASSERT_TRUE(release.ok());
  EXPECT_EQ(release->wait_s, 90U);
  EXPECT_TRUE(release->bytes.empty());
  EXPECT_EQ(read_repository().error().code, Err::unavailable);  // metadata have no turns
  piece_status_ = 206;
  EXPECT_EQ(read_repository("targets/00.image")->wait_s, 0U);  // and it is not kept
}

TEST_F(CourierTest, believes_no_turn_that_is_never_and_none_without_a_time) {
  piece_status_ = 429;
  retry_after_ = "4000000000";
  EXPECT_EQ(read_repository("targets/00.image")->wait_s, kHintMax_s);
  for (const char* none : {"", "soon", "-5"}) {
    retry_after_ = none;
    EXPECT_EQ(read_repository("targets/00.image").error().code, Err::unavailable) << none;
  }
}

// It once kept 128 KiB of the file, and a read that began inside of them and went beyond came back short.
TEST_F(CourierTest, a_read_gets_all_its_bytes_wherever_in_the_file_it_begins) {
  file_ = content_of(300'000);
  ASSERT_TRUE(read_range(0, 65'536));
  for (const std::uint64_t offset : {100'000U, 131'071U, 131'072U, 65'537U, 234'464U}) {
    const auto piece = read_range(offset, 65'536);
    ASSERT_TRUE(piece) << piece.error().what;
    EXPECT_EQ(piece->total, 300'000U);
    EXPECT_TRUE(as_text(piece->bytes) == file_.substr(offset, 65'536)) << offset << ": " << piece->bytes.size() << " bytes";
  }
  EXPECT_EQ(ranges_, (std::vector<std::string>{"bytes=0-65535", "bytes=100000-165535", "bytes=131071-196606",
                                               "bytes=131072-196607", "bytes=65537-131072", "bytes=234464-299999"}));
}

TEST_F(CourierTest, in_alert_says_so_at_once_and_nothing_else_leaves_the_device) {
  visit_once();
  batch_ = contract::TelemetryBatch{7, {{1'800'000'000, "uptime_hours", 3}}};
  check_in_body_ = kHint;
  heard_.clear();
  taken_ = 0;
  alert();
  EXPECT_EQ(last_state(), "alert");
  EXPECT_EQ(read_repository().error().code, Err::refused);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(comes_within_ms(900'000));
  EXPECT_EQ(heard_.size(), visits()) << "only check-ins";
  for (const Heard& one : heard_) EXPECT_EQ(*one.body.text("state"), "alert");
  EXPECT_EQ(taken_, 0);
  EXPECT_EQ(hints_, 0);
}

TEST_F(CourierTest, in_alert_goes_on_trying_when_the_service_is_not_there) {
  check_in_status_ = 500;
  courier_->start();
  settle();
  alert();
  EXPECT_TRUE(comes_within_ms(kBackOffMax_ms));
  check_in_status_ = 200;
  EXPECT_TRUE(comes_within_ms(kBackOffMax_ms));
  EXPECT_EQ(last_state(), "alert");
}

TEST_F(CourierTest, telemetry_that_was_under_way_does_not_leave_after_the_alert) {
  holds_batches_ = true;
  visit_once();
  ASSERT_EQ(held_batches_.size(), 1U);
  alert();
  held_batches_.front().finish(contract::TelemetryBatch{7, {{1'800'000'000, "uptime_hours", 3}}});
  settle();
  EXPECT_EQ(count("/v1/telemetry"), 0U);
}

TEST_F(CourierTest, a_piece_of_an_update_that_was_under_way_is_not_handed_on_after_the_alert) {
  visit_once();
  ASSERT_TRUE(read_repository());
  holds_pieces_ = true;
  ask_for_a_piece();
  turn_until([this] { return held_pieces_.size() == 1; });
  alert();
  send_piece(held_pieces_.front());
  turn_until([this] { return piece_.has_value(); });
  EXPECT_EQ(piece_->error().code, Err::refused);
}

}  // namespace
}  // namespace cardea::courier
