"""The studio in which chips are lit: a grey room with three soft cards, and the tone mapping of shop pictures."""

from dataclasses import dataclass

import numpy as np

from catalog.looks.tile import Array


@dataclass(frozen=True, slots=True)
class Card:
    """A softbox: where it stands, how bright it is, how wide."""

    towards: tuple[float, float, float]
    light: float
    width: float


CARDS = (
    Card((0.12, 0.78, 0.62), 8.0, 0.30),
    Card((-0.88, 0.12, 0.46), 4.0, 0.24),
    Card((0.88, 0.30, 0.36), 2.0, 0.26),
)
FLAG = Card((0.20, -0.25, 0.90), 0.45, 0.34)  # black cloth beside the lens, which gives metals their contrast
DESATURATION, SHOULDER = 0.15, 0.76  # of Khronos PBR Neutral


def reflected(directions: Array, roughness: Array) -> Array:
    """This will look up what a surface sees along directions (..., 3), the blurrier the rougher; returns (..., 1)."""
    blur = roughness * roughness
    seen = _room(directions[..., 1:2], blur)
    for card in CARDS:
        area = card.width**2
        share = area / (area + 1.4 * blur)
        seen = seen + card.light * share * _within(directions, card, np.sqrt(area + blur), roughness)
    return seen * (1 - FLAG.light * _within(directions, FLAG, np.sqrt(FLAG.width**2 + blur), roughness))


def _room(height: Array, blur: Array) -> Array:
    """Grey above, white paper below, and between them the dark end of the studio."""
    up = 0.5 + 0.5 * np.tanh(height / (0.22 + blur))
    dark = np.exp(-((height + 0.12) ** 2) / (0.02 + blur))
    paper = 0.70 - 0.42 * np.clip(-height, 0, 1) * (1 - blur)
    return (paper + (0.44 - paper) * up) * (1 - 0.5 * dark / (1 + 3 * blur))


def fallen(normals: Array) -> Array:
    """This will say how much light falls on a surface of these normals, (..., 1), before it is levelled."""
    key = np.clip(normals @ _unit((0.08, 0.78, 0.62)), 0, 1)
    fill = np.clip(normals @ _unit((-0.8, 0.2, 0.55)), 0, 1)
    return (0.50 + 0.95 * key + 0.16 * fill)[..., None]


def tone_mapped(light: Array) -> Array:
    """This will map light to 0..1 as Khronos PBR Neutral does: base colours stay, highlights roll off."""
    least = light.min(axis=-1, keepdims=True)
    light = light - np.where(least < 0.08, least - 6.25 * least * least, 0.04)
    peak = light.max(axis=-1, keepdims=True)
    room = 1 - SHOULDER
    rolled = 1 - room * room / (np.maximum(peak, SHOULDER) + room - SHOULDER)
    grey = 1 / (DESATURATION * (np.maximum(peak, SHOULDER) - rolled) + 1)
    bright = light * (rolled / np.maximum(peak, 1e-6)) * grey + rolled * (1 - grey)
    return np.where(peak < SHOULDER, light, bright)


def _within(directions: Array, card: Card, wide: Array, roughness: Array) -> Array:
    """1 inside a card and 0 outside; a smooth surface shows its edge."""
    away = 1 - (directions @ _unit(card.towards))[..., None]
    return np.exp(-((np.clip(away, 1e-6, 2) / (wide * wide)) ** (1 + 3 * np.exp(-((roughness / 0.16) ** 2)))))


def _unit(vector: tuple[float, float, float]) -> Array:
    found = np.array(vector, dtype=np.float32)
    return found / np.linalg.norm(found)
