"""Pictures of organisms: films, plots and the drawing of figures."""
