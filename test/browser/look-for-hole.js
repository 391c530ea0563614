/** Run in the page. Where the hole is that the piece fits, as someone sees it: dark in its shape, light around. */
(async () => {
  async function pixelsOf(id) {
    const image = document.querySelector(`#${id}`);
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    return drawing.getImageData(0, 0, canvas.width, canvas.height);
  }
  const ground = await pixelsOf("ground");
  const piece = await pixelsOf("piece");
  const top = Math.round((Number(document.querySelector("main").dataset.pieceTop) * ground.height) / 100);

  function contrastAt(left) {
    const [inside, around] = [
      { sum: 0, count: 0 },
      { sum: 0, count: 0 },
    ];
    for (let y = 0; y < piece.height; y++) {
      for (let x = 0; x < piece.width; x++) {
        const at = 4 * ((top + y) * ground.width + left + x);
        const part = piece.data[4 * (y * piece.width + x) + 3] === 255 ? inside : around;
        part.sum += ground.data[at] + ground.data[at + 1] + ground.data[at + 2];
        part.count++;
      }
    }
    return around.sum / around.count - inside.sum / inside.count;
  }

  let best = 68;
  for (let left = 68; left <= 264; left++) if (contrastAt(left) > contrastAt(best)) best = left;
  return best;
})();
