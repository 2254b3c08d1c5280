// The browser's speech recognition, where it has one: whole utterances, as a telephone's recogniser gives them.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Emits `heard` {text}, `listening` {on}, `voice` {on}. */
export class Ear extends EventTarget {
  static get isOffered() {
    return Boolean(Recognition);
  }

  constructor() {
    super();
    this.lang = "en-US";
    this._wanted = this._closed = this._runs = false;
  }

  get isListening() {
    return this._wanted;
  }

  listen(on) {
    this._wanted = on;
    if (on) this._start();
    else this._recognition?.stop();
    this._tell("listening", { on });
  }

  /** Hear nothing until it is opened again. */
  close(closed) {
    if (closed === this._closed) return;
    this._closed = closed;
    if (closed) this._recognition?.abort();
    else this._start();
  }

  /** Recognise another language from now on. */
  switchTo(lang) {
    if (lang === this.lang) return;
    this.lang = lang;
    this._recognition?.stop(); // its end starts it again
  }

  _start() {
    if (!this._wanted || this._closed || this._runs) return;
    this._runs = true;
    const recognition = new Recognition();
    Object.assign(recognition, { lang: this.lang, continuous: true, interimResults: false });
    recognition.onresult = (event) => {
      const result = event.results[event.results.length - 1];
      if (result.isFinal && result[0].transcript.trim()) this._tell("heard", { text: result[0].transcript.trim() });
    };
    recognition.onspeechstart = () => this._tell("voice", { on: true });
    recognition.onspeechend = () => this._tell("voice", { on: false });
    recognition.onerror = ({ error }) => {
      if (error !== "no-speech" && error !== "aborted") this.listen(false);
    };
    recognition.onend = () => {
      this._runs = false;
      this._start();
    };
    this._recognition = recognition;
    recognition.start();
  }

  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
