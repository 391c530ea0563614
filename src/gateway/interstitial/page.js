import { Solver } from "./solver.js";

/** A page that comes back this soon after a token was given: the browser did not keep it. In milliseconds. */
const TOO_SOON_MS = 15_000;
const REFUSALS_MAX = 3;

const main = document.querySelector("main");
const task = document.querySelector("#task");
const live = document.querySelector(".live");
const other = document.querySelector(".other");
const form = document.querySelector("form");
const place = document.querySelector("#place");
const status = document.querySelector("#status");
const progress = document.querySelector("progress");
const again = document.querySelector("#again");
const { action, puzzle, solutionHeader } = main.dataset;
const [rounds, zeroBits, longZeroBits] = ["rounds", "zeroBits", "longZeroBits"].map((name) =>
  Number(main.dataset[name]),
);

const startSolver = (bits) => new Solver(puzzle, rounds, bits).start();

/** What is remembered from one load of the page to the next; nothing, where the browser forbids it. */
const memory = {
  key: `aws-waf-${action}`,
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  },
  write(value) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // The page works without.
    }
  },
};

function say(text, isNotice = false) {
  status.textContent = text;
  status.classList.toggle("notice", isNotice);
}

function giveUp(text) {
  say(text, true);
  progress.hidden = true;
  again.hidden = false;
  live.hidden = false;
  task.hidden = true;
  for (const choice of [form, other]) if (choice) choice.hidden = true;
}

/** Sends the solution to the address that this page is the answer from; the token comes back as a cookie. */
async function redeem(nonces, pieceAt) {
  const solution = [puzzle, nonces.join(","), ...(pieceAt === undefined ? [] : [pieceAt])].join(";");
  let answer;
  try {
    answer = await fetch(location.href, {
      headers: { [solutionHeader]: solution },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
  } catch {
    giveUp("The connection failed.");
    return;
  }
  if (answer.status === 204) {
    memory.write({ solvedAtMs: Date.now() });
    say("Done. Taking you on…");
    location.reload();
    return;
  }
  const refusals = (memory.read().refusals ?? 0) + 1;
  memory.write({ refusals, reason: answer.headers.get("x-amzn-ErrorType") });
  if (refusals < REFUSALS_MAX || action === "CAPTCHA") location.reload();
  else giveUp("The site did not accept the answer.");
}

async function finish(solver, pieceAt) {
  live.hidden = false;
  progress.hidden = false;
  for (const verdict of document.querySelectorAll("#verdict")) verdict.hidden = true;
  solver.onProgress = (done) => {
    progress.value = (100 * done) / rounds;
  };
  solver.onProgress(solver.done);
  say("Working…");
  const nonces = await solver.solved;
  say("Checking…");
  await redeem(nonces, pieceAt);
}

function movePiece() {
  document.querySelector("#piece").style.left = `${(100 * place.value) / 320}%`;
}

/** The piece can be dragged as well as slid. */
function letDrag() {
  const piece = document.querySelector("#piece");
  const scale = () => 320 / document.querySelector("#ground").clientWidth;
  let grip;
  piece.addEventListener("pointerdown", (event) => {
    piece.setPointerCapture(event.pointerId);
    grip = event.clientX * scale() - place.value;
    event.preventDefault();
  });
  piece.addEventListener("pointermove", (event) => {
    if (grip === undefined) return;
    place.value = Math.round(event.clientX * scale() - grip);
    movePiece();
  });
  for (const end of ["pointerup", "pointercancel"]) piece.addEventListener(end, () => (grip = undefined));
}

/** Why the last answer was refused, by the type of the server's error. */
const REASONS = {
  ExpiredPuzzleException: "That took too long.",
  MisplacedPieceException: "The piece was not in its hole.",
};

function tellLastRefusal() {
  const { refusals, reason } = memory.read();
  if (!refusals) return;
  const verdict = document.querySelector("#verdict");
  verdict.textContent = `${REASONS[reason] ?? "The site did not accept the answer."} Please try this new one.`;
  verdict.hidden = false;
}

function askPerson() {
  const solver = startSolver(zeroBits);
  other.hidden = false;
  document.querySelector("#work").addEventListener("click", () => {
    solver.stop();
    form.hidden = true;
    other.hidden = true;
    task.textContent = "Your device is working on a longer calculation instead.";
    finish(startSolver(longZeroBits));
  });
  tellLastRefusal();
  if (main.dataset.pieceTop === undefined) return;
  form.hidden = false;
  document.querySelector("#piece").style.top = `${main.dataset.pieceTop}%`;
  place.addEventListener("input", movePiece);
  movePiece();
  letDrag();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const element of form.elements) element.disabled = true;
    other.hidden = true;
    finish(solver, Number(place.value));
  });
}

again.addEventListener("click", () => {
  memory.write({});
  location.reload();
});

const keepsNoCookie = Date.now() - (memory.read().solvedAtMs ?? 0) < TOO_SOON_MS;
task.hidden = false;
if (!window.isSecureContext) {
  giveUp("This page works over a secure connection only. Open the address with https:// in front.");
} else if (!navigator.cookieEnabled || keepsNoCookie) {
  giveUp("Your browser did not keep the cookie that shows you passed. Allow cookies for this site.");
} else if (action === "CAPTCHA") {
  askPerson();
} else {
  finish(startSolver(zeroBits));
}
