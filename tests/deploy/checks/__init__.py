"""What must hold for the deployed stack, each as a function from the translated template to the problems in it."""
