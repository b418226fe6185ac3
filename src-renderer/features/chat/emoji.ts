/** The emoji of the picker by category. A hand-picked few, all in Unicode 11 so that every system has them. */
export const emoji = {
  faces:
    '😀 😃 😄 😁 😆 😅 😂 🤣 🙂 😉 😊 😍 😘 😋 😜 🤪 🤗 🤔 🤨 😐 🙄 😏 😴 😪 😷 🤒 😎 🤓 😳 😮 🥺 😢 😭 😤 😡 😱 😨 😓 😇 🤐 🥳'.split(
      ' ',
    ),
  gestures: '👍 👎 👌 ✌️ 🤞 🤟 👏 🙌 🙏 🤝 💪 👋 ✋ 👊 ☝️ 👇 👈 👉 ❤️ 💔 💕 💯 ✨ 🎉'.split(' '),
  nature: '🌞 🌙 ⭐ ☁️ 🌧️ ❄️ 🔥 🌈 🌹 🌸 🍀 🌲 🐶 🐱 🐰 🐼 🐯 🐷 🐵 🐔 🐧 🐟 🦋 🐢'.split(' '),
  things: '🍚 🍜 🍔 🍕 🍎 🍉 🍰 ☕ 🍺 🎂 📚 ✏️ 📝 💻 📱 ⏰ 📅 🔒 🔑 💡 🎵 ⚽ 🏀 🚗 ✈️ 🏠 🏥 🏫 💰 🎁 ✅ ❌'.split(' '),
} as const;

export type EmojiCategory = keyof typeof emoji;

/** The usual reactions to a message. */
export const quickEmoji = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
