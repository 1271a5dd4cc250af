def region_map(c, l, w):
    return ""
