"""Sessions for a hall: slides, the kit of the one who presents, the list to choose from."""
