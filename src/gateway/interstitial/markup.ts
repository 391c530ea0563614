import { PICTURE_HEIGHT_PX, PICTURE_WIDTH_PX, PIECE_PX } from "../../waf/puzzles/picture.ts";

/** What is the same on every page, before and after what is not. */
export const pageStart = (style: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>One moment, please</title>
<style>${style}</style>
</head>
<body>
`;

export const pageEnd = (script: string): string => `<script type="module">${script}</script>
</body>
</html>
`;

/** What a page holds, each part as it stands in HTML. */
export interface PageParts {
  readonly content: string;
  /** Attributes that the script reads. */
  readonly data: string;
  /** By which someone who asks for help can name this answer. */
  readonly reference: string;
}

export const pageMiddle = ({ content, data, reference }: PageParts): string => `<main ${data}>
<svg class="mark" viewBox="0 0 48 48" aria-hidden="true"><path d="M24 4 41 10v13c0 10-7 17-17 21C14 40 7 33 7 23V10z"/><path class="tick" d="m16 24 6 6 11-12"/></svg>
${content}
<div class="live" hidden>
<progress max="100" value="0" aria-label="Progress"></progress>
<p id="status" role="status"></p>
<button id="again" type="button" hidden>Try again</button>
</div>
<noscript><p class="notice">This page needs JavaScript, which your browser has switched off. Switch it on for this site, then load the page again.</p></noscript>
</main>
<footer>Reference <code>${reference}</code></footer>
`;

export const challengeContent = `<h1>Checking your browser</h1>
<p id="task" hidden>Your browser is solving a small calculation. It takes a moment, happens once in a while, and makes it costly to flood this site. There is nothing for you to do.</p>`;

/** The addresses of the two halves of a picture. */
export interface PictureAddresses {
  readonly groundAddress: string;
  readonly pieceAddress: string;
}

/** Without a picture only the long way is open. */
export const captchaContent = (
  pictures: PictureAddresses | undefined,
): string => `<h1>Please confirm that you are a person</h1>
<p id="task" hidden>${pictures ? "Slide the piece into the hole of its shape." : "Press the button: your device does a calculation, which is too costly for those who flood sites."}</p>
<p id="verdict" class="notice" role="alert" hidden></p>
${pictures ? pictureForm(pictures) : ""}
<p class="other" hidden>${pictures ? workButton("Continue without the picture") : workButton("Continue")}${pictures ? "<span>Your device does a calculation instead, which takes a little longer.</span>" : ""}</p>`;

const workButton = (name: string): string => `<button id="work" type="button">${name}</button>`;

const pictureForm = ({ groundAddress, pieceAddress }: PictureAddresses): string => `<form hidden>
<div class="picture">
<img id="ground" alt="Two holes of different shapes" src="${groundAddress}" width="${PICTURE_WIDTH_PX}" height="${PICTURE_HEIGHT_PX}" draggable="false">
<img id="piece" alt="" src="${pieceAddress}" draggable="false">
</div>
<input id="place" type="range" aria-labelledby="task" min="0" max="${PICTURE_WIDTH_PX - PIECE_PX}" step="1" value="0">
<button type="submit">Continue</button>
</form>`;
