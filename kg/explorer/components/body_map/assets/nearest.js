/* Which shape a finger or pointer means. Shapes lie beside and above one another and many are
 * thinner than a finger, so what is hit is decided by distance and not by what is on top.
 *
 * 1. A deep muscle that is filled, because it has a status, is what it looks like: it is meant where
 *    it is seen. So is each one where only deep muscles are shown; of several, the one whose
 *    outline is nearest.
 * 2. A deep muscle that is only an outline is meant near that outline.
 * 3. Otherwise the uppermost shape is meant, but it gives way at its border to a thinner neighbour,
 *    as far as it has room to give.
 * 4. Beside every shape, the nearest one is meant, within half a finger. */

const FINGER = 24; // CSS pixels: the least width of a target
const RING = 4; // CSS pixels on either side of an outline

/* The piece that is meant at a point, or undefined. `pieces` are those shown, lowest first; `scale`
 * is CSS pixels a unit; a piece has `polygon`, `box`, `thickness`, `layer`, `filled`. */
export function meant(pieces, x, y, scale, onlyDeep) {
  const finger = FINGER / scale;
  const near = [];
  for (const piece of pieces) {
    const [left, top, right, bottom] = piece.box;
    if (x < left - finger || x > right + finger || y < top - finger || y > bottom + finger) continue;
    near.push({ piece, ...measured(piece.polygon, x, y) });
  }
  const inside = near.filter((one) => one.inside);
  const deep = (one) => one.piece.layer === "deep" || (onlyDeep && one.piece.layer === "emerging");
  const shownDeep = inside.filter((one) => deep(one) && (onlyDeep || one.piece.filled));
  const outlined = near.filter((one) => deep(one) && one.distance * scale <= RING);
  const first = nearest(shownDeep) ?? nearest(outlined);
  if (first) return first.piece;
  const flat = near.filter((one) => !deep(one));
  const upper = flat.findLast((one) => one.inside);
  if (!upper) return nearest(near.filter((one) => one.distance <= finger / 2))?.piece;
  const room = (one) => Math.max(finger - one.piece.thickness, 0) / 2;
  const thinner = flat.filter((one) => {
    const gives = upper.piece.thickness - room(one) >= finger;
    return !one.inside && gives && one.distance <= room(one) && upper.distance <= room(one);
  });
  return (nearest(thinner) ?? upper).piece;
}

/* Points along the curves of an SVG path made of one M, some C and a Z. */
export function polygonOf(path) {
  const numbers = path.match(/-?[\d.]+/g).map(Number);
  const points = [];
  const steps = 6;
  for (let at = 0; at + 7 < numbers.length; at += 6) {
    const [ax, ay, bx, by, cx, cy, dx, dy] = numbers.slice(at, at + 8);
    for (let step = 0; step < steps; step += 1) {
      const t = step / steps;
      const u = 1 - t;
      const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      points.push([p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy]);
    }
  }
  return points;
}

export function boxOf(polygon) {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/* The point of a polygon that is farthest from its outline, for a sign to stand there. */
export function middleOf(polygon, [left, top, right, bottom]) {
  const steps = 24;
  let best = { distance: -1, at: polygon[0] };
  for (let row = 1; row < steps; row += 1) {
    for (let column = 1; column < steps; column += 1) {
      const x = left + ((right - left) * column) / steps;
      const y = top + ((bottom - top) * row) / steps;
      const { inside, distance } = measured(polygon, x, y);
      if (inside && distance > best.distance) best = { distance, at: [x, y] };
    }
  }
  return best.at;
}

function nearest(some) {
  return some.reduce((best, one) => (best && best.distance <= one.distance ? best : one), undefined);
}

/* Whether a point is inside a polygon, and how far it is from its outline. */
function measured(polygon, x, y) {
  let inside = false;
  let least = Infinity;
  for (let at = 0, before = polygon.length - 1; at < polygon.length; before = at, at += 1) {
    const [ax, ay] = polygon[before];
    const [bx, by] = polygon[at];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, (ax + along * dx - x) ** 2 + (ay + along * dy - y) ** 2);
  }
  return { inside, distance: Math.sqrt(least) };
}
