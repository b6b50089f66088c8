"""From content to output/, to a preview in the browser, and out to the world."""
