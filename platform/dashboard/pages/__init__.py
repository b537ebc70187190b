"""One module per page. A page reads the request, calls one workflow, and renders."""
