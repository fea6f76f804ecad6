"""Pictures drawn by the server: the one source of maps and charts for downloads, documents and other sites."""
