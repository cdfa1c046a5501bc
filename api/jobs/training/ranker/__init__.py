"""A learned blend: fitted on hidden ratings, exported as ONNX, served by RECOMMENDER."""
