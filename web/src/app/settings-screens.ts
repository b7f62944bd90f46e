/** Where each page of the preferences is: its chunk is fetched when it is opened. */
export const settingsScreens = {
  frame: async () => (await import("@/features/settings/settings-frame")).SettingsFrame,
  index: async () => (await import("@/features/settings/settings-index")).SettingsIndex,
  profile: async () => (await import("@/features/settings/profile-page")).ProfilePage,
  appearance: async () => (await import("@/features/settings/appearance-page")).AppearancePage,
  notifications: async () => (await import("@/app/notices/notifications-page")).NotificationsPage,
  privacy: async () => (await import("@/features/settings/privacy-page")).PrivacyPage,
  security: async () => (await import("@/features/settings/security-page")).SecurityPage,
  invites: async () => (await import("@/features/settings/invites-page")).InvitesPage,
  server: async () => (await import("@/features/settings/server-page")).ServerPage,
  accounts: async () => (await import("@/features/settings/accounts-page")).AccountsPage,
  emoji: async () => (await import("@/features/settings/emoji-page")).EmojiPage,
};
