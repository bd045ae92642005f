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

  if (!form || !form.dataset.api) return;

  var api = form.dataset.api, context = form.dataset.k;
  var member = form.dataset.member, revision = Number(form.dataset.revision), round = Number(form.dataset.round);
  var busy = false, wait = 0, stopped = "", submitting = false, keeps = true, held = {};
  var me = Math.random().toString(36).slice(2), count = 0;
  var memory = {}, shown = {};
  var PART = /^(a\.|n\.|opinion$|stop$)/;

  // What waits to be sent is kept in the browser, one entry a key, so that tabs do not lose each
  // other's. A browser that keeps nothing has it in memory.
  var store = {
    get: function (key) { try { return localStorage.getItem(key); } catch (e) { return memory[key] || null; } },
    set: function (key, value) { try { localStorage.setItem(key, value); } catch (e) { keeps = false; memory[key] = value; } },
    del: function (key) { delete memory[key]; try { localStorage.removeItem(key); } catch (e) { /* nothing kept */ } },
    keys: function () {
      var all = Object.keys(memory);
      try { for (var i = 0; i < localStorage.length; i++) all.push(localStorage.key(i)); } catch (e) { /* nothing kept */ }
      return all.filter(function (key) { return key.indexOf(queueKey) === 0; }).sort();
    }
  };
  var queueKey = "ocop:q:" + context + ":", leaseKey = "ocop:t:" + context;

  // The part of a sheet that a control stands for, as the API has it.
  function partOf(name) {
    if (name === "opinion") return { path: "/opinion", key: "text" };
    if (name === "stop") return { path: "/stop", key: "at" };
    var code = name.slice(2);
    return name[0] === "a" ? { path: "/answers/" + encodeURIComponent(code), key: "box" }
      : { path: "/notes/" + encodeURIComponent(code), key: "text" };
  }
  function valueOf(name) {
    if (name[0] === "a") {
      var on = form.querySelector('input[name="' + name + '"]:checked');
      return on && on.value !== "" ? Number(on.value) : null;
    }
    return form.elements[name].value || (name === "stop" ? null : "");
  }
  function put(name, value) {
    if (name[0] === "a") {
      form.querySelectorAll('input[name="' + name + '"]').forEach(function (one) {
        one.checked = one.value === (value === null ? "" : String(value));
      });
    } else if (form.elements[name] && document.activeElement !== form.elements[name]) form.elements[name].value = value === null ? "" : value;
  }
  function names() {
    var all = {};
    Array.from(form.elements).forEach(function (one) { if (PART.test(one.name)) all[one.name] = 1; });
    return Object.keys(all);
  }
  function inSheet(sheet, name) {
    if (name === "opinion" || name === "stop") return sheet[name];
    var code = name.slice(2), from = name[0] === "a" ? sheet.answers : sheet.notes;
    return code in from ? from[code] : (name[0] === "a" ? null : "");
  }
  names().forEach(function (name) { shown[name] = valueOf(name); });

  function waiting() {
    return store.keys().map(function (key) {
      try { var item = JSON.parse(store.get(key)); item.at = key; return item; } catch (e) { store.del(key); return null; }
    }).filter(Boolean);
  }
  function push(name) {
    var value = valueOf(name), over = shown[name];
    if (value === over) return;
    // A later value takes the place of one that is not on its way.
    waiting().forEach(function (item) {
      if (item.name === name && item.at !== busy) { over = item.over; store.del(item.at); }
    });
    shown[name] = value;
    delete held[name];
    // Later than what waits, also where the clock was set back meanwhile.
    var last = waiting().pop();
    count = Math.max(Date.now(), count + 1, last ? Number(last.at.slice(queueKey.length, queueKey.length + 14)) + 1 : 0);
    store.set(queueKey + String(count).padStart(14, "0") + me, JSON.stringify({ name: name, value: value, over: over }));
    bar();
    send();
  }

  // One tab of a browser sends: who holds the lease, which ends by itself.
  function mine() {
    var now = Date.now(), lease = null;
    try { lease = JSON.parse(store.get(leaseKey)); } catch (e) { lease = null; }
    if (lease && lease.who !== me && lease.until > now && lease.until < now + 10000) return false;
    store.set(leaseKey, JSON.stringify({ who: me, until: now + 4000 }));
    try { return JSON.parse(store.get(leaseKey)).who === me; } catch (e) { return true; }
  }
  window.addEventListener("pagehide", function () {
    try { if (JSON.parse(store.get(leaseKey)).who === me) store.del(leaseKey); } catch (e) { /* not ours */ }
  });

  function request(method, path, body) {
    var options = { method: method, credentials: "same-origin", headers: {} };
    if (body) { options.headers["content-type"] = "application/json"; options.body = JSON.stringify(body); }
    var abort = typeof AbortController === "function" ? new AbortController() : null, timer = 0;
    if (abort) { options.signal = abort.signal; timer = setTimeout(function () { abort.abort(); }, 15000); }
    return fetch(api + path, options).then(function (answer) {
      return answer.text().then(function (text) {
        clearTimeout(timer);
        var json = {};
        try { json = JSON.parse(text); } catch (e) { json = {}; }
        return { status: answer.status, json: json };
      });
    });
  }

  function send() {
    if (busy || stopped) return;
    var items = waiting().filter(function (item) { return !held[item.name]; });
    if (!items.length) { bar(); if (submitting) hand(); return; }
    if (!mine()) { bar(); return; }
    var item = items[0], part = partOf(item.name), body = { revision: revision, round: round, member: member };
    body[part.key] = item.value;
    busy = item.at;
    bar();
    request("PUT", part.path, body).then(function (answer) {
      busy = false;
      if (answer.status === 200) {
        if (wait) say("");
        wait = 0;
        revision = answer.json.revision;
        store.del(item.at);
        send();
      } else if (answer.status === 409) {
        wait = 0;
        if (answer.json.revision === body.revision && answer.json.round === round) {
          // Nothing has changed: what is typed in from paper never replaces what its assessor ticked or wrote.
          store.del(item.at);
          shown[item.name] = inSheet(answer.json, item.name);
          put(item.name, shown[item.name]);
          say("Người đánh giá đã tự chấm, tự ghi phần này; không ghi đè. (Its assessor has filled this in; it is not replaced.)");
        } else take(answer.json);
        send();
      } else if (answer.status === 422) {
        store.del(item.at);
        say("Không lưu được: " + wrong(answer.json));
        request("GET", "").then(function (now) { if (now.status === 200) take(now.json); });
      } else if (answer.status === 423) {
        close(answer.json);
      } else if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
        stop(answer.json.error && answer.status === 404 ? answer.json.error.vi + " (" + answer.json.error.en + ")" : "Liên kết không còn dùng được; những gì chưa gửi vẫn giữ trên máy này. Hỏi thư ký. (The link is no longer valid.)");
      } else {
        if (answer.json.error) say(answer.json.error.vi + " (" + answer.json.error.en + ")");
        later();
      }
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
    stop("Phiếu đã đóng (" + (state.status || "") + " " + (state.state || "") + "); hãy tải lại trang. (The sheet is closed; load the page again.)");
  }

  // Another door has changed the sheet: it is taken over, and what waits is sent again only where
  // the box it was ticked over still stands.
  function take(sheet) {
    if (sheet.member && sheet.member !== member) { stop("Trình duyệt đã chuyển sang liên kết của người khác; hãy mở lại liên kết của mình. (The browser has changed to another link.)"); return; }
    if (sheet.status === "submitted" || sheet.round !== round) { close(sheet); return; }
    revision = sheet.revision;
    var items = waiting(), byName = {};
    items.forEach(function (item) { byName[item.name] = item; });
    names().forEach(function (name) {
      var now = inSheet(sheet, name), item = byName[name];
      if (!item) { shown[name] = now; put(name, now); return; }
      if (now === item.value) { store.del(item.at); shown[name] = now; put(name, now); return; }
      if (now === item.over || JSON.stringify(now) === JSON.stringify(item.over)) return;
      held[name] = true;
      ask(name, now, item);
    });
    bar();
  }
  function text(value) { return value === null ? "chưa chấm" : value === 0 ? "không ô nào" : typeof value === "number" ? "ô " + value : "“" + value + "”"; }
  function ask(name, now, item) {
    var control = form.querySelector('[name="' + name + '"]'), at = control.closest("fieldset") || control.parentNode;
    var old = at.querySelector(".ask");
    if (old) old.remove();
    var box = document.createElement("div");
    box.className = "say ask";
    box.setAttribute("role", "alert");
    var p = document.createElement("p");
    p.textContent = "Phiếu đã được sửa ở nơi khác: nơi đó là " + text(now) + ", ở đây là " + text(item.value) + ". Giữ bên nào? (Changed elsewhere: keep which?)";
    box.appendChild(p);
    [["Giữ ở đây", true], ["Lấy nơi kia", false]].forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = choice[0];
      button.onclick = function () {
        box.remove();
        delete held[name];
        if (choice[1]) { item.over = now; store.set(item.at, JSON.stringify({ name: name, value: item.value, over: now })); }
        else { store.del(item.at); shown[name] = now; put(name, now); }
        bar();
        send();
      };
      box.appendChild(button);
      box.appendChild(document.createTextNode(" "));
    });
    at.appendChild(box);
    submitting = false;
  }

  function say(words) {
    var at = document.getElementById("said");
    at.textContent = words;
    at.hidden = !words;
  }
  function bar() {
    var done = 0, of = 0, sum = 0;
    names().forEach(function (name) {
      if (name[0] !== "a") return;
      of += 1;
      var on = form.querySelector('input[name="' + name + '"]:checked');
      if (on && on.value !== "") { done += 1; sum += Number(on.dataset.p || 0); }
    });
    note("done", done + "/" + of);
    var whole = Math.floor(sum / 10000), rest = String(sum % 10000).padStart(4, "0").replace(/0+$/, "");
    note("total", whole + (rest ? "," + rest : ""));
    var left = waiting().length;
    note("saved", stopped ? "Đã dừng" : !left ? "Đã lưu" : wait ? "Mất kết nối, giữ " + left + " lần chấm" : "Đang lưu…");
    var kept = document.getElementById("keeps");
    if (kept) kept.hidden = keeps && !wait;
  }

  function hand() {
    if (waiting().length || busy) return;
    submitting = false;
    var body = { revision: revision, round: round, member: member }, original = form.elements.original;
    if (original) body.original = original.value;
    request("POST", "/submit", body).then(function (answer) {
      if (answer.status === 200) location.reload();
      else if (answer.status === 409) { take(answer.json); say("Phiếu đã được sửa ở nơi khác, hãy xem lại rồi nộp. (Changed elsewhere: look again, then submit.)"); }
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
  var timers = {};
  form.addEventListener("input", function (event) {
    var one = event.target, name = one.name;
    if (one.tagName !== "TEXTAREA" || !/^(n\.|opinion$)/.test(name)) return;
    if (hidden.test(one.value)) { one.value = one.value.replace(hidden, ""); say("Đã bỏ ký tự không nhìn thấy. (Hidden characters were removed.)"); }
    clearTimeout(timers[name]);
    timers[name] = setTimeout(function () { push(name); }, 1200);
  });
  form.addEventListener("change", function (event) {
    if (PART.test(event.target.name || "")) { clearTimeout(timers[event.target.name]); push(event.target.name); }
  });
  form.addEventListener("submit", function (event) {
    var by = event.submitter && event.submitter.value;
    if (by !== "save" && by !== "submit") return;
    event.preventDefault();
    if (by === "submit" && form.reportValidity && !form.reportValidity()) return;
    names().forEach(push);
    say("");
    if (by === "submit") { submitting = true; }
    send();
  });
  var next = document.getElementById("next");
  if (next) {
    next.hidden = false;
    next.onclick = function () {
      var open = names().filter(function (name) { return name[0] === "a" && valueOf(name) === null; });
      if (open.length) gaps(open.map(function (name) { return name.slice(2); })); else say("Mọi tiêu chí đã chấm. (Nothing is open.)");
    };
  }
  window.addEventListener("storage", function (event) {
    if (event.key && event.key.indexOf(queueKey) === 0 && event.newValue) {
      try { var item = JSON.parse(event.newValue); shown[item.name] = item.value; put(item.name, item.value); } catch (e) { /* another page's */ }
    }
    bar();
  });
  window.addEventListener("online", send);
  setInterval(function () { if (waiting().length) { if (!wait) send(); } else if (!busy) mine(); bar(); }, 2000);

  // What was kept from before is shown again, and sent.
  waiting().forEach(function (item) { shown[item.name] = item.value; put(item.name, item.value); });
  bar();
  send();
})();
