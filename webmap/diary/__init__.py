"""The diary's face: the district's gazetteer at hand, forms as words, answers as JSON."""
