/** The name under which the browser keeps whether the sidebar is narrow; its value is "narrow" or "wide". */
export const sidebarCookie = "quarterdeck-sidebar";
