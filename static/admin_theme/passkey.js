/* A passkey is asked for where somebody presses the button; what goes wrong is said on the page. */
"use strict";
(() => {
  const { does, credential } = document.currentScript.dataset;
  const forms = window.allauth.webauthn.forms;
  const ids = { add: "passkey", authenticate: "passkey", credential, data: "passkey-data" };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-failed").hidden = false;
  });
  (does === "add" ? forms.addForm : forms.authenticateForm)({ ids });
})();
