// A button with data-copy="ID" copies the text of that input or element. Without the right to use the clipboard (plain
// http) the text is selected, and the message says which keys copy it.

const say = (level, message) => document.body.dispatchEvent(new CustomEvent("toast", { detail: { level, message } }));

const select = (source) => {
  if ("select" in source) {
    source.focus();
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  select(source);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    say("success", "Copied.");
  } catch {
    say("info", "It is selected. Copy it with Ctrl or ⌘ and C.");
  }
});
