"""Where notebook servers run: the Docker engine, the notebook image, the network, and the spawners themselves."""
