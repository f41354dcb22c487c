"""What the senses answer: a family of questions a file, behind the skills that understood them."""
