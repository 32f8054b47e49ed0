// SPDX-License-Identifier: Apache-2.0
// Malformed HTTP: request lines, heads, lengths and paths; and what is no TLS in the place of TLS.
#include <initializer_list>

#include "assess/probes/input_groups.hpp"

namespace cardea::assess {

namespace {

using namespace std::string_literals;

constexpr std::size_t kLong = 32U << 10;

std::string many(std::size_t count, const std::string& piece) {
  std::string out;
  out.reserve(count * piece.size());
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

class Group {
 public:
  Group(std::string name, Way way) : group_{std::move(name), "network", way} {}

  Group& add(std::string name, const std::string& bytes) {
    group_.inputs.push_back({std::move(name), to_buffer(as_bytes(bytes))});
    return *this;
  }
  Group& noise(Dice& dice, std::size_t pieces, const std::string& before = {}, const std::string& behind = {}) {
    for (std::size_t i = 0; i < pieces; ++i) {
      const Buffer bytes = dice.bytes(1 + dice.below(1024));
      add("noise " + std::to_string(i + 1), before + std::string(as_text(bytes)) + behind);
    }
    return *this;
  }
  InputGroup take() { return std::move(group_); }

 private:
  InputGroup group_;
};

InputGroup request_lines(const std::string& head, Dice& dice) {
  Group group("request lines", Way::stream);
  group.add("no version", "GET /\r\n" + head);
  group.add("a version that is none", "GET / HTTP/9.9\r\n" + head);
  group.add("a version of letters", "GET / HTTP/x.y\r\n" + head);
  group.add("a method alone", "GET\r\n" + head);
  group.add("no method", " / HTTP/1.1\r\n" + head);
  group.add("a NUL in the target", "GET /\0index HTTP/1.1\r\n"s + head);
  group.add("a NUL in the method", "G\0T / HTTP/1.1\r\n"s + head);
  group.add("control characters", "GET /\x01\x02\x7f HTTP/1.1\r\n"s + head);
  group.add("bytes that are no UTF-8", "GET /\xff\xfe\xc3\x28 HTTP/1.1\r\n" + head);
  group.add("a very long method", many(kLong, "M") + " / HTTP/1.1\r\n" + head);
  group.add("a very long target", "GET /" + many(kLong, "a") + " HTTP/1.1\r\n" + head);
  group.add("a very long version", "GET / HTTP/" + many(kLong, "1") + "\r\n" + head);
  group.add("many blanks", "GET" + many(2000, " ") + "/ HTTP/1.1\r\n" + head);
  group.add("tabs", "GET\t/\tHTTP/1.1\r\n" + head);
  group.add("bare line feeds", "GET / HTTP/1.1\nhost: x\n\n");
  group.add("bare carriage returns", "GET / HTTP/1.1\rhost: x\r\r");
  group.add("a target without a slash", "GET index HTTP/1.1\r\n" + head);
  group.add("an address cut short", "GET http://[::1 HTTP/1.1\r\n" + head);
  group.add("a port that is none", "GET http://x:999999/ HTTP/1.1\r\n" + head);
  group.add("format letters", "GET /%n%s%x%n%s%x%n HTTP/1.1\r\n" + head);
  group.add("empty lines alone", many(200, "\r\n"));
  group.add("a line without an end", many(2 * kLong, "a"));
  return group.noise(dice, 8).noise(dice, 4, "GET /", " HTTP/1.1\r\n" + head).take();
}

InputGroup heads(const std::string& head, Dice& dice) {
  const std::string line = "GET / HTTP/1.1\r\n";
  Group group("heads", Way::stream);
  group.add("a blank before the colon", line + "x-header : value\r\n" + head);
  group.add("a split in the target", "GET /%0d%0a" + std::string(kInjectedHeader) + ":%20k HTTP/1.1\r\n" + head);
  group.add("no host", line + "\r\n");
  group.add("two hosts", line + "host: a\r\nhost: b\r\n\r\n");
  group.add("a header without a colon", line + "header\r\n" + head);
  group.add("a header without a name", line + ": value\r\n" + head);
  group.add("a folded line", line + "x-header: a\r\n b\r\n" + head);
  group.add("a NUL in a value", line + "x-header: a\0b\r\n"s + head);
  group.add("a NUL in a name", line + "x\0y: a\r\n"s + head);
  group.add("control characters", line + "x-header: \x01\x08\x1b[2J\r\n" + head);
  group.add("a value that is no UTF-8", line + "x-header: \xff\xfe\xc3\x28\r\n" + head);
  group.add("a very long value", line + "x-header: " + many(2 * kLong, "v") + "\r\n" + head);
  group.add("a very long name", line + many(kLong, "n") + ": v\r\n" + head);
  group.add("very many headers", line + many(2000, "x-a: b\r\n") + head);
  group.add("a very long cookie", line + "cookie: " + many(2000, "a=b; ") + "\r\n" + head);
  group.add("a cookie of signs", line + "cookie: ;;;===,,,\"\"\"\r\n" + head);
  group.add("ranges without sense", line + "range: bytes=-1,0-,18446744073709551616-\r\n" + head);
  group.add("very many ranges", line + "range: bytes=0-" + many(1000, ",5-0") + "\r\n" + head);
  group.add("a date that is none", line + "if-modified-since: 99 Xyz 99999\r\n" + head);
  group.add("an expectation that is none", line + "expect: nothing\r\n" + head);
  group.add("an upgrade that is none", line + "connection: upgrade\r\nupgrade: none/0\r\n" + head);
  group.add("Basic without sense", line + "authorization: Basic %%%\r\n" + head);
  group.add("Digest cut short", line + "authorization: Digest username=\"\r\n" + head);
  group.add("a very long token", line + "authorization: Bearer " + many(kLong, "t") + "\r\n" + head);
  group.add("a split in the query", "GET /?x=%0d%0a" + std::string(kInjectedHeader) + ":%20k HTTP/1.1\r\n" + head);
  return group.noise(dice, 6, line + "x-header: ", "\r\n" + head).take();
}

InputGroup lengths(const std::string& host) {
  const std::string line = "POST / HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n";
  const std::string chunked = line + "transfer-encoding: chunked\r\n\r\n";
  Group group("lengths", Way::stream);
  for (const char* length : {"-1", "+5", "0x5", "1e1", "5 5", "18446744073709551616", "9223372036854775807", "", "five", "5,6"})
    group.add("a length of \"" + std::string(length) + "\"", line + "content-length: " + length + "\r\n\r\nhello");
  group.add("two lengths", line + "content-length: 5\r\ncontent-length: 6\r\n\r\nhello!");
  group.add("a length and chunks", line + "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nX");
  group.add("chunks twice", line + "transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n");
  group.add("an encoding that is none", line + "transfer-encoding: none-such\r\n\r\nhello");
  group.add("an encoding hidden by a tab", line + "transfer-encoding:\tchunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n");
  group.add("a chunk of no number", chunked + "zz\r\nhello\r\n0\r\n\r\n");
  group.add("a chunk below nothing", chunked + "-1\r\nhello\r\n0\r\n\r\n");
  group.add("a chunk beyond all memory", chunked + "ffffffffffffffff\r\nhello\r\n0\r\n\r\n");
  group.add("a chunk beyond 64 bits", chunked + "10000000000000001\r\nh\r\n0\r\n\r\n");
  group.add("a chunk with a very long note", chunked + "1;" + many(kLong, "e") + "\r\nh\r\n0\r\n\r\n");
  group.add("a chunk without its end", chunked + "5\r\nhelloXX0\r\n\r\n");
  group.add("very many trailers", chunked + "0\r\n" + many(2000, "x: y\r\n") + "\r\n");
  group.add("a body that is no gzip", line + "content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello");
  group.add("a form without its border", line + "content-type: multipart/form-data\r\ncontent-length: 5\r\n\r\n--x\r\n");
  return group.take();
}

InputGroup paths(const std::string& head) {
  Group group("paths", Way::stream);
  const auto get = [&](const std::string& name, const std::string& target) {
    group.add(name, "GET " + target + " HTTP/1.1\r\n" + head);
  };
  get("upwards", "/" + many(12, "../") + "etc/passwd");
  get("a tag in the path", "/<b%20id=kmark>");
  get("a tag in the query", "/?x=%3Cb%20id=kmark%3E");
  get("a calculation in the query", "/?x=k$((40961*7))k&y=k{{40961*7}}k&z=k${40961*7}k");
  get("upwards, encoded", "/" + many(12, "%2e%2e%2f") + "etc/passwd");
  get("upwards, encoded twice", "/" + many(12, "%252e%252e%252f") + "etc/passwd");
  get("upwards, slashes encoded", "/" + many(12, "..%2f") + "etc/passwd");
  get("upwards, with too many dots", "/" + many(12, "....//") + "etc/passwd");
  get("upwards, backwards slashes", "/" + many(12, "..\\") + "etc/passwd");
  get("upwards, overlong", "/" + many(12, "%c0%ae%c0%ae/") + "etc/passwd");
  get("upwards behind a folder", "/static/" + many(12, "../") + "etc/passwd");
  get("upwards, cut by NUL", "/" + many(12, "../") + "etc/passwd%00.html");
  get("upwards in the query", "/?file=" + many(12, "../") + "etc/passwd");
  get("two slashes", "//etc/passwd");
  get("NUL", "/%00");
  get("a percent sign alone", "/%");
  get("a percent sign and no digits", "/%zz");
  get("dots alone", "/." + many(2000, "/."));
  get("very deep", many(4000, "/a"));
  get("a very long query", "/?" + many(2 * kLong, "q"));
  get("very many parameters", "/?" + many(4000, "a=b&"));
  get("lists within lists", "/?a" + many(1000, "[]") + "=1");
  get("a command in the query", "/?x=;echo%20k$((40961*7))k;&y=|echo%20k$((40961*7))k&z=`echo%20k$((40961*7))k`");
  get("a quote", "/?x='%20OR%20'1'='1&y=%22");
  return group.take();
}

}  // namespace

Buffer Dice::bytes(std::size_t count) {
  Buffer out(count);
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(below(256));
  return out;
}

std::vector<InputGroup> http_inputs(const std::string& host, Dice& dice) {
  const std::string head = "host: " + host + "\r\nconnection: close\r\n\r\n";
  std::vector<InputGroup> groups;
  groups.push_back(request_lines(head, dice));
  groups.push_back(heads(head, dice));
  groups.push_back(lengths(host));
  groups.push_back(paths(head));
  return groups;
}

std::vector<InputGroup> tls_inputs(Dice& dice) {
  Group group("in the place of TLS", Way::plain);
  group.add("words", "hello, is anybody there?\r\n\r\n");
  group.add("a record of no length", "\x16\x03\x01\x00\x00"s);
  group.add("a record beyond the bound", "\x16\x03\x01\xff\xff"s + many(200, "a"));
  group.add("a hello that is longer than its record", "\x16\x03\x01\x00\x05\x01\xff\xff\xff\x03"s);
  group.add("a hello cut short", "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03"s);
  group.add("a hello of SSL 2", "\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10"s + many(40, "s"));
  group.add("a record of no known kind", "\x7f\x03\x03\x00\x01\x00"s);
  group.add("an alert first", "\x15\x03\x03\x00\x02\x02\x28"s);
  group.add("data first", "\x17\x03\x03\x00\x10"s + many(16, "d"));
  std::vector<InputGroup> groups;
  groups.push_back(group.noise(dice, 6).noise(dice, 6, "\x16\x03\x01\x01\x00\x01\x00\x00\xfc\x03\x03"s).take());
  return groups;
}

std::vector<InputGroup> line_inputs(Dice& dice) {
  Group group("words of no language", Way::stream);
  group.add("empty lines", many(100, "\r\n"));
  group.add("NUL", std::string(64, '\0'));
  group.add("a very long line", many(2 * kLong, "A") + "\r\n");
  group.add("format letters", "%n%s%x%n%s%x\r\n");
  group.add("bytes that are no UTF-8", "\xff\xfe\xc3\x28\r\n");
  group.add("very many short lines", many(2000, "x\r\n"));
  std::vector<InputGroup> groups;
  groups.push_back(group.noise(dice, 20).take());
  return groups;
}

}  // namespace cardea::assess
