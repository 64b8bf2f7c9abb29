/* What pages are smoother with and never need: one press counts once, a lost connection loses
   nothing, a draft saves itself. The sentences come from the page, already in its language. */
"use strict";
(() => {
  const FORGET_AFTER = 15000; // a download answers without a new page; then the button comes back

  /* One press counts once. */
  const release = (form) => {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("[data-pressed]")) {
      button.removeAttribute("aria-disabled");
      delete button.dataset.pressed;
    }
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.busy = "1";
    const button = event.submitter;
    if (button) {
      button.dataset.pressed = "1";
      button.setAttribute("aria-disabled", "true");
    }
    setTimeout(release, FORGET_AFTER, form);
  }, true);
  addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));
  addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches?.("form")) release(event.target);
  });

  /* What went wrong on the way is told above the form, which keeps what was typed. */
  const place = (element) => element.closest?.("form") ?? document.getElementById("innehall");
  const tell = (element, word) => {
    const form = place(element);
    forget(form);
    const line = document.createElement("p");
    line.className = "errors errors--way";
    line.setAttribute("role", "alert");
    line.textContent = document.body.dataset[word];
    form.prepend(line);
    line.scrollIntoView({ block: "nearest" });
  };
  const forget = (form) => form.querySelector(":scope > .errors--way")?.remove();
  addEventListener("htmx:beforeRequest", (event) => forget(place(event.target)));
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    addEventListener(lost, (event) => tell(event.target, "lost"));
  }
  const refuse = (element) => {
    place(element).dataset.refused = "1";
    tell(element, "refused");
  };
  addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status < 500) refuse(event.target);
    else tell(event.target, "failed");
  });

  /* Signing in again, in another tab, makes the form's token old: take the new one. */
  const refreshToken = async (form) => {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("#innehall [name=csrfmiddlewaretoken]")?.value;
    if (token) form.elements.csrfmiddlewaretoken.value = token;
  };
  addEventListener("htmx:confirm", (event) => {
    const form = event.target;
    if (!form.dataset.refused) return;
    event.preventDefault();
    delete form.dataset.refused;
    const send = () => event.detail.issueRequest(true);
    refreshToken(form).then(send, send);
  });

  /* A draft saves itself. The server's half is stegvis/ui/autosave.py. */
  const PAUSE = 800;
  const RETRY = [2000, 4000, 8000, 15000, 30000];

  class Draft {
    constructor(line) {
      this.line = line;
      this.form = line.closest("form");
      this.stopped = this.stale = false; // a button was pressed; somebody else changed the draft
      this.changed = 0; // how many changes were typed, and how many of them are saved
      this.kept = 0;
      this.tries = 0;
      this.form.addEventListener("input", () => this.soon());
      this.form.addEventListener("change", () => this.soon());
      this.form.addEventListener("submit", () => (this.stopped = true));
      this.form.addEventListener("htmx:afterRequest", () => (this.stopped = this.stale));
      addEventListener("online", () => this.unsaved && this.save());
      addEventListener("visibilitychange", () => this.unsaved && this.save());
      addEventListener("beforeunload", (event) => {
        if (this.unsaved && this.line.isConnected) event.preventDefault();
      });
    }
    get unsaved() {
      return !this.stopped && this.changed > this.kept;
    }
    soon() {
      if (this.stopped) return;
      this.changed += 1;
      this.again(PAUSE);
    }
    again(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
    }
    say(word, trouble) {
      const text = this.line.dataset[word] ?? word;
      if (this.line.textContent !== text) this.line.textContent = text;
      this.line.classList.toggle("autosave--trouble", Boolean(trouble));
    }
    later(word) {
      this.say(word, true);
      this.again(RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    }
    async save() {
      clearTimeout(this.timer);
      if (this.saving || this.stopped || !this.line.isConnected) return;
      this.saving = true;
      const sent = this.changed;
      try {
        await this.answer(sent, await this.send());
      } catch {
        this.later("lost");
      } finally {
        this.saving = false;
      }
    }
    send() {
      return fetch(this.line.dataset.autosave, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Autosave": "1" },
        redirect: "manual",
        signal: AbortSignal.timeout(20000),
      });
    }
    async answer(sent, response) {
      if (response.ok) return this.saved(sent, await response.json());
      if (response.status === 409) {
        this.stopped = this.stale = true;
        return this.say("stale", true);
      }
      if (response.status === 422) {
        this.kept = sent;
        return this.say("invalid", true);
      }
      const out = response.type === "opaqueredirect" || [401, 403].includes(response.status);
      if (out) await refreshToken(this.form);
      this.later(out ? "refused" : "lost");
    }
    saved(sent, { saved_at: at, fields = {} }) {
      this.kept = sent;
      this.tries = 0;
      for (const [name, value] of Object.entries(fields)) {
        const input = this.form.elements[name];
        if (input?.type === "hidden") input.value = value;
      }
      this.say(`${this.line.dataset.saved} ${at}`);
      if (this.unsaved) this.again(PAUSE);
    }
  }

  const begin = (within) => {
    for (const line of within.querySelectorAll("[data-autosave]")) line.draft ??= new Draft(line);
  };
  begin(document);
  addEventListener("htmx:afterSettle", () => begin(document));
})();
