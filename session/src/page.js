"use strict";
// One page's script: saves ticks as they are made, keeps those that cannot be sent, looks again.
(function () {
  var form = document.getElementById("sheet");
  var live = document.getElementById("live");

  // What has changed elsewhere: the page is asked for again, and the part that lives is taken over.
  if (live) {
    setInterval(function () {
      var at = document.activeElement, inside = live.contains(at), link = inside && at.getAttribute("href");
      // What somebody is about to press or fill in is not taken from under them.
      if (document.hidden || (inside && !link)) return;
      fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : Promise.reject();
      }).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html"), next = page.getElementById("live");
        // Another link was opened in this browser: the page is headed anew too.
        var heads = [document, page].map(function (one) { var top = one.querySelector(".top"); return top ? top.textContent : ""; });
        if (heads[0] !== heads[1]) { location.reload(); return; }
        if (next && next.textContent !== live.textContent) {
          live.replaceChildren.apply(live, Array.from(next.childNodes).map(function (n) { return document.importNode(n, true); }));
          var again = link && live.querySelector('a[href="' + link + '"]');
          if (again) again.focus({ preventScroll: true });
        }
        note("age", "");
      }).catch(function () { note("age", "Mất kết nối, đang thử lại… (connection lost)"); });
    }, 3000);
  }

  function note(id, text) {
    var at = document.getElementById(id);
    if (at && at.textContent !== text) at.textContent = text;
  }

  var me = Math.random().toString(36).slice(2), memory = {}, keeps = true, PAUSE = 1200;

  // What waits to be sent is kept in the browser, one entry a key, so that tabs do not lose each
  // other's. What a browser does not take, for it keeps nothing or is full, stays in memory, and that
  // goes before what was kept of the same key.
  var store = {
    get: function (key) {
      if (key in memory) return memory[key];
      try { return localStorage.getItem(key); } catch (e) { return null; }
    },
    set: function (key, value) {
      try { localStorage.setItem(key, value); delete memory[key]; } catch (e) { keeps = false; memory[key] = value; }
    },
    del: function (key) { delete memory[key]; try { localStorage.removeItem(key); } catch (e) { /* nothing kept */ } },
    keys: function (start) {
      var all = Object.keys(memory);
      try { for (var i = 0; i < localStorage.length; i++) all.push(localStorage.key(i)); } catch (e) { /* nothing kept */ }
      return all.filter(function (key, at) { return key.indexOf(start) === 0 && all.indexOf(key) === at; }).sort();
    }
  };
  function queueOf(context) { return "ocop:q:" + context + ":"; }
  // What waits of a sheet, in its order.
  function queued(context) {
    return store.keys(queueOf(context)).map(function (key) {
      try { var item = JSON.parse(store.get(key)); item.at = key; return item; } catch (e) { store.del(key); return null; }
    }).filter(Boolean);
  }
  // `sent` says that a request with it was made, `until` that it is still being written, and till when.
  function keep(at, item) { store.set(at, JSON.stringify({ name: item.name, value: item.value, over: item.over, sent: item.sent, until: item.until })); }
  function drop(items) { items.forEach(function (item) { store.del(item.at); }); }
  function isWritten(item) { var left = (item.until || 0) - Date.now(); return left > 0 && left <= PAUSE; }

  // What waits of one part and is not what the sheet has by now.
  function rest(items, now) {
    var saved = -1;
    items.forEach(function (item, at) { if (item.value === now) saved = at; });
    drop(items.slice(0, saved + 1));
    return items.slice(saved + 1);
  }

  // One tab of a browser sends: who holds the lease, which ends by itself.
  function lease(context) {
    try { return JSON.parse(store.get("ocop:t:" + context)); } catch (e) { return null; }
  }
  function mine(context) {
    var now = Date.now(), held = lease(context);
    if (held && held.who !== me && held.until > now && held.until < now + 10000) return false;
    store.set("ocop:t:" + context, JSON.stringify({ who: me, until: now + 4000 }));
    held = lease(context);
    return !held || held.who === me;
  }
  function release(context) {
    var held = lease(context);
    if (held && held.who === me) store.del("ocop:t:" + context);
  }

  // The part of a sheet that a control stands for, as the API has it.
  function partOf(name) {
    if (name === "opinion") return { path: "/opinion", key: "text" };
    if (name === "stop") return { path: "/stop", key: "at" };
    var code = name.slice(2);
    return name[0] === "a" ? { path: "/answers/" + encodeURIComponent(code), key: "box" }
      : { path: "/notes/" + encodeURIComponent(code), key: "text" };
  }
  // A text as the sheet keeps it: its letters composed, with one kind of line break.
  function plain(text) { return text.replace(/\r\n?/g, "\n").normalize("NFC"); }
  function inSheet(sheet, name) {
    if (name === "stop") return sheet.stop;
    if (name === "opinion") return plain(sheet.opinion);
    var code = name.slice(2), from = name[0] === "a" ? sheet.answers : sheet.notes;
    return code in from ? (name[0] === "a" ? from[code] : plain(from[code])) : (name[0] === "a" ? null : "");
  }
  function isOpen(sheet) {
    return ["not-opened", "open"].indexOf(sheet.status) >= 0 && ["scoring", "complete"].indexOf(sheet.state) >= 0;
  }

  function request(method, path, body) {
    // What is on its way arrives although the page is left.
    var options = { method: method, credentials: "same-origin", headers: {}, keepalive: method !== "GET" };
    if (body) { options.headers["content-type"] = "application/json"; options.body = JSON.stringify(body); }
    var abort = typeof AbortController === "function" ? new AbortController() : null, timer = 0;
    if (abort) { options.signal = abort.signal; timer = setTimeout(function () { abort.abort(); }, 15000); }
    return fetch(path, options).then(function (answer) {
      return answer.text().then(function (text) {
        clearTimeout(timer);
        var json = {};
        try { json = JSON.parse(text); } catch (e) { json = {}; }
        return { status: answer.status, json: json };
      });
    });
  }

  // A list of sheets: what a sheet's page was left with is sent from here, where the box it was ticked over still
  // stands. The rest waits for that page, which asks.
  var carrying = false;
  function rows() { return Array.from(document.querySelectorAll("#sheets [data-k]")); }
  function carry() {
    if (carrying || document.hidden) return;
    carrying = true;
    var stuck = [], more = false;
    rows().reduce(function (before, row) {
      return before.then(function () {
        var context = row.dataset.k;
        if (!queued(context).length) return null;
        note("waits", "Đang gửi phần chấm còn giữ trên máy này… (sending what was kept)");
        if (!mine(context)) { more = true; return null; }
        return carryOne(row.dataset).catch(function () { more = true; }).then(function () {
          release(context);
          if (queued(context).length && !more) stuck.push(row.querySelector("b").textContent);
        });
      });
    }, Promise.resolve()).then(function () {
      carrying = false;
      if (stuck.length) note("waits", "Có phần chấm giữ trên máy này chưa gửi được, hãy mở phiếu: " + stuck.join("; ") + ". (Not sent yet; open the sheet.)");
      else if (!more) note("waits", "");
    });
  }
  function carryOne(of) {
    return request("GET", of.api).then(function (answer) {
      var sheet = answer.json, chains = {}, go = [];
      if (answer.status !== 200 || !isOpen(sheet) || String(sheet.round) !== of.round || sheet.member !== of.member) return null;
      queued(of.k).forEach(function (item) { (chains[item.name] = chains[item.name] || []).push(item); });
      Object.keys(chains).forEach(function (name) {
        var now = inSheet(sheet, name), items = rest(chains[name], now);
        if (items.length && items[0].over === now) go = go.concat(items);
      });
      go.sort(function (a, b) { return a.at < b.at ? -1 : 1; });
      return go.reduce(function (before, item) {
        return before.then(function (revision) {
          if (revision === null || !mine(of.k)) return null;
          return sendOne(of, item, revision).then(function (answer) { return answer.status === 200 ? answer.json.revision : null; });
        });
      }, Promise.resolve(sheet.revision));
    });
  }
  function sendOne(of, item, revision) {
    var part = partOf(item.name), body = { revision: revision, round: Number(of.round), member: of.member };
    body[part.key] = item.value;
    if (!item.sent) { item.sent = 1; keep(item.at, item); }
    return request("PUT", of.api + part.path, body).then(function (answer) {
      if (answer.status === 200) store.del(item.at);
      return answer;
    });
  }
  if (rows().length) {
    carry();
    setInterval(carry, 3000);
    window.addEventListener("pagehide", function () { rows().forEach(function (row) { release(row.dataset.k); }); });
  }

  if (!form || !form.dataset.api) return;

  var api = form.dataset.api, context = form.dataset.k, queueKey = queueOf(context);
  var member = form.dataset.member, revision = Number(form.dataset.revision), round = Number(form.dataset.round);
  var busy = false, wait = 0, stopped = "", submitting = false, timer = 0, count = 0;
  // `shown` is what the page shows and has put into the queue, `known` what the sheet has at `revision`, as far as
  // this page has seen it, `asked` the questions that are open.
  var shown = {}, known = {}, asked = {};
  var words = JSON.parse(form.dataset.words);
  var NO_LINK = "Liên kết không còn dùng được; những gì chưa gửi vẫn giữ trên máy này. Hỏi thư ký. (The link is no longer valid.)";
  var PART = /^(a\.|n\.|opinion$|stop$)/;

  function valueOf(name) {
    if (name[0] === "a") {
      var on = form.querySelector('input[name="' + name + '"]:checked');
      return on && on.value !== "" ? Number(on.value) : null;
    }
    return plain(form.elements[name].value) || (name === "stop" ? null : "");
  }
  function put(name, value) {
    if (name[0] === "a") {
      form.querySelectorAll('input[name="' + name + '"]').forEach(function (one) {
        one.checked = one.value === (value === null ? "" : String(value));
      });
    } else form.elements[name].value = value === null ? "" : value;
  }
  // Shows what has changed elsewhere, but not over what is being written.
  function show(name, value) {
    var is = form.elements[name] ? valueOf(name) : value;
    if (is === value) shown[name] = value;
    if (is === value || is !== shown[name]) return;
    shown[name] = value;
    put(name, value);
  }
  function names() {
    var all = {};
    Array.from(form.elements).forEach(function (one) { if (PART.test(one.name)) all[one.name] = 1; });
    return Object.keys(all);
  }
  names().forEach(function (name) { known[name] = shown[name] = valueOf(name); });
  // The criteria that are asked for: those up to the sheet's own stop.
  function wanted() {
    var stop = form.elements.stop ? valueOf("stop") : null, all = names().filter(function (name) { return name[0] === "a"; });
    return stop === null ? all : all.slice(0, all.indexOf("a." + stop) + 1);
  }

  function waiting() { return queued(context); }
  // What waits of one part, in its order.
  function chain(name) { return waiting().filter(function (item) { return item.name === name; }); }

  // What the page has is put into the queue; what is being written is kept too, and sent after a pause.
  function push(name, writing) {
    var value = valueOf(name), over = shown[name], open = asked[name];
    if (value === over) return;
    // A later value takes the place of those that the sheet cannot have yet, and answers what was asked of them.
    var old = chain(name).filter(function (item) { return open || !item.sent; });
    if (old.length) over = old[0].over;
    drop(old);
    if (open) { over = open.now; unask(name); }
    shown[name] = value;
    if (value !== over) {
      // Later than what waits, also where the clock was set back meanwhile.
      var last = waiting().pop();
      count = Math.max(Date.now(), count + 1, last ? Number(last.at.slice(queueKey.length, queueKey.length + 14)) + 1 : 0);
      keep(queueKey + String(count).padStart(14, "0") + me, { name: name, value: value, over: over, until: writing ? Date.now() + PAUSE : 0 });
    }
    bar();
    if (writing) { clearTimeout(timer); timer = setTimeout(send, PAUSE + 50); } else send();
  }
  // Nothing waits for a pause any more: the sheet is handed in, or the page is left.
  function flush() {
    names().forEach(function (name) { push(name); });
    waiting().filter(isWritten).forEach(function (item) { item.until = 0; keep(item.at, item); });
    send();
  }

  document.addEventListener("visibilitychange", function () { if (document.hidden) flush(); });
  window.addEventListener("pagehide", function () {
    flush();
    release(context);
  });

  function send() {
    if (busy || stopped) return;
    var items = waiting().filter(function (item) { return form.elements[item.name] && !asked[item.name] && !isWritten(item); });
    if (!items.length) { bar(); if (submitting && !waiting().some(isWritten)) hand(); return; }
    if (!mine(context)) { bar(); return; }
    var item = items[0];
    if (item.value !== known[item.name] && item.over !== known[item.name]) { look(item); return; }
    var was = revision;
    busy = item.at;
    bar();
    sendOne(form.dataset, item, revision).then(function (answer) {
      busy = false;
      if (answer.status === 200) {
        if (wait) say("");
        wait = 0;
        revision = answer.json.revision;
        known[item.name] = item.value;
        send();
      } else if (answer.status === 409) {
        wait = 0;
        if (answer.json.revision === was && answer.json.round === round) {
          // Nothing has changed: what is typed in from paper never replaces what its assessor ticked or wrote.
          known[item.name] = inSheet(answer.json, item.name);
          yieldTo(item.name, known[item.name]);
        } else take(answer.json);
        send();
      } else if (answer.status === 422) {
        store.del(item.at);
        say("Không lưu được: " + wrong(answer.json));
        request("GET", api).then(function (now) { if (now.status === 200) take(now.json); });
      } else if (answer.status === 423) {
        close(answer.json);
      } else if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
        stop(answer.json.error && answer.status === 404 ? answer.json.error.vi + " (" + answer.json.error.en + ")" : NO_LINK);
      } else {
        if (answer.json.error) say(answer.json.error.vi + " (" + answer.json.error.en + ")");
        later();
      }
    }).catch(function () { busy = false; later(); });
  }
  // What waits was ticked over another box than this page knows of: the sheet is asked for before anything is
  // sent over it, for it may have been kept since an earlier page, or come from another tab.
  function look(item) {
    busy = item.at;
    bar();
    request("GET", api).then(function (now) {
      busy = false;
      if (now.status === 200) { wait = 0; take(now.json); send(); }
      else if (now.status === 401 || now.status === 404) stop(NO_LINK);
      else later();
    }).catch(function () { busy = false; later(); });
  }
  function wrong(json) { return ((json.errors || [])[0] || {}).vi || ""; }
  function later() {
    wait = Math.min(wait ? wait * 2 : 1000, 10000);
    bar();
    setTimeout(send, wait);
  }
  function stop(text) { stopped = text; submitting = false; say(text); bar(); }
  function close(state) {
    if (state.round > round) {
      stop("Sản phẩm đã sang lần chấm " + state.round + ": phiếu lần " + round + " đã khóa, những gì chưa gửi không tính; hãy tải lại trang để chấm lần " + state.round + ". (Round " + state.round + " has begun; load the page again to score it.)");
      return;
    }
    var how = [state.status && "phiếu: " + words[state.status], state.state && "sản phẩm: " + words[state.state]].filter(Boolean).join("; ");
    stop("Phiếu đã đóng (" + how + "); hãy tải lại trang. (The sheet is closed; load the page again.)");
  }

  // The sheet as it is now is taken over, and what waits is sent only where the box it was ticked over
  // still stands; else the member is asked.
  function take(sheet) {
    if (sheet.member && sheet.member !== member) { stop("Trình duyệt đã chuyển sang liên kết của người khác; hãy mở lại liên kết của mình. (The browser has changed to another link.)"); return; }
    if (!isOpen(sheet) || sheet.round !== round) { close(sheet); return; }
    revision = sheet.revision;
    names().forEach(function (name) {
      var now = inSheet(sheet, name), items = rest(chain(name), now);
      known[name] = now;
      if (!items.length) { unask(name); show(name, now); return; }
      show(name, items[items.length - 1].value);
      if (items[0].over === now) unask(name);
      else if (isTheirs(sheet, name)) yieldTo(name, now);
      else ask(name, now);
    });
    bar();
  }
  // Whether a part is the assessor's own, on the page of a sheet that is typed in from paper: it is not replaced, so
  // that there is nothing to ask.
  function isTheirs(sheet, name) {
    return context.indexOf(".paper.") > 0 && sheet.own.indexOf(partOf(name).path.slice(1)) >= 0;
  }
  function yieldTo(name, now) {
    unask(name);
    drop(chain(name));
    shown[name] = now;
    put(name, now);
    say("Người đánh giá đã tự chấm, tự ghi phần này; không ghi đè. (Its assessor has filled this in; it is not replaced.)");
  }
  function text(value) { return value === null ? "chưa chấm" : value === 0 ? "không ô nào" : typeof value === "number" ? "ô " + value : "“" + value + "”"; }
  function unask(name) {
    if (!asked[name]) return;
    asked[name].box.remove();
    delete asked[name];
  }
  function ask(name, now) {
    var control = form.querySelector('[name="' + name + '"]'), at = control.closest("fieldset") || control.parentNode;
    unask(name);
    var box = document.createElement("div");
    box.className = "say ask";
    box.setAttribute("role", "alert");
    var p = document.createElement("p");
    p.textContent = "Phiếu đã được sửa ở nơi khác: nơi đó là " + text(now) + ", ở đây là " + text(shown[name]) + ". Giữ bên nào? (Changed elsewhere: keep which?)";
    box.appendChild(p);
    [["Giữ ở đây", true], ["Lấy nơi kia", false]].forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = choice[0];
      button.onclick = function () {
        var items = chain(name), last = items.pop();
        unask(name);
        drop(items);
        if (choice[1] && last) keep(last.at, { name: name, value: last.value, over: now });
        else { if (last) store.del(last.at); shown[name] = now; put(name, now); }
        bar();
        send();
      };
      box.appendChild(button);
      box.appendChild(document.createTextNode(" "));
    });
    at.appendChild(box);
    asked[name] = { now: now, box: box };
    if (submitting) settle();
  }
  // What is handed in is settled first: the question that is open is brought into view.
  function settle() {
    var box = form.querySelector(".ask");
    submitting = false;
    say("Chưa nộp: trả lời câu hỏi ở mục được sửa ở nơi khác rồi nộp lại. (Not submitted: answer what was changed elsewhere first.)");
    if (!box) return;
    box.scrollIntoView({ block: "center" });
    box.querySelector("button").focus({ preventScroll: true });
  }

  function say(words) {
    var at = document.getElementById("said");
    at.textContent = words;
    at.hidden = !words;
  }
  function bar() {
    var all = wanted(), done = 0, sum = 0;
    all.forEach(function (name) {
      var on = form.querySelector('input[name="' + name + '"]:checked');
      if (on && on.value !== "") { done += 1; sum += Number(on.dataset.p || 0); }
    });
    note("done", done + "/" + all.length);
    var whole = Math.floor(sum / 10000), rest = String(sum % 10000).padStart(4, "0").replace(/0+$/, "");
    // A sheet that ends at a stop has no total.
    var ends = form.elements.stop && valueOf("stop") !== null;
    note("total", ends ? "không tính" : whole + (rest ? "," + rest : ""));
    var left = waiting().length;
    note("saved", stopped ? "Đã dừng" : !left ? "Đã lưu" : form.querySelector(".ask") ? "Chờ bạn chọn giữ bên nào" : wait ? "Mất kết nối, giữ " + left + " lần chấm" : "Đang lưu…");
    var kept = document.getElementById("keeps");
    if (kept) kept.hidden = keeps && !wait;
  }

  function hand() {
    if (busy) return;
    if (waiting().length) { settle(); return; }
    submitting = false;
    var body = { revision: revision, round: round, member: member }, original = form.elements.original;
    if (original) body.original = original.value;
    request("POST", api + "/submit", body).then(function (answer) {
      if (answer.status === 200) location.reload();
      else if (answer.status === 409) { take(answer.json); if (!stopped) say("Phiếu đã được sửa ở nơi khác, hãy xem lại rồi nộp. (Changed elsewhere: look again, then submit.)"); }
      else if (answer.status === 422 && answer.json.missing) gaps(answer.json.missing);
      else if (answer.status === 422) say("Chưa nộp được: " + wrong(answer.json));
      else if (answer.status === 423) close(answer.json);
      else if (answer.status === 404 && answer.json.error) stop(answer.json.error.vi + " (" + answer.json.error.en + ")");
      else { say("Chưa nộp được, hãy thử lại. (Not submitted yet; try again.)"); }
    }).catch(function () { say("Mất kết nối: chưa nộp; hãy thử lại khi có kết nối. (No connection: not submitted.)"); });
  }
  function gaps(missing) {
    form.querySelectorAll(".gap").forEach(function (one) { one.classList.remove("gap"); });
    missing.forEach(function (code) { var at = document.getElementById("c" + code); if (at) at.classList.add("gap"); });
    say("Còn " + missing.length + " tiêu chí chưa chấm. (" + missing.length + " criteria without an answer.)");
    var first = missing.length && document.getElementById("c" + missing[0]);
    if (first) { first.scrollIntoView({ block: "center" }); var input = first.querySelector("input"); if (input) input.focus({ preventScroll: true }); }
  }

  // Characters that cannot be seen are taken out where they are typed, and that is said.
  var hidden = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
  form.addEventListener("input", function (event) {
    var one = event.target, name = one.name;
    if (one.tagName !== "TEXTAREA" || !/^(n\.|opinion$)/.test(name)) return;
    if (hidden.test(one.value)) { one.value = one.value.replace(hidden, ""); say("Đã bỏ ký tự không nhìn thấy. (Hidden characters were removed.)"); }
    push(name, true);
  });
  form.addEventListener("change", function (event) {
    if (PART.test(event.target.name || "")) flush();
  });
  form.addEventListener("submit", function (event) {
    var by = event.submitter && event.submitter.value;
    if (by !== "save" && by !== "submit") return;
    event.preventDefault();
    if (by === "submit" && form.reportValidity && !form.reportValidity()) return;
    say("");
    if (by === "submit") { submitting = true; }
    flush();
  });
  var next = document.getElementById("next");
  if (next) {
    next.hidden = false;
    next.onclick = function () {
      var open = wanted().filter(function (name) { return valueOf(name) === null; });
      if (open.length) gaps(open.map(function (name) { return name.slice(2); })); else say("Mọi tiêu chí đã chấm. (Nothing is open.)");
    };
  }
  window.addEventListener("storage", function (event) {
    if (event.key && event.key.indexOf(queueKey) === 0) {
      try {
        var item = JSON.parse(event.newValue || event.oldValue), open = asked[item.name];
        // What is open here was settled in the other tab, or is asked again before it is sent.
        if (event.newValue) { unask(item.name); show(item.name, (chain(item.name).pop() || item).value); }
        else if (open && !chain(item.name).length) { unask(item.name); show(item.name, open.now); }
      } catch (e) { /* another page's */ }
    }
    bar();
  });
  window.addEventListener("online", send);
  setInterval(function () { if (waiting().length) { if (!wait) send(); } else if (!busy) mine(context); bar(); }, 2000);

  // What was kept from before is shown again, and sent; not what the sheet no longer asks for.
  waiting().forEach(function (item) { if (form.elements[item.name]) show(item.name, item.value); else store.del(item.at); });
  bar();
  send();
})();
