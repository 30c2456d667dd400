// The screen of an event: places online are asked of a hybrid event only. Without this script the field always stands there.
(() => {
  const mode = document.getElementById("id_mode");
  const input = document.getElementById("id_registration_settings-0-capacity_online");
  if (!mode || !input) return;
  const box = input.closest(".fieldBox").parentElement;
  const show = () => { box.hidden = mode.value !== "hybrid" && !input.value; };
  mode.addEventListener("change", show);
  show();
})();
