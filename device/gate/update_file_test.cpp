// SPDX-License-Identifier: Apache-2.0
// The local API for an update in a file: what is plugged in, and what the browser brings part by part.
#include <map>

#include "device/gate/body_fields.hpp"
#include "device/gate/test_gate.hpp"

namespace cardea::gate {
namespace {

class UpdateFileDuties : public test::GateTest {
 protected:
  auto send(const std::string& method, const std::string& path, const std::string& body = "") {
    Call what{method, path, {{"authorization", "Bearer " + std::string(test::kAdminToken)}}, body};
    if (!body.empty()) what.headers.emplace_back("content-type", "application/json");
    return call(std::move(what));
  }
  // A part of the file, with no time between it and the one before.
  int bring_part_at_once() {
    net::Exchange e = exchange("POST", "/api/update/file/part");
    e.headers = {{"authorization", "Bearer " + std::string(test::kAdminToken)}, {"content-type", "application/json"}};
    e.body = to_buffer(as_bytes(R"({"offset":0,"bytes":"AAAA"})"));
    const auto got = fetch_here(client(), std::move(e));
    EXPECT_TRUE(got) << got.error().what;
    return got ? got->response.status : 0;
  }
  void expect_refusal(Err why, int status, const std::string& path, const std::string& body, const std::string& sentence) {
    file_refusal_ = Error{why, "so"};
    const auto response = send("POST", path, body);
    EXPECT_EQ(response.status, status) << path;
    EXPECT_EQ(parse_json(response.body)->text("error").value_or(""), sentence);
    file_refusal_.reset();
  }
};

TEST_F(UpdateFileDuties, tell_what_is_plugged_in) {
  const auto answer = parse_json(send("GET", "/api/update/media").body);
  ASSERT_TRUE(answer.ok());
  const Value::Array& files = *answer->find("files")->if_array();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].text("name").value_or(""), "stick/u.update");
  EXPECT_EQ(files[0].integer("size").value_or(0), 1000);
}

TEST_F(UpdateFileDuties, install_what_is_plugged_in) {
  EXPECT_EQ(send("POST", "/api/update/media", R"({"name":"stick/u.update"})").status, 202);
  EXPECT_EQ(last_medium_, "stick/u.update");
}

TEST_F(UpdateFileDuties, ask_the_browser_for_part_after_part) {
  const auto first = parse_json(send("POST", "/api/update/file", R"({"size":1000})").body);
  EXPECT_EQ(first->integer("offset").value_or(0), 999);
  EXPECT_EQ(first->integer("length").value_or(0), 1);
  const auto next = parse_json(send("POST", "/api/update/file/part", R"({"offset":999,"bytes":"AQID"})").body);
  EXPECT_EQ(last_part_, (Buffer{1, 2, 3}));
  EXPECT_EQ(next->integer("length").value_or(1), 0);
}

TEST_F(UpdateFileDuties, may_take_as_many_parts_as_the_device_asks_for) {
  for (std::uint64_t i = 0; i < 2 * kBurst; ++i) ASSERT_EQ(bring_part_at_once(), 200) << i;
}

TEST_F(UpdateFileDuties, hold_a_source_to_its_rate_that_brings_what_nobody_asked_for) {
  file_refusal_ = Error{Err::bad_value, "so"};
  std::map<int, int> statuses;
  for (std::uint64_t i = 0; i < kBurst + 10; ++i) ++statuses[bring_part_at_once()];
  EXPECT_EQ(statuses[400], static_cast<int>(kBurst));
  EXPECT_EQ(statuses[429], 10);
}

TEST_F(UpdateFileDuties, say_why_not) {
  expect_refusal(Err::refused, 409, "/api/update/media", R"({"name":"u"})", "Another update is under way.");
  expect_refusal(Err::refused, 409, "/api/update/file", R"({"size":1})", "Another update is under way.");
  expect_refusal(Err::not_found, 404, "/api/update/media", R"({"name":"u"})", "This file is not plugged in any more.");
  expect_refusal(Err::bad_value, 400, "/api/update/file/part", R"({"offset":0,"bytes":"AA=="})",
                 "This part of the file was not asked for.");
}

TEST_F(UpdateFileDuties, take_no_size_part_or_name_out_of_its_bounds) {
  const auto field_of = [&](const std::string& path, const std::string& body) {
    const auto response = send("POST", path, body);
    EXPECT_EQ(response.status, 400) << body;
    return parse_json(response.body)->text("field").value_or("");
  };
  EXPECT_EQ(field_of("/api/update/file", R"({"size":0})"), "size");
  EXPECT_EQ(field_of("/api/update/file", R"({"size":8589934593})"), "size");
  EXPECT_EQ(field_of("/api/update/file", R"({"size":"1"})"), "size");
  EXPECT_EQ(field_of("/api/update/file/part", R"({"offset":-1,"bytes":"AAAA"})"), "offset");
  EXPECT_EQ(field_of("/api/update/file/part", R"({"offset":0,"bytes":"no base64!"})"), "bytes");
  EXPECT_EQ(field_of("/api/update/file/part", R"({"offset":0,"bytes":")" + std::string(kFilePartMax + 4, 'A') + R"("})"),
            "bytes");
  EXPECT_EQ(field_of("/api/update/media", R"({"name":""})"), "name");
  EXPECT_EQ(reached<contract::OfferFile>() + reached<contract::SupplyFile>() + reached<contract::InstallMedium>(), 0);
}

}  // namespace
}  // namespace cardea::gate
