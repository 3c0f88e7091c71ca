// A button with data-copy="ID" copies the text of that input. Without the right to use the clipboard (plain http) the
// text is selected, and the message says which keys copy it.

const say = (level, message) => document.body.dispatchEvent(new CustomEvent("toast", { detail: { level, message } }));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const input = document.getElementById(button.dataset.copy);
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    say("success", "Copied.");
  } catch {
    input.focus();
    say("info", "It is selected. Copy it with Ctrl or ⌘ and C.");
  }
});
