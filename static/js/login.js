// A demo account fills the form; the visitor still signs in with the button or Enter.
const form = document.querySelector("[data-login-form]");

document.addEventListener("click", (event) => {
  const account = event.target.closest("[data-login-username]");
  if (!account || !form) return;
  form.elements.username.value = account.dataset.loginUsername;
  form.elements.password.value = account.dataset.loginPassword;
  form.querySelector("[type=submit]").focus();
});
