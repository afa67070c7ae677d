"""From a survey wave's export to the finished French report."""
