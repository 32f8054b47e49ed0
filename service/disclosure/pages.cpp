// SPDX-License-Identifier: Apache-2.0
#include "service/disclosure/pages.hpp"

#include "lib/base/time.hpp"

namespace cardea::service {
namespace {

constexpr std::int64_t kSecurityTxtLife_s = 180 * 86'400;  // RFC 9116 section 2.5.5 advises less than a year

std::string escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

constexpr std::string_view kStyle =
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8884}"
    "h1{line-height:1.2}small{opacity:.75}";

// `style` is ours and constant, so its hash could be pinned; the policy allows nothing else at all.
net::HttpResponse html(int status, std::string_view body) {
  auto response = net::HttpResponse::of(status, "text/html; charset=utf-8", body);
  response.headers.emplace_back("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("referrer-policy", "no-referrer");
  return response;
}

std::string page(std::string_view title, const std::string& body) {
  return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
         escape(title) + "</title><style>" + std::string(kStyle) + "</style></head><body><main>" + body + "</main></body></html>\n";
}

std::string both(const product::InBoth& text) {
  std::string out = escape(text.en);
  if (!text.zh.empty()) out += "<br><span lang=\"zh-Hans\">" + escape(text.zh) + "</span>";
  return out;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + escape(part);
  return out;
}

std::string kept_for(std::uint32_t days) { return days == 0 ? "until you erase it" : std::to_string(days) + " days"; }

std::string row(const std::vector<std::string>& cells) {
  std::string out = "<tr>";
  for (const auto& cell : cells) out += "<td>" + cell + "</td>";
  return out + "</tr>";
}

std::string table(const std::vector<std::string>& heads, const std::string& rows, std::string_view when_empty) {
  if (rows.empty()) return "<p>" + std::string(when_empty) + "</p>";
  std::string out = "<table><thead><tr>";
  for (const auto& head : heads) out += "<th scope=\"col\">" + head + "</th>";
  return out + "</tr></thead><tbody>" + rows + "</tbody></table>";
}

std::string personal_data_rows(const product::ProductPolicy& policy) {
  std::string rows;
  for (const auto& data : policy.personal_data) {
    std::string where;
    for (const auto place : data.where) where += (where.empty() ? "" : ", ") + std::string(place == product::Storage::device ? "on the device" : "in the service");
    rows += row({both(data.what), both(data.purpose), escape(name_of(data.basis)), joined(data.recipients), where, kept_for(data.retention_days)});
  }
  return rows;
}

std::string telemetry_rows(const product::ProductPolicy& policy) {
  std::string rows;
  for (const auto& t : policy.telemetry) rows += row({both(t.what), both(t.purpose), escape(name_of(t.basis)), escape(t.recipient), kept_for(t.retention_days)});
  return rows;
}

std::string sensor_rows(const product::ProductPolicy& policy) {
  std::string rows;
  for (const auto& sensor : policy.sensors) rows += row({both(sensor.what)});
  return rows;
}

std::string both(const std::string& en, const std::string& zh) { return both(product::InBoth{en, zh}); }

//= EN303645 5.3-11
//= EN303645 5.3-12
std::string notice(const tuf::ReleaseInfo& newest) {
  std::string out = "<p>Version <strong>" + escape(newest.version) + "</strong></p>";
  if (newest.security) out += "<p><strong>This update removes a risk. <span lang=\"zh-Hans\">此更新消除了一项风险。</span></strong><br>" + both(newest.risk_en, newest.risk_zh) + "</p>";
  if (!newest.notes_en.empty()) out += "<p>" + both(newest.notes_en, newest.notes_zh) + "</p>";
  const std::string seconds = std::to_string(newest.interruption_s);
  out += "<p>" + both("Expected interruption: " + seconds + " s.", "预计中断：" + seconds + " 秒。") + "</p>";
  if (newest.deadline_s == 0) return out;
  const std::string day = to_date(newest.deadline_s);
  return out + "<p>" + both("Critical: a device cannot postpone it beyond " + day + " (UTC), unless its owner has turned automatic updates off.",
                            "紧急：设备最晚只能推迟到 " + day + "（UTC），除非用户已关闭自动更新。") + "</p>";
}

std::string notice_or_none(const tuf::ReleaseInfo* newest) {
  return "<h2>Newest update <span lang=\"zh-Hans\">最新更新</span></h2>" +
         (newest != nullptr ? notice(*newest) : "<p>" + both("None yet.", "暂无。") + "</p>");
}

void send_model(PublicWorld& world, const Call& call, net::Responder responder) {
  const auto stored = world.store.policy(call.segments[0]);
  if (!stored) return responder.send(html(404, page("Unknown model", "<h1>Unknown model</h1><p>No such model designation. The <a href=\"/\">list</a> names all.</p>")));
  const auto policy = product::parse_policy(*stored);
  if (!policy) return responder.send(error_response(policy.error()));
  const auto newest = world.notices.find(policy->model);
  responder.send(html(200, model_page(*policy, newest == world.notices.end() ? nullptr : &newest->second)));
}

std::string start_page(const std::vector<std::string>& models) {
  std::string list;
  for (const auto& model : models) list += "<li><a href=\"/models/" + escape(model) + "\">" + escape(model) + "</a></li>";
  return page("Our products and their security", "<h1>Our products and their security</h1><p>No account is needed to read these pages.</p><ul>" + list +
                                                     "</ul><p><a href=\"/security-policy\">Report a vulnerability</a></p>");
}

}  // namespace

//= EN303645 5.2-1
std::string security_txt(const DisclosureTerms& terms, std::int64_t now_s) {
  return "Contact: " + terms.contact + "\nExpires: " + to_rfc3339(now_s + kSecurityTxtLife_s) + "\nPreferred-Languages: en, zh\nPolicy: " + terms.policy_url + "\n";
}

//= EN303645 5.2-1
std::string policy_page(const DisclosureTerms& terms) {
  const std::string acknowledge = std::to_string(terms.acknowledge_days);
  const std::string status = std::to_string(terms.status_days);
  return page("Vulnerability disclosure policy",
              "<h1>Vulnerability disclosure policy</h1><h2>Contact</h2><p>Write to <strong>" + escape(terms.contact) +
                  "</strong>. English and Chinese are read. No account and no contract are needed.</p>"
                  "<h2>What happens then</h2><ul><li>We acknowledge your report within <strong>" + acknowledge + " days</strong>.</li>"
                  "<li>Until it is resolved you get a status update at least every <strong>" + status + " days</strong>.</li>"
                  "<li>We agree with you on when to publish, and name you if you wish.</li></ul>"
                  "<h2 lang=\"zh-Hans\">漏洞披露政策</h2><p lang=\"zh-Hans\">请联系 <strong>" + escape(terms.contact) + "</strong>。我们在 " + acknowledge +
                  " 天内确认收到报告，并在解决之前至少每 " + status + " 天更新一次处理状态。</p>");
}

//= EN303645 5.3-13
//= EN303645 6-1
std::string model_page(const product::ProductPolicy& policy, const tuf::ReleaseInfo* newest) {
  return page(policy.model, "<h1>" + escape(policy.model) + "</h1><p>by " + escape(policy.manufacturer) + "</p><h2>Support period</h2><p>Security updates until <strong>" +
                                escape(policy.support_end) + "</strong>. <span lang=\"zh-Hans\">安全更新支持至 " + escape(policy.support_end) + "。</span></p>" + notice_or_none(newest) + "<h2>Sensors</h2>" +
                                table({"What it senses"}, sensor_rows(policy), "This product has no sensors.") + "<h2>Personal data</h2>" +
                                table({"What", "Why", "Basis", "Who gets it", "Where", "How long"}, personal_data_rows(policy), "No personal data is processed.") +
                                "<h2>Telemetry</h2>" +
                                table({"What", "Why", "Basis", "Who gets it", "How long"}, telemetry_rows(policy), "No telemetry is collected."));
}

net::HttpServer::Handler public_handler(PublicWorld& world) {
  const auto text = [](std::string body) { return net::HttpResponse::of(200, "text/plain; charset=utf-8", body); };
  Router router({
      {"GET", "/", [&world](Call, net::Responder r) {
         const auto models = world.store.models();
         r.send(models ? html(200, start_page(*models)) : error_response(models.error())); }},
      {"GET", "/models/*", [&world](Call call, net::Responder r) { send_model(world, call, std::move(r)); }},
      {"GET", "/security-policy", [&world](Call, net::Responder r) { r.send(html(200, policy_page(world.terms))); }},
      {"GET", "/.well-known/security.txt", [&world, text](Call, net::Responder r) { r.send(text(security_txt(world.terms, world.clock.wall_s()))); }},
  });
  return [router = std::move(router)](net::HttpRequest request, net::Responder responder) {
    router.dispatch(Call{std::move(request), {}, {}}, std::move(responder));
  };
}

}  // namespace cardea::service
