// SPDX-License-Identifier: Apache-2.0
// Devices made for real: the image's own vault-make-keys makes the keys.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "contracts/board/boot_record.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/password.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"
#include "maker/factory/factory.hpp"
#include "product/policy.hpp"

namespace cardea::factory {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class FactoryFloor : public ::testing::Test {
 protected:
  FactoryFloor() {
    EXPECT_TRUE(Factory::init(folder_ / "factory", "Example Home Factory", clock_).ok());
    write_image("SPEAKER-1", "SPEAKER-1");
    const auto key = crypto::EcKey::generate();
    crypto::CertificateTerms terms;
    terms.common_name = "service CA";
    terms.not_before_s = clock_.wall_s();
    terms.not_after_s = clock_.wall_s() + 1000;
    terms.is_ca = true;
    service_ca_ = *crypto::self_signed(**key, terms);
  }

  void write_image(const std::string& model, const std::string& declared) {
    product::ProductPolicy policy;
    policy.model = declared;
    policy.manufacturer = "Example";
    policy.version = "1.0.0";
    policy.support_end = "2031-01-01";
    policy.languages = {"en"};
    product::InterfacePolicy web;
    web.id = "Intf-LocalHttps";
    web.process = "gate";
    web.port = 8443;
    web.states = {product::State::initialized};
    policy.interfaces = {web};
    policy_ = product::encode_policy(policy);
    EXPECT_TRUE(store::write_file(folder_ / "policy", policy_).ok());
    fs::remove(folder_ / "image");
    EXPECT_TRUE(image::build(folder_ / "image", {.model = model, .version = "1.0.0", .epoch = 1, .files = {}},
                             {{"bin/libcardea-device.so", CARDEA_BIN_DIR "/libcardea-device.so", true},
                              {"bin/vault-make-keys", CARDEA_BIN_DIR "/vault-make-keys", true},
                              {"product.cbor", folder_ / "policy", false}},
                             crypto::Digest256{1})
                    .ok());
  }

  Order order(const std::string& serial) const {
    Order order;
    order.serial = serial;
    order.image = folder_ / "image";
    order.out = folder_ / serial;
    order.service = {"192.0.2.10", 8443, "service.example.com"};
    order.service_ca_pem = service_ca_;
    order.tuf_root = R"({"signed":{}})";
    return order;
  }
  Factory factory() const { return *Factory::open(folder_ / "factory", clock_); }
  std::string text(const std::string& below) const { return *store::read_text(folder_ / below); }

  // Nothing of a device is left where one could not be made, and its serial number is spent.
  void expect_spoiled(const std::string& serial, const Outcome<Made>& made, const std::string& says) const {
    ASSERT_FALSE(made.ok());
    EXPECT_THAT(made.error().message, HasSubstr(says));
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(serial)));
    EXPECT_THAT(text("factory/serials/" + serial), HasSubstr("spoiled"));
    EXPECT_EQ(factory().make(order(serial)).error().code, Err::exists);
  }

  SystemClock clock_;
  TemporaryFolder folder_;
  std::string service_ca_;
  Buffer policy_;
};

TEST_F(FactoryFloor, makes_a_device_whose_identity_its_own_vault_holds) {
  const auto made = factory().make(order("SPK-0001"));
  ASSERT_TRUE(made.ok()) << made.error().message;
  const auto info = crypto::certificate_info_pem(made->certificate_pem);
  EXPECT_EQ(info->subject_common_name, "SPEAKER-1 SPK-0001");
  EXPECT_GT(info->not_after_s - info->not_before_s, std::int64_t{19} * 365 * 24 * 3600);
  EXPECT_TRUE(crypto::verify_issued(made->certificate_pem, text("factory/ca.crt.pem"), clock_.wall_s()).ok());
  EXPECT_EQ(text("SPK-0001/identity/device.crt.pem"), made->certificate_pem);

  // The certificate's key is the one in vault, and the page's certificate carries the pinned one.
  const auto key = crypto::EcKey::from_der(SecretBytes(Bytes(*store::read_file(folder_ / "SPK-0001/state/vault/device.key"))));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(crypto::certificate_public_key(made->certificate_pem)->spki, (*key)->public_key().spki);
  const auto local = crypto::certificate_info_pem(text("SPK-0001/identity/local.crt.pem"));
  EXPECT_EQ(local->spki_sha256_hex, made->spki_pin);
  EXPECT_THAT(local->subject_common_name, Not(HasSubstr("SP")));
}

