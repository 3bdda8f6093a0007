/** Asks for the access token before anything else is shown. */

import { h, morph } from "../../dom/h.js";
import { icon, mark } from "../../dom/icons.js";

/**
 * @param {HTMLElement} root
 * @param {(token: string) => Promise<void>} signIn rejects with the reason
 * @param {string} [problem] what a sign-in link ended in
 */
export function showSignIn(root, signIn, problem = "") {
  const input = h("input", { id: "token", name: "token", type: "password", autocomplete: "current-password", required: true, spellcheck: "false", "aria-describedby": "token-help token-problem" });
  const note = h("p", { id: "token-problem", class: "form-problem", role: "alert" }, problem);
  const go = h("button", { class: "button primary", type: "submit" }, icon("key"), h("span", null, "Sign in"));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    go.setAttribute("aria-busy", "true");
    note.textContent = "";
    try {
      await signIn(input.value.trim());
    } catch (error) {
      note.textContent = [/** @type {any} */ (error).message, /** @type {any} */ (error).hint].filter(Boolean).join(" ");
      input.select();
    } finally {
      go.removeAttribute("aria-busy");
    }
  };
  morph(
    root,
    h(
      "main",
      { class: "sign-in", "data-key": "sign-in" },
      h(
        "form",
        { class: "card sign-in-card", on: { submit } },
        h("div", { class: "brand" }, mark(), h("span", null, "Prox", h("b", null, "LB"))),
        h("h1", null, "Sign in"),
        h("p", { class: "faint", id: "token-help" }, "Enter the access token. proxlb-ui prints it when it starts; it is the value of PROXLB_UI_TOKEN."),
        h("label", { for: "token" }, "Access token"),
        input,
        note,
        go,
      ),
    ),
  );
  input.focus();
}
