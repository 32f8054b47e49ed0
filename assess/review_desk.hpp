// SPDX-License-Identifier: Apache-2.0
// The human queue as a local page: one provision a page, a form a question, and every answer goes behind the evidence the moment
// it is given. Only loopback is served, under a path that nobody guesses, to a browser that asks for this very address.
#pragma once

#include <functional>
#include <string>

#include "lib/base/clock.hpp"
#include "lib/net/http.hpp"

namespace cardea::assess {

class ReviewDesk {
 public:
  struct Setting {
    std::string folder;    // of the run
    std::string reviewer;  // who answers, and as what: neither is ever guessed
    std::string role;
    std::string token;  // the first segment of every path
    std::string host;   // "127.0.0.1:41234": what a request has to be addressed to
    bool chinese = false;
  };

  ReviewDesk(Setting setting, const Clock& clock) : setting_(std::move(setting)), clock_(clock) {}

  // GET /TOKEN/ lists what is open, GET /TOKEN/5.2-2 asks, POST /TOKEN/5.2-2 answers. Anything else is 404, another host 421.
  net::HttpResponse answer(const net::HttpRequest& request) const;

 private:
  net::HttpResponse ask(const std::string& provision, const std::string& complaint, int status) const;
  net::HttpResponse take(const std::string& provision, const net::HttpRequest& request) const;
  net::HttpResponse list() const;

  Setting setting_;
  const Clock& clock_;
};

// Serves one request a connection until the process is ended. `on_ready` hears the address to open.
Status serve_desk(ReviewDesk::Setting setting, std::uint16_t port, const Clock& clock,
                  const std::function<void(const std::string& url)>& on_ready);

}  // namespace cardea::assess
