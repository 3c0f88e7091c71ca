"""An answer as the API document shows it."""

A_PAGE = {
    "request_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "placement": "home",
    "region": "eu",
    "tier": "gold",
    "currency": "EUR",
    "personalised": True,
    "items": [
        {
            "sku": "TOTE-01",
            "position": 1,
            "name": "Pebbled Tote",
            "brand": "Aurelia",
            "price": 355.0,
            "regular_price": 395.0,
            "price_reason": "Gold price",
            "reason": "Because of what you looked at",
            "chips": ["full-grain leather"],
            "badge": "house",
            "slot": False,
            "sponsored": False,
            "image_url": "/looks/4f1d2c0a9b8e7d6c5b4a39281706f5e4/poster-tote.webp",
            "url": "https://shop.example.com/p/pebbled-tote",
            "look": "4f1d2c0a9b8e7d6c5b4a39281706f5e4",
            "shape": "tote",
            "lowest_price_30_days": 395.0,
            "notices": [
                {
                    "allergen": "nickel",
                    "grade": "B",
                    "text": "Nickel release 0.08 µg/cm²/week, EN 1811:2023, 2026-01-14",
                }
            ],
        }
    ],
    "ruleset": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "ruleset_version": 3,
    "model": "20260302-1",
    "relaxed": [],
    "fallback": [],
    "short": True,
    "eligible": 1,
    "warnings": [],
}
