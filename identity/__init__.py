"""Who the house is: its name, logo, colours, contact and legal pages, as staff set them."""
