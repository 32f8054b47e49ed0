// SPDX-License-Identifier: Apache-2.0
// For tests of reports: a small assessment with one of each, whose maker and target say what no report may pass on as it is.
#pragma once

#include "assess/evidence/fact.hpp"
#include "assess/report/report.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess::testing {

inline std::string language_name(const ::testing::TestParamInfo<Language>& info) {
  return info.param == Language::zh ? "zh" : "en";
}

inline constexpr std::string_view kHostile = "<script>alert(1)</script>\033[2J\"',=\nnext\xff";

// 5.5-1 contradicted by a row that names RC4, 5.1-1 declared Y, 5.6-2 Y with hostile details, 5.3-4 N, 5.3-14 N/A, 4-1 by itself;
// a person's answer to 5.2-2-1.a that expires after the run, and one to 5.2-2-1.b that has expired; a scan, a probe that failed
// and one that was not described.
inline Declared small_run() {
  Declared run;
  const std::string hostile(kHostile);
  run.fact("bench", "target", values({{"name", "twin"}, {"address", "127.0.0.1"}, {"spki_pin", hostile}}));
  run.fact("bench", "assessor", values({{"system", "Linux"}, {"uid", 0}}));
  run.row("product", "product", values({{"model", hostile}, {"manufacturer", "Example"}, {"version", "1.0"}}));
  run.answer("5.1-1", "Y").answer("5.6-2", "Y", true, "=HYPERLINK(\"http://example.com\")" + hostile).answer("5.2-2", "Y");
  run.answer("5.3-4", "N", true, "+1").answer("5.3-14", "N/A", false);
  run.row("ComMech", "ComMech-Lan", values({{"description", "HTTPS with RC4 " + hostile}}));
  run.row("AuthMech", "AuthMech-Owner",
          values({{"subject", "user"}, {"password_origin", hostile}, {"used_in", list_of({"factory_default", "initialized"})}}));
  run.fact(
      "listeners", "scan tcp 127.0.0.1",
      values({{"address", "127.0.0.1"}, {"asked", 65535}, {"open", 1}, {"refused", 65534}, {"unanswered", 0}, {"took_ms", 9}}));
  run.fact("listeners", "probe", values({{"done", true}, {"took_ms", 9010}, {"waited_s", 9}}));
  run.fact("tls", "probe", values({{"done", false}, {"described", true}, {"took_ms", 1}, {"why", hostile}}));
  run.fact("imports", "file nmap 1",
           values({{"kind", "nmap"},
                   {"file", hostile},
                   {"read", true},
                   {"tool", hostile},
                   {"tool_version", "7.93"},
                   {"sha256", "ab"},
                   {"written", 3},
                   {"not_written", 1}}));
  run.fact("update", "probe", values({{"done", false}, {"described", false}, {"took_ms", 0}, {"why", "no path"}}));
  const auto answer = [&](const char* unit, std::int64_t expires_s) {
    run.fact(std::string(kReview), unit,
             values({{"verdict", "pass"},
                     {"rationale", "@SUM(1)" + hostile},
                     {"reviewer", "=Reviewer"},
                     {"role", "laboratory"},
                     {"date", "1970-01-01"},
                     {"read", Value::Array{}},
                     {"expires_s", expires_s}}));
  };
  answer("5.2-2-1.a", 1'000'000'000);
  answer("5.2-2-1.b", 0);
  return run;
}

}  // namespace cardea::assess::testing
