// src/tracking/track.ts
function e(e) {}
export { e as record };
