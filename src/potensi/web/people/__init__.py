"""People: accounts, regions, agencies, offices and the rights that follow from holding one."""