TEST_F(FactoryFloor, lays_the_folder_out_as_the_board_expects_it) {
  ASSERT_TRUE(factory().make(order("SPK-0001")).ok());
  const auto record = board::read_boot_record(folder_ / "SPK-0001");
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->good, board::Slot::a);
  EXPECT_TRUE(image::verify(board::image_path(folder_ / "SPK-0001", board::Slot::a), record->slot_a->root).ok());
  const auto identity = parse_cbor(*store::read_file(folder_ / "SPK-0001/identity/device.cbor"));
  EXPECT_EQ(*identity->text("model"), "SPEAKER-1");
  EXPECT_EQ(*identity->text("serial"), "SPK-0001");
  EXPECT_EQ(*identity->integer("service_port"), 8443);
  EXPECT_EQ(*identity->text("service_name"), "service.example.com");
  for (const char* there : {"slots/b", "state/updater", "log", "buttons", "media"})
    EXPECT_TRUE(fs::is_directory(folder_ / (std::string("SPK-0001/") + there)));
  for (const char* gone : {"run", "identity/device.csr"})
    EXPECT_FALSE(fs::exists(folder_ / (std::string("SPK-0001/") + gone))) << gone;
}

TEST_F(FactoryFloor, tells_the_password_to_the_label_alone) {
  const auto made = factory().make(order("SPK-0001"));
  ASSERT_TRUE(made.ok());
  const auto label = parse_json(factory().label("SPK-0001", "json")->expose_secret());
  const std::string password = *label->text("password");
  const auto planted = parse_cbor(*store::read_file(folder_ / "SPK-0001/state/steward/factory.cbor"));
  EXPECT_TRUE(crypto::verify_password(*planted->text("verifier"), SecretBytes(password)).ok());
  EXPECT_EQ(crypto::verify_password(*planted->text("verifier"), SecretBytes(password + "x")).error().code, Err::unauthentic);
  for (const char* form : {"txt", "svg", "json"}) {
    struct stat about{};
    ASSERT_EQ(::stat((folder_ / ("factory/labels/SPK-0001." + std::string(form))).c_str(), &about), 0) << form;
    EXPECT_EQ(about.st_mode & 0777, 0600U) << form;
  }
  // Nowhere else on the factory's or the device's disk.
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file() || entry.path().parent_path().filename() == "labels") continue;
    EXPECT_THAT(*store::read_text(entry.path().string(), image::kMaxImage), Not(HasSubstr(password))) << entry.path();
  }
}

TEST_F(FactoryFloor, gives_two_devices_nothing_in_common) {
  ASSERT_TRUE(factory().make(order("SPK-0001")).ok());
  ASSERT_TRUE(factory().make(order("SPK-0002")).ok());
  const auto one = parse_json(factory().label("SPK-0001", "json")->expose_secret());
  const auto two = parse_json(factory().label("SPK-0002", "json")->expose_secret());
  for (const char* secret : {"password", "pairing_secret", "spki_pin"})
    EXPECT_NE(*one->text(secret), *two->text(secret)) << secret;
}

TEST_F(FactoryFloor, refuses_the_same_serial_number_twice) {
  ASSERT_TRUE(factory().make(order("SPK-0001")).ok());
  Order again = order("SPK-0001");
  again.out = folder_ / "elsewhere";
  const auto second = factory().make(again);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Err::exists);
  EXPECT_FALSE(fs::exists(again.out));
}

TEST_F(FactoryFloor, makes_one_device_when_two_stations_take_the_same_serial_number_at_once) {
  std::atomic<int> made = 0;
  std::vector<std::thread> stations;
  for (int i = 0; i < 4; ++i) {
    stations.emplace_back([&, i] {
      Order mine = order("SPK-0001");
      mine.out = folder_ / ("station" + std::to_string(i));
      if (factory().make(mine).ok()) ++made;
    });
  }
  for (std::thread& station : stations) station.join();
  EXPECT_EQ(made, 1);
}

