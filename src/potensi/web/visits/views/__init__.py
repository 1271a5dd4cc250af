"""Pages of a study visit, a module for each part; ``urls`` of each says where they stand."""
