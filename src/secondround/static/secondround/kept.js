// What was typed in a form, kept on this device, encrypted with a key that lives as long as the session: whoever comes later reads nothing.

const packed = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
const unpacked = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

// One form's text under a name. Without a key (the session gives none, or the browser has no cryptography) nothing is kept there.
export class Kept {
  constructor(name, key) {
    this.name = `draft:${name}`; // page.js takes away whatever is named so when somebody signs out
    this.secret = key;
    this.turn = Promise.resolve();
  }

  get isPossible() {
    return Boolean(this.secret() && globalThis.crypto?.subtle);
  }

  key() {
    return crypto.subtle.importKey("raw", unpacked(this.secret()), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  // One after the other, so that what was typed last is what stays.
  next(act) {
    this.turn = this.turn.then(act).catch(() => false);
    return this.turn;
  }

  put(text) {
    return this.next(async () => {
      if (!this.isPossible) return false;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key(), new TextEncoder().encode(text)));
      localStorage.setItem(this.name, JSON.stringify([packed(iv), packed(sealed)]));
      return true;
    });
  }

  // What an earlier visit could not save; what another session sealed is nobody's to read and goes.
  async take() {
    const held = this.isPossible && localStorage.getItem(this.name);
    if (!held) return null;
    try {
      const [iv, sealed] = JSON.parse(held).map(unpacked);
      return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await this.key(), sealed));
    } catch {
      this.drop();
      return null;
    }
  }

  drop() {
    return this.next(() => localStorage.removeItem(this.name));
  }
}

export const typed = (form) => new URLSearchParams([...new FormData(form)].filter(([name, said]) => name !== "csrfmiddlewaretoken" && typeof said === "string"));

// Fields of one name are filled in their order. What a person does not see is left as the page brought it where `hidden` says so.
export function fill(form, said, { hidden = true } = {}) {
  const filled = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || ["submit", "button", "file"].includes(field.type) || field.name === "csrfmiddlewaretoken") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = said.getAll(field.name).includes(field.value);
    else {
      const number = (filled[field.name] ?? -1) + 1;
      filled[field.name] = number;
      if (hidden || field.type !== "hidden") field.value = said.getAll(field.name)[number] ?? "";
    }
  }
}
