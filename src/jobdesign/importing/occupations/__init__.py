"""O*NET's occupations as problems: joining the sources, one occupation, all of them."""
