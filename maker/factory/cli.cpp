// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/cli.hpp"

#include <charconv>
#include <cstdio>
#include <filesystem>

#include "lib/codec/json.hpp"
#include "lib/command/command.hpp"
#include "lib/store/file.hpp"
#include "maker/factory/factory.hpp"
#include "product/compile.hpp"

namespace cardea::factory {
namespace {

using command::Arguments;

constexpr const char* kUsage =
    "usage: cardea factory init  --dir FACTORY --name NAME\n"
    "       cardea factory make  --dir FACTORY --image IMAGE --serial SERIAL --out DEVICE --service ADDRESS:PORT\n"
    "                            --service-ca PEM --tuf-root ROOT.json [--service-name NAME]\n"
    "                            [--product TOML | --policy CBOR] [--web URL] [--key-store TEXT [--token-pin FILE]]\n"
    "                            [--bin DIR] [--json]\n"
    "       cardea factory label --dir FACTORY --serial SERIAL [--svg | --json]\n"
    "\n"
    "init makes the factory's certificate authority. make turns an image into a device with an identity and a label of\n"
    "its own; its keys are made by the device and stay there. label prints a label: it holds the set-up password.\n"
    "  --service-name  the name in the service's certificate (default: ADDRESS)\n"
    "  --product       the product.toml that the image must declare; --policy: the same, as product.cbor\n"
    "  --web           the address of the device's pages, for the label\n"
    "  --key-store     where the device keeps its keys: \"file\" (default), \"tpm2 device:/dev/tpmrm0 11\", \"pkcs11 MODULE LABEL\"\n"
    "  --token-pin     a file with the PIN of the PKCS#11 token\n"
    "  --bin           run vault from this folder instead of from the image\n"
    "\n"
    "example: cardea factory make --dir factory --image speaker-1.0.0.img --serial SPK-0001 --out devices/SPK-0001 \\\n"
    "           --service 192.0.2.10:8443 --service-ca service-ca.pem --tuf-root root.json\n";

Outcome<std::string> file_text(const Arguments& args, const std::string& option) {
  TRY(const std::string path, args.required(option));
  auto text = store::read_text(path);
  if (!text) return Problem(text.error().code, path + ": " + Problem::describe(text.error()), "--" + option + " wants a file");
  return std::move(*text);
}

Outcome<ServiceAddress> service_address(const Arguments& args) {
  TRY(const std::string text, args.required("service"));
  const std::size_t colon = text.rfind(':');
  ServiceAddress service;
  const std::string_view port = colon == std::string::npos ? std::string_view() : std::string_view(text).substr(colon + 1);
  const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), service.port);
  if (port.empty() || failed != std::errc{} || end != port.data() + port.size() || service.port == 0) {
    return Problem(Err::bad_value, "--service " + text + " is not ADDRESS:PORT", "--service 192.0.2.10:8443");
  }
  service.address = text.substr(0, colon);
  if (service.address.starts_with('[') && service.address.ends_with(']'))
    service.address = service.address.substr(1, service.address.size() - 2);
  service.name = args.option("service-name", service.address);
  return service;
}

Outcome<std::optional<std::string>> expected_product(const Arguments& args) {
  if (args.flag("product") && args.flag("policy")) {
    return Problem(Err::bad_value, "--product and --policy say the same thing", "give one of them");
  }
  if (args.flag("product")) {
    TRY(const product::ProductPolicy policy, product::compile_file(args.option("product")));
    return std::optional<std::string>(as_text(product::encode_policy(policy)));
  }
  if (!args.flag("policy")) return std::optional<std::string>();
  TRY(std::string cbor, file_text(args, "policy"));
  return std::optional<std::string>(std::move(cbor));
}

Outcome<Order> read_order(const Arguments& args) {
  Order order;
  TRY(order.serial, args.required("serial"));
  TRY(order.image, args.required("image"));
  TRY(const std::string out, args.required("out"));
  // vault confines itself by paths: they must be absolute.
  order.out = std::filesystem::absolute(out).lexically_normal().string();
  while (order.out.size() > 1 && order.out.ends_with('/')) order.out.pop_back();
  TRY(order.service, service_address(args));
  TRY(order.service_ca_pem, file_text(args, "service-ca"));
  TRY(order.tuf_root, file_text(args, "tuf-root"));
  TRY(order.policy, expected_product(args));
  if (args.flag("key-store")) order.key_store = args.option("key-store") + '\n';
  if (args.flag("token-pin")) order.token_pin = args.option("token-pin");
  if (args.flag("bin")) order.programs = args.option("bin");
  order.web_address = args.option("web");
  return order;
}

int init(const Arguments& args, const Factory& factory) {
  const std::string certificate = factory.ca_path();
  if (args.flag("json")) {
    Value out;
    out.set("ca", certificate);
    std::printf("%s\n", print_json(out).c_str());
  } else {
    std::printf("%s\n", certificate.c_str());
    std::fprintf(stderr, "a factory was made; the certificate above is what the service must trust for its devices\n");
  }
  return 0;
}

Outcome<int> make(const Arguments& args, const Factory& factory) {
  TRY(const Order order, read_order(args));
  TRY(const Made made, factory.make(order));
  if (args.flag("json")) {
    Value out;
    out.set("serial", made.serial);
    out.set("device", made.device);
    out.set("certificate_pem", made.certificate_pem);
    out.set("spki_pin", made.spki_pin);
    out.set("label_file", made.label_file);
    std::printf("%s\n", print_json(out).c_str());
  } else {
    std::printf("%s\n", made.device.c_str());
    std::fprintf(stderr, "device %s is made; its label, with the set-up password, is in %s\n", made.serial.c_str(),
                 made.label_file.c_str());
  }
  return 0;
}

Outcome<int> label(const Arguments& args, const Factory& factory) {
  TRY(const std::string serial, args.required("serial"));
  TRY(const SecretBytes text, factory.label(serial, args.flag("json") ? "json" : args.flag("svg") ? "svg" : "txt"));
  const Bytes bytes = text.expose_secret();
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) return Problem(io_error("cannot write to stdout"));
  return 0;
}

Outcome<int> run(std::span<const std::string> args) {
  if (args.empty())
    return Problem(Err::bad_value, "cardea factory needs to know what to do", "init, make or label; --help shows how");
  const std::string& verb = args.front();
  TRY(const Arguments given, Arguments::parse(args.subspan(1),
                                              {"dir", "name", "image", "serial", "out", "service", "service-ca", "service-name",
                                               "tuf-root", "policy", "product", "web", "key-store", "token-pin", "bin"},
                                              {"json", "svg"}));
  if (!given.words().empty())
    return Problem(Err::bad_value, "what is " + given.words().front() + "?", "--help shows the options");
  TRY(const std::string folder, given.required("dir"));
  const SystemClock clock;
  if (verb == "init") {
    TRY(const std::string name, given.required("name"));
    TRY_(Factory::init(folder, name, clock));
  }
  TRY(const Factory factory, Factory::open(folder, clock));
  if (verb == "init") return init(given, factory);
  if (verb == "make") return make(given, factory);
  if (verb == "label") return label(given, factory);
  return Problem(Err::bad_value, "there is no cardea factory " + verb, "init, make or label");
}

}  // namespace

int factory_main(std::span<const std::string> args) {
  for (const std::string& word : args) {
    if (word == "--help" || word == "-h") return std::fputs(kUsage, stdout) < 0 ? 1 : 0;
  }
  return command::exit_code(run(args));
}

}  // namespace cardea::factory
