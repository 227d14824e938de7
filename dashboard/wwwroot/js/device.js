// What only the browser knows. A plain module: no inline script, nothing stored, nothing fetched.
const idleAfter = 60_000;
const sayUsedEvery = 300_000;
const keys = new Set(['j', 'k', 'a', 's', 'e', 'n', 'c', 'u', 'x', 'X', '/', '?', 'Escape', 'Enter']);

const typesText = element =>
  element && (element.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName));
const actsOnEnter = element => element && ['A', 'BUTTON', 'SUMMARY'].includes(element.tagName);

export function listen(device) {
  let idle;
  let saidUsed = performance.now();
  let woke = false;
  const touched = () => {
    if (performance.now() - saidUsed > sayUsedEvery) {
      saidUsed = performance.now();
      device.invokeMethodAsync('BeUsed');
    }
    clearTimeout(idle);
    idle = setTimeout(() => device.invokeMethodAsync('Idle'), idleAfter);
  };

  document.addEventListener('keydown', event => {
    touched();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // The key that brought the screen back, held down, must not act on what has the focus again.
    if (event.repeat && woke) {
      event.preventDefault();
      return;
    }
    const blank = document.getElementById('blank') !== null;
    woke = blank;
    if (blank) {
      event.preventDefault();
      device.invokeMethodAsync('Press', event.key);
      return;
    }
    if (!keys.has(event.key)) return;
    if (event.key !== 'Escape' && typesText(event.target)) return;
    if (event.key === 'Enter' && actsOnEnter(event.target)) return;
    // A key that is held down moves on; whatever else it asks for, it asks for once.
    if (event.repeat && event.key !== 'j' && event.key !== 'k') {
      event.preventDefault();
      return;
    }

    // The key acts; it must not also be typed into the field that it opens.
    if (event.key !== 'Escape') event.preventDefault();
    device.invokeMethodAsync('Press', event.key);
  });

  for (const name of ['pointermove', 'pointerdown', 'wheel', 'touchstart']) {
    document.addEventListener(name, touched, { passive: true });
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') device.invokeMethodAsync('Hide');
  });

  const size = () => device.invokeMethodAsync('Size', window.innerWidth, window.innerHeight);
  window.addEventListener('resize', size);
  size();
  touched();
}

export function paint(theme, wall) {
  const root = document.documentElement;
  if (theme === 'device') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.classList.toggle('wall', wall);
}

export function focus(id) {
  const element = document.getElementById(id);
  if (!element) return;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'nearest' });
}

let remembered;

export function rememberFocus() {
  if (document.getElementById('blank') === null) remembered = document.activeElement;
}

export function focusBack() {
  if (remembered?.isConnected) remembered.focus({ preventScroll: true });
  remembered = undefined;
}

// A long list is painted in parts. What is this near to the screen is painted before it is looked at.
const nearBy = '1200px';
const followed = new WeakMap();

export function follow(list, told) {
  followed.get(list)?.disconnect();
  const observer = new IntersectionObserver(entries => {
    const [came, went] = [[], []];
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (!target.isConnected) continue;
      if (isIntersecting) came.push(Number(target.dataset.part));
      else if (!target.contains(document.activeElement)) {
        went.push(Number(target.dataset.part));
        remember(list, target, boundingClientRect.height);
      }
    }
    if (came.length + went.length > 0) told.invokeMethodAsync('Move', came, went);
  }, { rootMargin: `${nearBy} 0px` });
  for (const part of list.children) observer.observe(part);
  followed.set(list, observer);
}

// As tall as it was; one that was never painted is as tall as the last that was.
function remember(list, part, height) {
  if (part.classList.contains('far') || height === 0) return;
  part.style.setProperty('--tall', `${height}px`);
  list.style.setProperty('--tall', `${height}px`);
}

// Made here and not loaded: notes in hertz, one after another. The more urgent, the higher and the more of them.
const tones = { critical: [880, 660, 880, 660], high: [740, 740], medium: [520], low: [390], info: [330] };
const note = 0.16;
let audio;

export function play(severity) {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume();
  (tones[severity] ?? tones.high).forEach((hertz, index) => {
    const at = audio.currentTime + index * note * 1.2;
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.3, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + note);
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + note);
  });
  document.documentElement.dataset.sounded = severity;
}

export function save(name, type, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
