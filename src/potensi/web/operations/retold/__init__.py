"""The journey of 2015 retold with invented people, so that a new installation shows what a visit can leave behind."""
