const text = (id, value) => {
  document.getElementById(id).textContent = value;
};
window.hadApiAtStart = typeof window.api === 'object';
text('version', window.api.versions.electron);
window.api.onLink((link, data) => text('link', `${link} ${JSON.stringify(data)}`));
window.api.onPong((reply) => text('pong', reply));
document.getElementById('popup').addEventListener('click', () => {
  window.popup = window.open('app://bundle/allowed-popup.html', 'x', 'width=300');
});
