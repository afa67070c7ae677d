"""A local page that follows the texts of a wave: composed anew at each save, findings beside."""
