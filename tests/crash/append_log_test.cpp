// SPDX-License-Identifier: Apache-2.0
#include "lib/store/append_log.hpp"

#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

constexpr std::size_t kRecords = 12;

class LogLife final : public Life {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& folder) {
    auto life = std::make_unique<LogLife>();
    TRY(life->log_, store::AppendLog::open(folder + "/log", [&](Bytes record) -> Status {
          life->seen_ += std::string(as_text(record).substr(0, 4)) + '/' + std::to_string(record.size()) + ' ';
          return kOk;
        }));
    return std::unique_ptr<Life>(std::move(life));
  }
  // Records of a few bytes up to several sectors.
  Status step(std::size_t index) override {
    const std::string text = "r" + std::to_string(100 + index) + std::string(index * index * 37, 'x');
    TRY_(log_->append(as_bytes(text)));
    seen_ += text.substr(0, 4) + '/' + std::to_string(text.size()) + ' ';
    return kOk;
  }
  Result<std::string> look() override { return seen_; }

 private:
  std::unique_ptr<store::AppendLog> log_;
  std::string seen_;
};

const Subject kLog{"append log", kRecords, [](const std::string&) {}, LogLife::open};

TEST(CrashAppendLog, keeps_every_acknowledged_record_through_a_power_cut_at_every_call) {
  expect_survives_power_cuts(kLog, 45);
}

TEST(CrashAppendLog, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kLog, 45);
}

}  // namespace
}  // namespace cardea::sim
