"""What rankers are called on screens, in the order of the ladder."""

RANKERS = {"logistic": "Logistic regression", "deepfm": "DeepFM", "esmm": "ESMM"}