TEST_F(FactoryFloor, spoils_the_serial_number_when_the_image_is_damaged) {
  std::fstream(folder_ / "image", std::ios::in | std::ios::out | std::ios::binary).seekp(5000).put('!');
  expect_spoiled("SPK-0001", factory().make(order("SPK-0001")), "image");
}

TEST_F(FactoryFloor, spoils_the_serial_number_when_the_image_is_for_another_model) {
  write_image("SPEAKER-1", "HUB-1");
  expect_spoiled("SPK-0001", factory().make(order("SPK-0001")), "declares HUB-1");
}

TEST_F(FactoryFloor, spoils_the_serial_number_when_the_image_carries_another_declaration) {
  Order other = order("SPK-0001");
  product::ProductPolicy declared = *product::parse_policy(policy_);
  declared.interfaces[0].port = 8444;
  other.policy = std::string(as_text(product::encode_policy(declared)));
  expect_spoiled("SPK-0001", factory().make(other), "another product");
}

TEST_F(FactoryFloor, takes_an_image_of_another_version_of_the_product_that_was_given) {
  Order later = order("SPK-0001");
  product::ProductPolicy declared = *product::parse_policy(policy_);
  declared.version = "0.9.0";
  later.policy = std::string(as_text(product::encode_policy(declared)));
  EXPECT_TRUE(factory().make(later).ok());
}

TEST_F(FactoryFloor, writes_down_where_the_keys_are_for_all_to_read_and_the_pin_for_vault_alone) {
  ASSERT_TRUE(store::write_file(folder_ / "pin", as_bytes("2580\n")).ok());
  Order with_pin = order("SPK-0001");
  with_pin.token_pin = folder_ / "pin";
  ASSERT_TRUE(factory().make(with_pin).ok());
  EXPECT_EQ(text("SPK-0001/identity/key-store"), "file\n");
  EXPECT_EQ(text("SPK-0001/state/vault/pin"), "2580\n");
  EXPECT_EQ(fs::status(folder_ / "SPK-0001/state/vault/pin").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FactoryFloor, spoils_the_serial_number_when_the_key_store_is_unknown_or_does_not_answer) {
  Order unknown = order("SPK-0001");
  unknown.key_store = "cloud\n";
  expect_spoiled("SPK-0001", factory().make(unknown), "key-store");
  Order nowhere = order("SPK-0002");
  nowhere.key_store = "tpm2 swtpm:path=" + (folder_ / "nowhere") + " 23\n";
  expect_spoiled("SPK-0002", factory().make(nowhere), "did not make the device's keys");
}

TEST_F(FactoryFloor, spoils_the_serial_number_when_vault_cannot_run) {
  Order other = order("SPK-0001");
  other.programs = folder_ / "nothing-here";
  expect_spoiled("SPK-0001", factory().make(other), "did not make the device's keys");
}

TEST_F(FactoryFloor, spoils_the_serial_number_when_the_services_ca_is_no_certificate) {
  Order other = order("SPK-0001");
  other.service_ca_pem = "not a certificate";
  expect_spoiled("SPK-0001", factory().make(other), "service's CA");
}

TEST_F(FactoryFloor, spends_no_serial_number_on_an_order_that_cannot_be) {
  fs::create_directories(folder_ / "SPK-0001");
  EXPECT_EQ(factory().make(order("SPK-0001")).error().code, Err::exists);
  EXPECT_FALSE(fs::exists(folder_ / "factory/serials/SPK-0001"));
}

TEST_F(FactoryFloor, is_opened_once_and_never_over_another) {
  EXPECT_EQ(Factory::init(folder_ / "factory", "Another", clock_).error().code, Err::exists);
  const auto none = Factory::open(folder_ / "nothing", clock_);
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().hint, HasSubstr("cardea factory init"));
}

}  // namespace
}  // namespace cardea::factory
