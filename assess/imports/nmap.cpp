// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/nmap.hpp"

#include "assess/xml/xml.hpp"

namespace cardea::assess {

namespace {

struct Host {
  std::string address;
  std::string state;
  bool timed_out = false;
  bool has_ports = false;

  std::string name() const { return "host " + (address.empty() ? "without an address" : address); }
};

struct Port {
  std::string transport;
  std::string number;
  std::string state;
  std::string service;

  std::string name(const Host& host) const { return transport + " " + host.address + ":" + number; }
};

std::string service_of(const XmlElement& element) {
  std::string text;
  for (const char* key : {"name", "product", "version"}) {
    const std::string_view part = element.attribute(key);
    if (!part.empty()) text += (text.empty() ? "" : " ") + std::string(part);
  }
  return text;
}

std::string with_service(std::string_view state, const Port& port) {
  return std::string(state) + (port.service.empty() ? "" : ": " + port.service);
}

class NmapReader final : public XmlVisitor {
 public:
  void open(const XmlElement& element) override {
    const std::string_view name = element.name();
    if (name == "nmaprun") open_run(element);
    if (name == "target" && element.attribute("status") == "skipped")
      draft_.note(Severity::unknown, "target " + std::string(element.attribute("specification")), "was skipped");
    if (name == "host") host_ = {{}, {}, element.attribute("timedout") == "true", false};
    if (name == "status") host_.state = element.attribute("state");
    if (name == "address" && element.attribute("addrtype") != "mac") host_.address = element.attribute("addr");
    if (name == "port") port_ = {std::string(element.attribute("protocol")), std::string(element.attribute("portid")), {}, {}};
    if (name == "state") port_.state = element.attribute("state");
    if (name == "service") port_.service = service_of(element);
    if (name == "extraports") note_ports(element.attribute("state"), element.attribute("count"));
    if (name == "finished") finished_ = element.attribute("exit") == "success";
    if (name == "hosts") hosts_down_ = element.attribute("down");
  }

  void close(std::string_view name) override {
    if (name == "port") note_port();
    if (name == "host") note_host();
  }

  bool is_nmap() const { return is_nmap_; }

  Import finish() {
    if (!finished_) draft_.note(Severity::unknown, "scan", "it did not come to its end");
    if (!hosts_down_.empty() && hosts_down_ != std::to_string(down_listed_) && hosts_down_ != "0")
      draft_.note(Severity::unknown, "scan", "hosts that were down and were not scanned: " + hosts_down_);
    return draft_.finish("nmap", version_);
  }

 private:
  void open_run(const XmlElement& element) {
    is_nmap_ = element.attribute("scanner") == "nmap";
    version_ = element.attribute("version");
  }

  // Ports that nmap counts and does not list.
  void note_ports(std::string_view state, std::string_view count) {
    host_.has_ports = true;
    const Severity severity = state == "closed" ? Severity::ok : Severity::unknown;
    draft_.note(severity, host_.name(), std::string(count) + " ports are " + std::string(state));
  }

  void note_port() {
    host_.has_ports = true;
    const std::uint16_t number = port_named(port_.number);
    if (port_.state == "open" && number != 0 && !port_.transport.empty())
      draft_.open_port(port_.transport, host_.address, number, with_service("open", port_));
    else if (port_.state == "closed")
      draft_.note(Severity::ok, port_.name(host_), "closed");
    else
      draft_.note(Severity::unknown, port_.name(host_),
                  with_service(port_.state.empty() ? "without a state" : port_.state, port_));
  }

  void note_host() {
    if (host_.state != "up") {
      ++down_listed_;
      draft_.note(Severity::unknown, host_.name(), host_.state.empty() ? "without a state" : "is " + host_.state);
    } else if (host_.timed_out) {
      draft_.note(Severity::unknown, host_.name(), "did not answer within the time that nmap was given");
    } else if (!host_.has_ports) {
      draft_.note(Severity::unknown, host_.name(), "no port of it was scanned");
    }
  }

  ImportDraft draft_;
  Host host_;
  Port port_;
  bool is_nmap_ = false;
  bool finished_ = false;
  std::string version_;
  std::string hosts_down_;
  std::size_t down_listed_ = 0;
};

}  // namespace

Outcome<Import> parse_nmap(Bytes file) {
  NmapReader reader;
  TRY_(walk_xml(file, reader));
  if (!reader.is_nmap()) return Problem(Err::bad_value, "not nmap's XML", "write it with: nmap -oX FILE");
  return reader.finish();
}

}  // namespace cardea::assess
