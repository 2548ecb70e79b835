"""A body with its supports, painted: coloured areas, marked muscles, shade and lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.movement.camera import Camera, DepthBuffer, draw_depth
from kg.movement.flesh import flesh_of
from kg.movement.kinematics import Frames
from kg.movement.library import Library, MusclePath
from kg.movement.positions import ExerciseMovement
from kg.movement.shapes import COLOURS, SUPPORT_PARTS, Solids
from kg.movement.skeleton import MIDLINE, Array, Side, Skeleton, mirror_place
from kg.movement.supports import build_supports
from kg.movement.tracing import Mask, trace_edges, trace_mask

__all__ = ["Scene", "muscle_capsules", "paint_scene", "silhouette", "stage_scene"]

#: Steps of depth, in shares of stature.
_OUTLINE_STEP: Final = 0.040
_FOLD_STEP: Final = 0.018
_FAR_STEP: Final = 0.035
_LIGHT: Final = np.array([-0.45, -0.75, -0.5]) / np.linalg.norm([-0.45, -0.75, -0.5])
_SHADE: Final = -0.12
_BLUR: Final = 11
_FACE: Final = ("eye", "mouth")
_UNSHADED: Final = ("band", "strap")
_ROW_COLOURS: Final = {name: number for number, name in enumerate(COLOURS)}
#: Limbs that are tinted when they are behind their twins: root segment and the one to compare.
_LIMBS: Final = ("segment_thigh", "segment_upper_arm")
_HEAD: Final = "segment_head"

Capsule = tuple[Array, Array, float]
"""Two ends and a radius: what of the skin is within it is marked."""


@dataclass(frozen=True)
class Scene:
    """What is drawn, projected.

    Attributes:
        skeleton: the skeleton.
        frames: the frames of the body.
        camera: from where it is seen.
        centres: of all spheres, those of the body first.
        radii: in units of the picture.
        colours: by number.
        parts: the frame of each sphere, or its support.
        body: how many spheres the body has.
        triangles: shape (triangles, 3, 3).
        triangle_colours: by number.
        triangle_parts: their supports.
    """

    skeleton: Skeleton
    frames: Frames
    camera: Camera
    centres: Array
    radii: Array
    colours: NDArray[np.int64]
    parts: NDArray[np.int64]
    body: int
    triangles: Array
    triangle_colours: NDArray[np.int64]
    triangle_parts: NDArray[np.int64]

    def bounds(self, *, body_only: bool = False) -> tuple[Array, Array]:
        """Return the upper left and lower right corners of what is drawn."""
        count = self.body if body_only else len(self.radii)
        centres, radii = self.centres[:count, :2], self.radii[:count, None]
        low, high = (centres - radii).min(axis=0), (centres + radii).max(axis=0)
        if len(self.triangles) and not body_only:
            corners = self.triangles[:, :, :2].reshape(-1, 2)
            low = np.minimum(low, corners.min(axis=0))
            high = np.maximum(high, corners.max(axis=0))
        return low, high


def stage_scene(
    skeleton: Skeleton, movement: ExerciseMovement, frames: Frames, camera: Camera
) -> Scene:
    """Return the body and the supports of an exercise in a pose, as a camera sees them."""
    flesh = flesh_of(skeleton, is_barefoot=movement.is_barefoot)
    solids = build_supports(skeleton, movement, frames)
    centres = [camera.project(flesh.centres(frames))]
    if solids.centres:
        centres.append(camera.project(solids.centres))
    triangles = np.array([camera.project(triangle) for triangle in solids.triangles])
    return Scene(
        skeleton,
        frames,
        camera,
        np.concatenate(centres),
        np.r_[flesh.radii, _floats(solids)] * camera.scale,
        np.r_[flesh.colours, np.array(solids.colours, int)],
        np.r_[flesh.frames, np.array(solids.parts, int)],
        len(flesh.radii),
        triangles.reshape(-1, 3, 3),
        np.array(solids.triangle_colours, int),
        np.array(solids.triangle_parts, int),
    )


def _floats(solids: Solids) -> Array:
    return np.array(solids.radii, float)


def silhouette(scene: Scene, window: tuple[Array, Array] | None = None) -> str:
    """Return the outline of the body without its supports, or of a part of it, as a path."""
    centres, radii = scene.centres[: scene.body], scene.radii[: scene.body]
    low, high = window or scene.bounds(body_only=True)
    buffer = draw_depth(centres, radii, np.zeros((0, 3, 3)), low, high)
    return trace_mask(buffer.index >= 0, buffer.origin, 20, 0.5)


def muscle_capsules(
    library: Library, frames: Frames, muscles: Iterable[str], sides: Sequence[Side]
) -> list[Capsule]:
    """Return where muscles lie in a pose."""
    return [
        capsule
        for muscle in muscles
        for path in library.muscle_paths.get(muscle, ())
        for side in sides
        for capsule in [_capsule(library.skeleton, frames, path, side)]
    ]


def _capsule(skeleton: Skeleton, frames: Frames, path: MusclePath, side: Side) -> Capsule:
    frame_side = side if skeleton.segments[path.segment].is_paired else MIDLINE
    frame = skeleton.frame_numbers[path.segment, frame_side, path.piece]
    turned, origin = frames.rotations[frame], frames.origins[frame]
    start, end = (np.array(mirror_place(place, side)) for place in (path.start, path.end))
    return turned @ start + origin, turned @ end + origin, path.radius


def paint_scene(
    scene: Scene, capsules: Sequence[Capsule] = (), window: tuple[Array, Array] | None = None
) -> str:
    """Return a scene as paths, from the back to the front.

    Args:
        scene: what is drawn.
        capsules: where muscles are marked.
        window: the upper left and lower right corners of a part that is drawn alone.
    """
    low, high = window or scene.bounds()
    buffer = draw_depth(scene.centres, scene.radii, scene.triangles, low, high)
    return _Painter(scene, buffer, capsules).paint()


class _Painter:
    """One scene on its way to paths."""

    def __init__(self, scene: Scene, buffer: DepthBuffer, capsules: Sequence[Capsule]) -> None:
        self._scene, self._buffer, self._capsules = scene, buffer, capsules
        index = buffer.index
        self._is_sphere, self._is_nothing = index >= 0, index == -1
        self._colours = np.full(index.shape, -1)
        self._parts = np.full(index.shape, -1)
        self._colours[self._is_sphere] = scene.colours[index[self._is_sphere]]
        self._parts[self._is_sphere] = scene.parts[index[self._is_sphere]]
        triangles = index <= -2
        if triangles.any():
            self._colours[triangles] = scene.triangle_colours[-2 - index[triangles]]
            self._parts[triangles] = scene.triangle_parts[-2 - index[triangles]]
        rows, columns = np.nonzero(self._is_sphere)
        self._spheres = index[self._is_sphere]
        depths = buffer.depth[self._is_sphere]
        seen = np.stack(
            [columns + 0.5 + buffer.origin[0], rows + 0.5 + buffer.origin[1], depths], 1
        )
        self._normals = (seen - scene.centres[self._spheres]) / scene.radii[self._spheres, None]
        self._places = seen / scene.camera.scale @ scene.camera.axes
        self._is_body = self._spheres < scene.body
        self._draw_head()

    def paint(self) -> str:
        origin = self._buffer.origin
        paths = []
        for number, name in enumerate(COLOURS):
            mask = self._colours == number
            if mask.any():
                fine = name in _FACE
                path = trace_mask(mask, origin, 6 if fine else 10, 0.3, 0.9 if fine else 1.7)
                if path:
                    paths.append(f'<path class="c-{name}" d="{path}"/>')
        muscle, hidden = self._muscle_masks()
        layers = (
            ("muscle", muscle, 16, 0.3, 1.7),
            ("far", self._far_limbs(), 20, 0.4, 1.7),
            ("shade", self._shade(), 24, 0.45, 2.2),
            ("xray", hidden, 24, 0.4, 2.2),
        )
        for name, mask, least, tolerance, width in layers:
            if mask.any():
                path = trace_mask(mask, origin, least, tolerance, width)
                paths.append(f'<path class="{name}" d="{path}"/>')
        return "".join((*paths, *self._lines()))

    def _draw_head(self) -> None:
        """Colour hair, eyes and mouth on the sphere surfaces of the head."""
        scene = self._scene
        head = scene.skeleton.frame_numbers[_HEAD, MIDLINE, 0]
        of_head = self._is_body & (scene.parts[self._spheres] == head)
        away = self._places[of_head] - scene.frames.origins[head]
        x, y, z = (away @ scene.frames.rotations[head]).T
        hair = (x < 0.016 + 0.72 * (z - 0.03)) & (z > 0.002)
        hair &= np.abs(y) < 0.0575 + (z > 0.05) * 0.02
        colours = np.where(hair, _ROW_COLOURS["hair"], _ROW_COLOURS["skin"])
        for side in (1, -1):
            eye = np.abs(y - 0.021 * side) < 0.0075
            eye &= (np.abs(z - 0.045) < 0.0062) & (x > 0.03)
            colours[eye] = _ROW_COLOURS["eye"]
        mouth = (np.abs(y) < 0.013) & (np.abs(z - 0.0035) < 0.0026) & (x > 0.035)
        colours[mouth] = _ROW_COLOURS["mouth"]
        flat = self._colours[self._is_sphere]
        flat[of_head] = colours
        self._colours[self._is_sphere] = flat

    def _muscle_masks(self) -> tuple[Mask, Mask]:
        """Return where marked muscles are seen, and where they are behind the body."""
        shape = self._buffer.index.shape
        seen, hidden = np.zeros(shape, bool), np.zeros(shape, bool)
        if not self._capsules:
            return seen, hidden
        flat = self._colours[self._is_sphere]
        skin = self._is_body & ~np.isin(flat, [_ROW_COLOURS[n] for n in ("hair", *_FACE)])
        marked = np.zeros(len(flat), bool)
        for start, end, radius in self._capsules:
            way = end - start
            at = np.clip((self._places - start) @ way / max(float(way @ way), 1e-9), 0, 1)
            marked |= (
                np.linalg.norm(self._places - start - at[:, None] * way, axis=1) < radius
            ) & skin
        seen[self._is_sphere] = marked
        self._draw_capsules(hidden)
        hidden &= self._is_sphere & (self._buffer.index < self._scene.body)
        whole = hidden.sum()
        if (hidden & seen).sum() > 0.3 * whole or seen.sum() > 0.6 * whole:
            hidden[:] = False
        return seen, hidden & ~seen

    def _draw_capsules(self, mask: Mask) -> None:
        """Put the muscles into a mask as if nothing were in front of them."""
        height, width = mask.shape
        for start, end, radius in self._capsules:
            ends = self._scene.camera.project([start, end])[:, :2] - self._buffer.origin
            reach = radius * self._scene.camera.scale * 0.72
            for at in np.linspace(0, 1, 9):
                x, y = ends[0] + (ends[1] - ends[0]) * at
                x0, x1 = max(0, int(x - reach)), min(width, int(x + reach) + 2)
                y0, y1 = max(0, int(y - reach)), min(height, int(y + reach) + 2)
                if x1 > x0 and y1 > y0:
                    across = np.arange(x0, x1) + 0.5 - x
                    down = np.arange(y0, y1)[:, None] + 0.5 - y
                    mask[y0:y1, x0:x1] |= across**2 + down**2 < reach * reach

    def _shade(self) -> Mask:
        """Return where the light does not fall, without the scallops of the spheres."""
        shape = self._buffer.index.shape
        shade = np.zeros(shape, bool)
        flat = self._colours[self._is_sphere]
        unshaded = np.isin(flat, [_ROW_COLOURS[name] for name in _UNSHADED])
        shade[self._is_sphere] = (self._normals @ _LIGHT < _SHADE) & ~unshaded
        half = (_BLUR + 1) // 2
        sums = np.pad(shade.astype(np.float32), half).cumsum(0).cumsum(1)
        if min(sums.shape) <= _BLUR:
            return shade
        boxes = (
            sums[_BLUR:, _BLUR:]
            - sums[:-_BLUR, _BLUR:]
            - sums[_BLUR:, :-_BLUR]
            + sums[:-_BLUR, :-_BLUR]
        )[: shape[0], : shape[1]]
        blurred = np.zeros(shape, bool)
        blurred[: boxes.shape[0], : boxes.shape[1]] = boxes > 0.5 * _BLUR * _BLUR
        return blurred & self._is_sphere

    def _far_limbs(self) -> Mask:
        """Return the limbs that are well behind their twins."""
        scene = self._scene
        far = np.zeros(self._buffer.index.shape, bool)
        for root in _LIMBS:
            roots = {
                side: scene.skeleton.frame_numbers[root, side, 0]
                for side in ("left", "right")
                if (root, side, 0) in scene.skeleton.frame_numbers
            }
            depths = {
                side: float(scene.camera.project(scene.frames.origins[self._below(frame)])[2])
                for side, frame in roots.items()
            }
            for side, other in (("left", "right"), ("right", "left")):
                if depths[side] - depths[other] > _FAR_STEP * scene.camera.scale:
                    limb = np.flatnonzero(scene.skeleton.carried[roots[side]])
                    far |= np.isin(self._parts, limb)
        return far

    def _below(self, frame: int) -> int:
        """Return the frame that a frame carries directly."""
        frames = self._scene.skeleton.frames
        return next(number for number, each in enumerate(frames) if each.parent == frame)

    def _lines(self) -> list[str]:
        """Return outlines, and thin lines of folds and cloth."""
        depth = np.where(self._is_nothing, 1e6, self._buffer.depth)
        group = np.where(self._parts >= SUPPORT_PARTS, self._parts, 0)
        group = np.where(self._is_nothing, -1, group)
        bold, thin = [], []
        for axis in (0, 1):
            step = np.abs(np.diff(depth, axis=axis)) / self._scene.camera.scale
            changes = np.diff(group, axis=axis) != 0
            outline = changes | (step > _OUTLINE_STEP)
            fold = self._fold(axis, step) & ~outline
            bold.append(self._whole(outline, axis))
            thin.append(self._whole(fold, axis))
        origin = self._buffer.origin
        return [
            f'<path class="line" d="{trace_edges(bold[0], bold[1], origin)}"/>',
            f'<path class="thin" d="{trace_edges(thin[0], thin[1], origin, 7)}"/>',
        ]

    def _fold(self, axis: int, step: Array) -> Mask:
        """Return where the body folds, or cloth ends, between neighbouring pixels."""
        parts = self._parts
        first, second = (parts[:-1], parts[1:]) if axis == 0 else (parts[:, :-1], parts[:, 1:])
        is_body = (first >= 0) & (second >= 0) & (first < SUPPORT_PARTS) & (second < SUPPORT_PARTS)
        face = [_ROW_COLOURS[name] for name in _FACE]
        colours = np.where(np.isin(self._colours, face), -2, self._colours)
        first, second = (
            (colours[:-1], colours[1:]) if axis == 0 else (colours[:, :-1], colours[:, 1:])
        )
        cloth = (first != second) & (first != -2) & (second != -2)
        return np.asarray(is_body & ((step > _FOLD_STEP) | cloth), bool)

    def _whole(self, edges: Mask, axis: int) -> Mask:
        """Return edges between pixels at the later pixel of each."""
        whole = np.zeros(self._buffer.index.shape, bool)
        if axis == 0:
            whole[1:] = edges
        else:
            whole[:, 1:] = edges
        return whole
