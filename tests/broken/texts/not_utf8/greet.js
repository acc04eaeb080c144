const a = "é";
const b = "é";
