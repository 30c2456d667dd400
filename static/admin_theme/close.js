/* The window of a document closes when it is saved; the list it came from reads itself again. */
window.close();
