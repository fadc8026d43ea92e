"""Where notebook servers run: the host's Docker engine, the notebook image, the network, and the spawners themselves."""
