// How names of the program and moments are written for the person at the page.

export const plain = (name) => name.replace(/[_-]/g, " ");

export const sentence = (name) => {
  const words = plain(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function phone(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}
