// The place of the app among the icons of macOS.
import { record, strict } from './core.mjs';

const shown = { badge: '', menu: null, isVisible: true };

export const dock = strict(
  {
    getBadge: () => shown.badge,
    setBadge(text) {
      shown.badge = text;
      record('dock.setBadge', text);
    },
    getMenu: () => shown.menu,
    setMenu(menu) {
      shown.menu = menu;
      record('dock.setMenu', menu);
    },
    isVisible: () => shown.isVisible,
    async show() {
      shown.isVisible = true;
    },
    hide() {
      shown.isVisible = false;
    },
    setIcon(image) {
      record('dock.setIcon', image);
    },
    bounce(type = 'informational') {
      record('dock.bounce', type);
      return 1;
    },
    cancelBounce() {},
  },
  'dock',
);
