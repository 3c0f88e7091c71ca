"""Figures of a version as a training writes them when it has learned every ranker."""


def head(*, auc: float = 0.7, gauc: float = 0.66, positives: int = 700) -> dict:
    steps = [number / 20 for number in range(21)]
    power = (1 - auc) / auc  # the area under x ** power is 1 / (1 + power)
    return {
        "rows": 27_000,
        "positives": positives,
        "auc": auc,
        "gauc": gauc,
        "log_loss": 0.116,
        "calibration": 1.04,
        "ndcg@10": 0.41,
        "recall@4": auc - 0.1,
        "recall@10": None,
        "coverage@4": 0.83,
        "coverage@10": None,
        "diversity@4": 0.62,
        "diversity@10": None,
        "roc": [[step, step**power] for step in steps],
        "bins": [[0.006 * number, 0.0058 * number + 0.001, 2700] for number in range(1, 11)],
        "segments": {
            "New visitors": {
                "rows": 9000,
                "positives": 190,
                "auc": auc - 0.06,
                "log_loss": 0.12,
                "calibration": 1.1,
                "recall@4": auc - 0.2,
            },  # fmt: skip
            "Tier gold": {"rows": 4000, "positives": 130, "auc": auc + 0.02, "log_loss": 0.11, "calibration": 0.98},
            "Region eu": {"rows": 12_000, "positives": 300, "auc": auc, "log_loss": 0.11, "calibration": 1.02},
            "Tier black": {"rows": 60, "positives": 3, "auc": 0.9, "log_loss": 0.1, "calibration": 1.0},
        },
    }


def full_figures(*, better: float = 0.0) -> dict:
    """Figures in which DeepFM is recommended; `better` raises every order."""
    return {
        "rankers": {
            "logistic": {"pctr": head(auc=0.68 + better, gauc=0.64 + better), "seconds": 4.2},
            "deepfm": {
                "pctr": head(auc=0.71 + better, gauc=0.67 + better),
                "pctcvr": head(auc=0.66 + better, gauc=0.61 + better, positives=60),
                "seconds": 38.0,
            },
            "esmm": {"missing": "12 of 27,000 rows are purchases; at least 50 are needed."},
        },
        "ladder": {
            "recommended": "deepfm",
            "because": "It was less surprised by the clicks of the newest days, beyond what luck brings about.",
            "against": {"deepfm": {"gain": 1.4, "low": 0.6, "high": 2.2}},
        },
        "data": {"products": 437, "interactions": 94_015, "impressions": 277_412, "clicks": 6744},
        "seconds": 52.3,
    }
